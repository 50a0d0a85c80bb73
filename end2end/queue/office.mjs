// A small model of the server's half of LAPOR-SYNC/1: what it promises, without HTTP and without a database. The schedules run the
// real queue.js against it.
import { createHash } from "node:crypto";

export const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
const json = (status, body, headers = {}) => ({ status, headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) });
const bare = (status, headers = {}) => ({ status, headers, body: "" });
const fault = (status, code, more = {}, headers = {}) => json(status, { code, words: `Alasan ${code}.`, findings: [], ...more }, headers);

export class Office {
  constructor() {
    this.epoch = 1;
    this.down = false;
    this.tables = { reports: new Map(), ops: new Map(), photos: new Map(), named: new Map() };
    this.locked = new Set();        // keys whose period is over
    this.closed = new Set();        // accounts without their library any more
    this.number = 0;
    this.applied = [];              // every submit that was carried out: [op_id, key, epoch]
  }
  backup() { return structuredClone(this.tables); }
  restore(tables) { this.tables = structuredClone(tables); this.epoch += 1; }
  report(key) { return this.tables.reports.get(key) ?? { version: 0, draft: null, status: "", ops: [] }; }
  /** Somebody in the office, or another phone, changes the report. */
  touch(key, change) {
    const row = this.report(key);
    this.tables.reports.set(key, { ...row, ...change, version: row.version + 1 });
  }

  handle(method, path, headers, body, account) {
    if (this.down) return fault(503, "busy", {}, { "Retry-After": "3" });
    const url = new URL(path, "http://kantor.test");
    const parts = url.pathname.split("/").slice(3);
    if (parts[0] === "status") return json(200, { restore_epoch: this.epoch, build: "b", min_build: "", now: 0, account, libraries: [] });
    if (!account) return fault(401, "sign_in");
    if (parts[0] === "photos") return this.photo(method, parts[1], url.searchParams, headers, body, account);
    const key = `${account}/${parts[1]}/${parts[3]}`;
    if (this.closed.has(account)) return fault(403, "refused");
    if (parts[0] === "drafts" && method === "GET") {
      const row = this.report(key);
      return json(200, { account, library: { slug: parts[1], name: parts[1] }, month: parts[3], ...row });
    }
    if (parts[0] === "drafts" && method === "PATCH") return this.draft(key, headers, body, account);
    if (parts[0] === "reports" && method === "PUT") return this.submit(key, headers, body, account);
    return fault(404, "not_found");
  }

  version(key, headers) {
    const row = this.report(key);
    const wanted = headers["If-Match"] ? Number(/^"v(\d+)"$/.exec(headers["If-Match"])[1]) : 0;
    return wanted === row.version ? null : fault(412, "changed", { version: row.version, draft: row.draft, status: row.status, reviews: [] });
  }
  name(key, photos) {
    for (const photo of photos) this.tables.named.set(photo.id, { key, sha256: photo.sha256, bytes: photo.bytes });
  }
  submit(key, headers, bytes, account) {
    const op = headers["Idempotency-Key"], sum = hash(bytes);
    if (headers["X-Payload-SHA256"] !== sum) return fault(400, "damaged");
    const known = this.tables.ops.get(op);
    if (known) {
      if (known.sum !== sum) return fault(422, "op_reused");
      return json(200, { ...known.answer, missing: this.missing(known.photos) }, { "Idempotent-Replay": "true", "X-Restore-Epoch": String(this.epoch) });
    }
    const body = JSON.parse(Buffer.from(bytes).toString());
    if (body.account !== account) return fault(403, "refused");
    if (this.locked.has(key)) return fault(409, "period_locked");
    const changed = this.version(key, headers);
    if (changed) return changed;
    if (body.draft?.obstacles?.includes("SALAH")) return fault(422, "invalid", { findings: [{ field: "kendala", words: "Tulis yang benar." }] });
    const row = this.report(key);
    this.name(key, body.photos);
    const version = row.version + 1;
    const photos = body.photos.map((photo) => photo.id);
    const answer = { receipt: `LK-${++this.number}`, report: key, version, payload_sha256: sum, received_at: 0, punctuality: "", findings: [], missing: this.missing(photos) };
    this.tables.reports.set(key, { version, draft: body.draft, status: "terkirim", ops: [...row.ops, op] });
    this.tables.ops.set(op, { sum, answer, photos });
    this.applied.push([op, key, this.epoch]);
    return json(201, answer, { "X-Restore-Epoch": String(this.epoch) });
  }
  draft(key, headers, bytes, account) {
    const body = JSON.parse(Buffer.from(bytes).toString());
    if (body.account !== account) return fault(403, "refused");
    const row = this.report(key);
    if (JSON.stringify(row.draft) === JSON.stringify(body.draft)) { this.name(key, body.photos); return json(200, { version: row.version }); }
    const changed = this.version(key, headers);
    if (changed) return changed;
    this.name(key, body.photos);
    this.tables.reports.set(key, { ...row, version: row.version + 1, draft: body.draft });
    return json(200, { version: row.version + 1 });
  }
  stored(id) { return this.tables.photos.get(id)?.stored ?? false; }
  missing(ids) { return ids.filter((id) => !this.stored(id)); }

  photo(method, id, query, headers, body, account) {
    const slot = this.tables.photos.get(id);
    const where = (slot) => ({ "Upload-Offset": String(slot.data.length), "Upload-Length": String(slot.bytes), ...(slot.stored ? { "X-Photo-SHA256": slot.sha256 } : {}) });
    if (method === "HEAD") return slot ? bare(200, where(slot)) : bare(404);
    if (method === "PUT") {
      const named = this.tables.named.get(id);
      const wish = JSON.parse(Buffer.from(body).toString());
      if (!named || named.key !== `${account}/${query.get("library")}/${query.get("month")}`) return fault(404, "not_found");
      if (slot && slot.sha256 !== wish.sha256) return fault(422, "invalid");
      const next = slot ?? { key: named.key, bytes: wish.bytes, sha256: wish.sha256, data: Buffer.alloc(0), stored: false };
      this.tables.photos.set(id, next);
      return json(slot ? 200 : 201, {}, where(next));
    }
    if (!slot) return fault(410, "gone");
    if (Number(headers["Upload-Offset"]) !== slot.data.length || slot.stored) return fault(409, "offset", {}, where(slot));
    if (hash(body) !== headers["Content-SHA256"]) return fault(460, "checksum", {}, where(slot));
    slot.data = Buffer.concat([slot.data, Buffer.from(body)]);
    if (slot.data.length > slot.bytes) { slot.data = Buffer.alloc(0); return fault(460, "checksum", {}, where(slot)); }
    if (slot.data.length === slot.bytes) {
      if (hash(slot.data) !== slot.sha256) { slot.data = Buffer.alloc(0); return fault(460, "checksum", {}, where(slot)); }
      slot.stored = true;
    }
    return bare(204, where(slot));
  }
}
