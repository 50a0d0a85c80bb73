// One random schedule: a person or two, tabs, a bad network, a phone that dies, an office that changes its mind. After every step
// the invariants of LAPOR-SYNC/1 (forms.md 6.11) are looked at; at the end everything heals and must have arrived exactly once.
import assert from "node:assert/strict";
import { Office, hash } from "./office.mjs";
import { chance, Phone, turns } from "./phone.mjs";

const KEYS = ["ani/natai-raya/2026-10", "ani/natai-raya/2026-11"];
const FAULTS = ["lost-request", "hang", "lost-answer", "twice", "late-copy", "late-only", "portal", "portal-json", "proxy", "cut", "other-receipt", "corrupt", "slow"];
const MINUTE = 60_000;

class World {
  constructor(seed) {
    this.rnd = chance(seed);
    this.office = new Office();
    this.phone = new Phone(this.rnd, this.office);
    this.phone.account = "ani";
    this.saved = new Map();          // op id -> key: what the phone called safe
    this.typed = new Map();          // key -> the last text whose saving was confirmed
    this.count = 0;
    this.story = [];
    this.running = new Set();
    this.backups = [];
  }
  tab() {
    const pages = [...this.phone.tabs].filter((tab) => !tab.worker && tab.account === "ani");
    return pages.length ? this.rnd.pick(pages) : this.phone.open({ account: "ani" });
  }
  /** Starts something; sometimes the person waits for it, sometimes the next thing happens first. */
  async start(work) {
    const running = work().finally(() => this.running.delete(running));
    this.running.add(running);
    running.catch(() => {});
    if (this.rnd.odds(0.5)) await running;
    else await turns(this.rnd.int(12));
  }
  async settle() { while (this.running.size) await Promise.all([...this.running]); }

  /** A person does one thing after another, in whichever tab. */
  inOrder(work) {
    const mine = (this.last ?? Promise.resolve()).then(work, work);
    this.last = mine.catch(() => {});
    return mine;
  }
  type(key) {
    const text = `Isian ${++this.count}`;
    return this.start(() => this.inOrder(async () => {
      await this.keep(this.tab(), key, { draft: { figures: {}, obstacles: text }, step: 1 });
    }));
  }
  /** Keeps a tab's form. It knows what it has read or written itself; what it has not read, it must not write over. */
  async keep(tab, key, given) {
    const text = given.draft.obstacles;
    tab.read ??= new Map();
    const learn = (row) => tab.read.set(key, { seq: row?.dirty_seq ?? 0, text: row?.pairs?.[0]?.[1] ?? this.typed.get(key) });
    for (;;) {
      if (!tab.read.has(key)) {
        const opened = await tab.do(async (queue) => ({ row: await queue.loadDraft(key) }));
        if (!opened) return undefined;
        learn(opened.row);
      }
      const { seq, text: known } = tab.read.get(key);
      const kept = await tab.do((queue) => queue.saveDraft(key, { pairs: [["kendala", text]], ...given, seq }));
      if (!kept) return undefined;
      if (kept.other) { learn(kept.other); continue; }
      const newest = this.typed.get(key);
      assert.ok(newest === undefined || (known && this.number(known) >= this.number(newest)), `${newest} is written over by a form that has read only ${known}`);
      tab.read.set(key, { seq: kept.dirty_seq, text });
      this.note(key, text);
      return kept;
    }
  }
  number(words) { return Number(words.split(" ")[1]); }
  note(key, text) {
    if (!this.typed.has(key) || this.number(this.typed.get(key)) < this.number(text)) this.typed.set(key, text);
  }
  picture(key) {
    const { rnd } = this;
    const bytes = new Uint8Array(1 + rnd.int(rnd.odds(0.3) ? 300_000 : 20_000));
    for (let i = 0; i < bytes.length; i += 97) bytes[i] = rnd.int(256);
    return this.start(async () => {
      try { await this.tab().do((queue) => queue.addPhoto(key, { activity: "a", blob: new Blob([bytes]) })); } catch (error) {
        if (error.name !== "Full" || !this.phone.full) throw error;
        this.told = (this.told ?? 0) + 1;
      }
    });
  }
  /** Fills in and sends, on top of whatever the phone knows. */
  send(key, wrong = false) {
    const text = `Isian ${++this.count}${wrong ? " SALAH" : ""}`;
    return this.start(() => this.inOrder(async () => {
      const tab = this.tab();
      const draft = { figures: {}, obstacles: text };
      const row = await tab.do((queue) => queue.loadDraft(key));
      if (!(await this.keep(tab, key, { draft, step: 9, base_version: row?.theirs?.version }))) return;
      const op = await tab.do((queue) => queue.enqueue(key, { op: "submit", body_json: JSON.stringify({ form: 1, draft, nihil_reason: "" }) }));
      if (op) this.saved.set(op, { key, text });
    }));
  }

  async step() {
    const { rnd, phone, office } = this;
    const key = rnd.pick(KEYS);
    const events = {
      type: [6, () => this.type(key)],
      picture: [4, () => this.picture(key)],
      send: [5, () => this.send(key, rnd.odds(0.1))],
      round: [10, () => this.start(() => this.tab().do((queue) => queue.sync({ now: rnd.odds(0.3), hidden: rnd.odds(0.1) })))],
      worker: [4, () => this.start(() => phone.open({ worker: true }).do((queue) => queue.sync({ now: true, budget: 150_000 })))],
      tab: [2, async () => { phone.open({ account: "ani" }); }],
      remove: [1, () => this.start(() => this.tab().do(async (queue) => { const [photo] = await queue.photos(key); if (photo) await queue.removePhoto(photo.id); }))],
      kill: [6, async () => { const tabs = [...phone.tabs]; if (tabs.length) rnd.pick(tabs).killIn = rnd.int(40); }],
      killAll: [1, async () => { for (const tab of [...phone.tabs]) tab.kill(); }],
      wait: [6, async () => { phone.clock += rnd.pick([10_000, MINUTE, 10 * MINUTE, 86_400_000, 20 * 86_400_000]); }],
      clock: [1, async () => { phone.skew = rnd.pick([0, 0, -56 * 365 * 86_400_000, 4 * 365 * 86_400_000]); }],
      network: [5, async () => { phone.faults = { rate: rnd.pick([0, 0.1, 0.3, 0.7, 1]), kinds: rnd.odds(0.5) ? FAULTS : [rnd.pick(FAULTS)] }; }],
      office: [2, async () => { office.down = !office.down; }],
      session: [2, async () => { phone.account = rnd.pick(["ani", "ani", null, "budi"]); }],
      budi: [1, () => this.start(() => phone.open({ account: "budi" }).do(async (queue) => {
        assert.deepEqual(await queue.states(), [], "another account sees no report");
        await queue.sync({ now: true });
      }))],
      review: [1, async () => { if (office.report(key).version) office.touch(key, { status: "perlu_diperbaiki" }); }],
      elsewhere: [1, async () => { office.touch(key, { draft: { figures: {}, obstacles: `Dari HP lain ${++this.count}` } }); }],
      period: [1, async () => { if (!office.locked.delete(key)) office.locked.add(key); }],
      backup: [1, async () => { this.backups.push(office.backup()); }],
      restore: [1, async () => { if (this.backups.length) { office.restore(this.backups.pop()); this.restored = true; } }],
      full: [1, async () => { phone.full = !phone.full; }],
      late: [3, async () => { if (phone.late.length) phone.late.splice(rnd.int(phone.late.length), 1)[0](); }],
    };
    let at = rnd.int(Object.values(events).reduce((sum, [weight]) => sum + weight, 0));
    const [name, [, act]] = Object.entries(events).find(([, [weight]]) => (at -= weight) < 0);
    this.story.push(`${name} ${key.slice(-2)}`);
    await act();
  }

  /** I1, I4 and that typed text is somewhere. Looked at between steps, while other things may be on their way. */
  async look() {
    const rows = await this.phone.rows();
    if (!rows.outbox) return;
    const has = (list, op) => list.some((row) => row.op_id === op);
    for (const [op, { text }] of this.saved) {
      const refused = rows.sent.filter((row) => row.replaced_by || row.given_up);
      const places = [has(rows.outbox, op), has(rows.receipts, op), has(refused, op) && !has(rows.outbox, op)].filter(Boolean).length;
      assert.equal(places, 1, `I1: ${op} is in ${places} places`);
      const row = [...rows.outbox, ...rows.sent].find((it) => it.op_id === op);
      assert.ok(row && new TextDecoder().decode(row.data).includes(text), "I1: its text is there");
    }
    for (const [key, text] of this.typed) {
      const held = [...rows.drafts.filter((row) => row.key === key).map((row) => row.draft.obstacles), ...[...rows.outbox, ...rows.sent].filter((row) => row.key === key).map((row) => JSON.parse(new TextDecoder().decode(row.data)).draft.obstacles)];
      assert.ok(held.some((it) => it === text || Number(it.split(" ")[1]) >= Number(text.split(" ")[1])), `typed text is lost: ${text} of ${held}`);
    }
    const epoch = rows.meta.find((row) => row.name === "epoch")?.value;
    if (epoch === this.office.epoch) {
      for (const receipt of rows.receipts) {
        const known = this.office.tables.ops.get(receipt.op_id);
        assert.ok(known, "I4: a receipt without a report in the office");
        assert.equal(known.answer.receipt, receipt.receipt.receipt, "I4: another receipt");
        const newest = !rows.receipts.some((other) => other.key === receipt.key && other.seq > receipt.seq);
        if (newest) for (const id of receipt.photos) if (!receipt.missing.includes(id)) assert.ok(this.office.stored(id), "I4: a photo called received that is not stored");
      }
    }
    for (const photo of rows.photos) if (!photo.here) assert.ok(["stored", "lost"].includes(photo.state), "a photo was deleted before the office had it");
    for (const photo of rows.photos) if (photo.here) assert.ok(rows.pictures.some((it) => it.id === photo.id && it.data.byteLength === photo.bytes), "a photo without its bytes");
  }

  /** Everything heals: the person, the network and the office do what they can. Within ten minutes nothing waits. */
  async heal() {
    const { phone, office } = this;
    await this.settle();
    while (phone.late.length) phone.late.shift()();
    office.down = false;
    office.locked.clear();
    Object.assign(phone, { account: "ani", full: false, faults: { rate: 0, kinds: [] } });
    for (const tab of [...phone.tabs]) tab.kill();
    const tab = phone.open({ account: "ani" });
    const until = phone.clock + 10 * MINUTE;
    // With nothing to send a phone asks after the office's epoch once an hour; the person asks now.
    await tab.do((queue) => queue.sync({ now: true }));
    for (;;) {
      await tab.do((queue) => queue.sync());
      const states = await tab.do((queue) => queue.states());
      for (const line of states.filter((it) => it.state === "periksa" && it.findings)) {
        await this.send(line.key);
        await this.settle();
      }
      const rows = await phone.rows();
      // A photo that the office does not hold and this phone neither (it was called stored, then the office lost it) is said so.
      const owed = rows.receipts.flatMap((row) => row.missing).filter((id) => rows.photos.some((photo) => photo.id === id && photo.here && photo.state !== "bad"));
      if (!rows.outbox.length && !owed.length) break;
      assert.ok(phone.clock < until, `I6: still waiting after ten minutes: ${JSON.stringify([states, rows.outbox, rows.photos, rows.drafts, phone.clock + phone.skew], (name, value) => (name === "data" ? value && "bytes" : value))}`);
      phone.clock += 20_000;
    }
    return tab;
  }
  async settleUp(tab) {
    const { phone, office } = this;
    await this.look();
    const rows = await phone.rows();
    for (const [op, { key, text }] of this.saved) {
      const replaced = rows.sent.find((row) => row.op_id === op && row.replaced_by);
      if (replaced) continue;
      const known = office.tables.ops.get(op);
      assert.ok(known, `the office has ${op}`);
      assert.equal(known.sum, hash(Buffer.from(rows.sent.find((row) => row.op_id === op).data)), "the same bytes");
      assert.ok(office.report(key).ops.includes(op), `${text} is a version of its report`);
    }
    // I2: each intent was carried out once (again only after the office itself went back).
    const seen = new Set();
    for (const [op, , epoch] of office.applied) {
      assert.ok(!seen.has(`${op} ${epoch}`), "I2: an intent was carried out twice");
      seen.add(`${op} ${epoch}`);
    }
    // I3: stored photos are what the phone had.
    for (const slot of office.tables.photos.values()) if (slot.stored) assert.equal(hash(slot.data), slot.sha256, "I3: photo bytes");
    // I5: an interruption costs at most one chunk more.
    if (!this.restored) {
      for (const photo of rows.photos) {
        const sent = phone.sent.get(`/api/v1/photos/${photo.id}`) ?? 0;
        assert.ok(sent <= photo.bytes + phone.interruptions * 256 * 1024, `I5: ${sent} bytes for a photo of ${photo.bytes}`);
      }
    }
    const states = await tab.do((queue) => queue.states());
    for (const line of states) assert.ok(["lengkap", "tersimpan", "periksa"].includes(line.state), `at the end: ${line.state}`);
  }
}

/** Runs the schedule of a seed; throws with its story when an invariant is broken. */
export async function run(seed, steps = 60) {
  const world = new World(seed);
  try {
    for (let i = 0; i < steps; i++) {
      await world.step();
      await world.look();
    }
    await world.settleUp(await world.heal());
    return { ops: world.saved.size, photos: world.office.tables.photos.size, interruptions: world.phone.interruptions, receipts: world.office.number };
  } catch (error) {
    throw new Error(`seed ${seed}: ${error.message}\n  after: ${world.story.join(", ")}`, { cause: error });
  }
}
