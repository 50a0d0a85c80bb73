// The phone's half of LAPOR-SYNC/1: what is typed and photographed is kept on the phone, and goes to the office whenever there is
// signal. A plain script: pages load it, the service worker imports it. Global `Antrean`. Nobody but this file opens the database.
//
//   await Antrean.open()                       -> { ok, words }: not ok, the form must be sent the ordinary way, and `words` say so
//   Antrean.account()                          whose phone this is now: the page's account, else the one that signed in last
//   saveDraft(key, {pairs, draft, base_version, step, kept, seq})   loadDraft(key)   dropDraft(key)
//                                              kept: what else the form needs again: { base, photos: [those that the server has, as described now] }
//                                              seq: the dirty_seq that the form read or wrote last; -> { dirty_seq, saved_at }, or { other: row } and
//                                              nothing is written: another tab has typed since. loadDraft's `other`: this tab did not write it.
//                                              `sent`: the draft is gone, received (then `pairs` are what was sent, `base_version` the office's
//                                              version of it), given up or a nihil in its place (then there are no `pairs`).
//   addPhoto(key, {activity, blob, name})      -> { id, sha256, bytes, url }; throws an Error whose `words` are for people
//   photos(key)  describePhoto(id, {caption, public, children, activity})  removePhoto(id, key)
//   enqueue(key, {op, body_json, base_version}) -> op id. What body_json leaves out of schema, op, account, photos and client is
//                                              filled in here. When it resolves, the report is safe on the phone, not before.
//   sync({now: true})                          sends what is due; now: also what waits for its next try
//   states()                                   -> [{ key, state, words, since, why, photos_done, photos_all, receipt, .. }]
//   on(fn)                                     fn() after every change, from this tab or another; returns the way to stop it
//   desk(key)  refreshDesk(key)                the cached answer of GET /api/v1/drafts/.., null when there is none
//   exportFile(op_id?)                         -> { name, text }: all that is not received yet, for a planner to take in
//
// A key is `{account}/{slug}/{yyyy-mm}`. After a 412 loadDraft(key).theirs holds the office's { version, draft, status, reviews };
// saveDraft or enqueue with base_version = theirs.version settles it.
"use strict";
(function (self) {
  const API = "/api/v1";
  const KB = 1024, SECOND = 1000, MINUTE = 60 * SECOND, DAY = 24 * 60 * MINUTE;
  const STORES = { drafts: "key", outbox: "op_id", photos: "id", pictures: "id", receipts: "op_id", sent: "op_id", history: "key", meta: "name" };
  const ALL = Object.keys(STORES);
  const KEPT_PHOTO = 14 * DAY;      // a photo that the office has stays this long, in case the office must restore a backup
  const KEPT_RECEIPTS = 200, KEPT_SENT = 24;   // by number: a phone's clock may say anything
  const BALLAST = 256 * KB;         // given up when the phone is full, so that text always has room
  const CHUNK = { first: 64 * KB, most: 256 * KB, least: 16 * KB };
  const BACKOFF = { first: 5 * SECOND, most: 5 * MINUTE };
  const MIRROR = { idle: 5 * SECOND, every: 10 * SECOND };
  const WORDS = {
    tersimpan: "Tersimpan di HP", menunggu: "Menunggu jaringan", mengirim: "Mengirim", lengkap: "Diterima lengkap",
    masuk: "Perlu masuk lagi", periksa: "Perlu Anda periksa", ditolak: "Ditolak",
  };
  const FULL = "HP penuh: foto ini tidak bisa disimpan. Isian teks tetap aman. Kosongkan sedikit ruang di HP, lalu pilih lagi fotonya.";
  const NO_STORE = "Peramban ini tidak bisa menyimpan laporan di HP. Jangan tutup halaman sebelum laporan diterima.";

  const page = typeof document !== "undefined";
  const now = () => Date.now();
  const uuid = () => self.crypto.randomUUID();
  const bytesOf = (text) => new TextEncoder().encode(text);
  const textOf = (bytes) => new TextDecoder().decode(bytes);
  async function sha256(bytes) {
    const digest = new Uint8Array(await self.crypto.subtle.digest("SHA-256", bytes));
    return Array.from(digest, (b) => b.toString(16).padStart(2, "0")).join("");
  }
  const accountOf = (key) => key.split("/")[0];
  const pathOf = (key) => { const [, slug, month] = key.split("/"); return `${encodeURIComponent(slug)}/bulanan/${encodeURIComponent(month)}`; };
  /** Equal text for equal content, whatever the order of the names. */
  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
    if (!value || typeof value !== "object") return JSON.stringify(value ?? null);
    return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
  }
  function told(name, words) { const error = new Error(words); error.name = name; error.words = words; return error; }

  // ------------------------------------------------------------------------------------------------ the database

  let opening = null;
  function connect() {
    opening ??= new Promise((resolve, reject) => {
      if (!self.indexedDB || !self.crypto?.subtle) { reject(told("NoStore", NO_STORE)); return; }
      const request = self.indexedDB.open("lapor", 1);
      // Later versions only add; nothing here is ever deleted by an update of the app.
      request.onupgradeneeded = () => {
        for (const [name, keyPath] of Object.entries(STORES)) {
          if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name, { keyPath });
        }
        // A database that was emptied and made again is another one, and says so.
        request.transaction.objectStore("meta").put({ name: "born", value: uuid() });
      };
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(told("Blocked", NO_STORE));
      request.onsuccess = () => {
        const db = request.result;
        db.onclose = () => { opening = null; };
        db.onversionchange = () => { db.close(); opening = null; };
        resolve(db);
      };
    });
    opening.catch(() => { opening = null; });
    return opening;
  }

  function done(request) {
    const result = new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    result.catch(() => {});         // several run side by side; the transaction itself says that it failed
    return result;
  }

  /** Runs `work(stores)` in one transaction and resolves after it is complete. `work` may await requests of it, nothing else. */
  async function transact(mode, names, work, again = true) {
    const db = await connect();
    let tx;
    try {
      tx = db.transaction(names, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
    } catch (error) {
      if (!again || error.name !== "InvalidStateError") throw error;
      opening = null;               // the browser closed the connection: open it once more
      return transact(mode, names, work, false);
    }
    const ended = new Promise((resolve, reject) => {
      tx.oncomplete = resolve;
      tx.onabort = () => reject(tx.error ?? told("Aborted", NO_STORE));
    });
    ended.catch(() => {});
    let value;
    try {
      value = await work(Object.fromEntries(names.map((name) => [name, tx.objectStore(name)])));
    } catch (error) {
      try { tx.abort(); } catch { /* it ended already */ }
      throw tx.error ?? error;
    }
    await ended;
    return value;
  }
  const read = (names, work) => transact("readonly", names, work);
  const all = (store) => read([store], (s) => done(s[store].getAll()));
  const one = (store, key) => read([store], (s) => done(s[store].get(key)));
  const meta = async (name) => (await one("meta", name))?.value;
  const setMeta = (name, value) => transact("readwrite", ["meta"], (s) => done(s.meta.put({ name, value })));

  /** A writing step. When the phone is full, room is made from what the office already has, then from the ballast. */
  async function write(names, work) {
    for (let attempt = 0; ; attempt++) {
      try {
        const value = await transact("readwrite", names, work);
        changed();
        return value;
      } catch (error) {
        if (error.name !== "QuotaExceededError" || attempt === 2) throw error;
        await (attempt === 0 ? dropStoredPhotos(() => true) : transact("readwrite", ["meta"], (s) => done(s.meta.delete("ballast"))));
      }
    }
  }
  let last = Promise.resolve();
  /** What a person does happens in the order they did it, also when making room delays a step. */
  function inOrder(work) {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  }
  async function dropStoredPhotos(which) {
    return transact("readwrite", ["photos", "pictures"], async (s) => {
      for (const photo of await done(s.photos.getAll())) {
        if (photo.state !== "stored" || !photo.here || !which(photo)) continue;
        s.pictures.delete(photo.id);
        s.photos.put({ ...photo, here: false });
      }
    });
  }

  // ------------------------------------------------------------------------------------------------ opening, accounts, eviction

  let opened = null;
  function open() {
    opened ??= (async () => {
      try {
        const mine = page && document.querySelector("meta[name=akun]")?.content;
        await transact("readwrite", ["meta"], async (s) => {
          if (!(await done(s.meta.get("device")))) s.meta.put({ name: "device", value: uuid() });
          if (mine) s.meta.put({ name: "account", value: mine });
        });
        await noteShelf();
        return { ok: true, words: "" };
      } catch (error) {
        opened = null;
        return { ok: false, words: error.words ?? NO_STORE };
      }
    })();
    return opened;
  }
  async function account() {
    const mine = page && document.querySelector("meta[name=akun]")?.content;
    return mine || (await meta("account")) || "";
  }

  // Browsers may empty the database when a phone is full, but not localStorage: the names kept there tell what was lost.
  const SHELF = "lapor:daftar";
  function shelf() {
    try { return JSON.parse(self.localStorage?.getItem(SHELF) ?? "null"); } catch { return null; }
  }
  async function noteShelf() {
    if (!page || !self.localStorage) return;
    const [born, ops, drafts, photos] = await read(["meta", "outbox", "drafts", "photos"], async (s) => [
      (await done(s.meta.get("born")))?.value, await done(s.outbox.getAll()), await done(s.drafts.getAll()), await done(s.photos.getAll()),
    ]);
    const before = shelf();
    if (before?.born && before.born !== born && before.items?.length) await setMeta("lost", [...((await meta("lost")) ?? []), ...before.items]);
    const waiting = (key) => photos.filter((photo) => photo.key === key && photo.state !== "stored").length;
    const keys = [...new Set([...ops, ...drafts].map((row) => row.key))];
    const items = keys.map((key) => ({
      key, photos: waiting(key), queued: ops.some((op) => op.key === key),
      mirrored: drafts.some((draft) => draft.key === key && draft.mirrored_seq > 0),
    }));
    try { self.localStorage.setItem(SHELF, JSON.stringify({ born, items })); } catch { /* nothing depends on it */ }
  }

  async function askToPersist() {
    if (!self.navigator?.storage?.persist || (await meta("persist")) !== undefined) return;
    await setMeta("persist", await self.navigator.storage.persist().catch(() => false));
    changed();
  }
  /** What the browser promises about keeping this. */
  async function storage() {
    const persisted = await meta("persist");
    const { usage = 0, quota = 0 } = (await self.navigator?.storage?.estimate?.().catch(() => ({}))) ?? {};
    return { persisted: persisted ?? null, usage, quota };
  }

  // ------------------------------------------------------------------------------------------------ news

  const listeners = new Set();
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("lapor");
  let sending = null;               // what is on its way just now, in this tab or another: { id, until }
  let telling = false;
  function tell() { for (const fn of listeners) try { fn(); } catch (error) { console.error(error); } }
  function changed() {
    if (telling) return;
    telling = true;
    Promise.resolve().then(async () => {
      telling = false;
      channel?.postMessage({ sending });
      tell();
      await noteShelf();
    }).catch(() => {});
  }
  if (channel) channel.onmessage = (event) => { sending = event.data?.sending ?? null; tell(); };
  channel?.unref?.();
  function on(fn) { listeners.add(fn); return () => listeners.delete(fn); }
  function nowSending(id) { sending = id ? { id, until: now() + 90 * SECOND } : null; changed(); }

  // ------------------------------------------------------------------------------------------------ drafts

  // Versions that this phone made itself are no conflict: whoever builds on any of them builds on the last one.
  const chainName = (key) => `chain:${key}`;
  async function onChain(metaStore, key, version) {
    const chain = (await done(metaStore.get(chainName(key))))?.value;
    return chain && version >= chain.from && version <= chain.to ? chain.to : version;
  }
  /** The office is at a version before the chain's end: it went back to a backup, and counts on from there. */
  async function cutChain(metaStore, key, version) {
    const chain = (await done(metaStore.get(chainName(key))))?.value;
    if (chain && version < chain.to) metaStore.put({ name: chainName(key), value: { from: version, to: version } });
  }
  async function grow(metaStore, key, from, to) {
    const chain = (await done(metaStore.get(chainName(key))))?.value;
    const joined = chain && from >= chain.from && from <= chain.to;
    metaStore.put({ name: chainName(key), value: { from: joined ? chain.from : from, to } });
  }

  // A draft that is gone leaves its number behind: a tab that read it before must not write its older form over what came of it. What
  // was sent is read from `sent`, which has those words in any case: not one stays on the phone for this.
  const leftName = (key) => `left:${key}`;
  const left = (metaStore, key, value) => metaStore.put({ name: leftName(key), value });
  /** What a tab must have read before it may write: the draft, else what has come of it. */
  async function newest(s, key) {
    const row = await done(s.drafts.get(key));
    if (row) return row;
    const value = (await done(s.meta.get(leftName(key))))?.value;
    if (!value) return null;
    const { pairs } = (await done(s.sent.get(value.op_id))) ?? {};
    const out = (await done(s.meta.get(`removed:${key}`)))?.value ?? [];
    return { ...value, key, sent: true, pairs, mirrored_pairs: pairs, kept: { removed: out } };
  }

  const saveDraft = (key, given) => inOrder(() => keepDraft(key, given));
  const written = new Map();        // key -> the dirty_seq that this tab wrote last: its own steps may overtake each other
  async function keepDraft(key, { pairs, draft, base_version, step, kept, seq }) {
    const row = await write(["drafts", "meta", "sent"], async (s) => {
      const last = await newest(s, key);
      if (last && seq !== undefined && ![seq, written.get(key)].includes(last.dirty_seq)) return { other: last };
      const old = last?.sent ? null : last;
      const base = await onChain(s.meta, key, base_version ?? old?.base_version ?? 0);
      const next = {
        mirrored_seq: 0, mirrored_at: 0, mirrored_photos: [], frozen_seq: 0, ...old, key, account: accountOf(key), pairs, draft, step, kept,
        // What the office has as the draft since the last mirror: the common ground of a later merge.
        mirrored_pairs: base > (old?.base_version ?? 0) ? null : (old?.mirrored_pairs ?? null),
        base_version: base, dirty_seq: (last?.dirty_seq ?? 0) + 1, saved_at: now(), stuck: null,
        theirs: old?.theirs && base < old.theirs.version ? old.theirs : null,
      };
      s.drafts.put(next);
      return next;
    });
    if (row.other) return row;
    written.set(key, row.dirty_seq);
    askToPersist().catch(() => {});
    later(MIRROR.idle);
    return { dirty_seq: row.dirty_seq, saved_at: row.saved_at };
  }
  async function loadDraft(key) {
    const row = await read(["drafts", "meta", "sent"], (s) => newest(s, key));
    return row ? { ...row, other: row.dirty_seq !== written.get(key) } : null;
  }
  const dropDraft = (key) => inOrder(() => write(["drafts", "meta", "photos", "pictures"], async (s) => {
    const row = await done(s.drafts.get(key));
    if (row) {
      // One more than any other tab has read: none of their forms says what holds now.
      const dirty_seq = row.dirty_seq + 1;
      left(s.meta, key, { dirty_seq, base_version: row.base_version, op_id: "" });
      s.drafts.delete(key);
      written.set(key, dirty_seq);
    }
    for (const photo of await done(s.photos.getAll())) if (photo.key === key && !photo.op_id) forget(s, photo.id);
  }));

  // ------------------------------------------------------------------------------------------------ photos

  // The bytes lie in a store of their own, so that nothing that only asks how things stand reads or writes them.
  function forget(stores, id) { stores.photos.delete(id); stores.pictures.delete(id); }

  async function addPhoto(key, { activity = "", blob, name = "", caption = "", children = "", ...rest }) {
    const data = blob instanceof ArrayBuffer ? blob : await blob.arrayBuffer().catch(() => null);
    if (!data?.byteLength) throw told("Empty", "Foto ini kosong atau tidak bisa dibaca. Pilih lagi fotonya.");
    const type = blob.type || "image/jpeg";
    const row = {
      id: uuid(), key, account: accountOf(key), activity, caption, public: !!rest.public, children, name, type, here: true,
      sha256: await sha256(data), bytes: data.byteLength, state: "new", offset: 0, resets: 0, tries: 0, next_at: 0, op_id: "", hidden: false,
      made_at: now(),
    };
    try {
      await write(["photos", "pictures"], (s) => {
        s.pictures.put({ id: row.id, data });
        return done(s.photos.add(row));
      });
    } catch (error) {
      throw error.name === "QuotaExceededError" ? told("Full", FULL) : error;
    }
    askToPersist().catch(() => {});
    return shown(row, data);
  }
  function shown(row, data) {
    const url = data && URL.createObjectURL ? URL.createObjectURL(new Blob([data], { type: row.type })) : null;
    return { ...row, url };
  }
  async function photos(key) {
    const rows = (await all("photos")).filter((photo) => photo.key === key && !photo.hidden).sort((a, b) => a.made_at - b.made_at);
    const bytes = await read(["pictures"], (s) => Promise.all(rows.map((row) => done(s.pictures.get(row.id)))));
    return rows.map((row, n) => shown(row, bytes[n]?.data));
  }
  const describePhoto = (id, words) => write(["photos"], async (s) => {
    const photo = await done(s.photos.get(id));
    if (!photo) return;
    for (const name of ["caption", "public", "children", "activity"]) if (words[name] !== undefined) photo[name] = words[name];
    s.photos.put(photo);
  });
  /**
   * A photo that a queued report names stays until that report has arrived; it is only no longer shown. The office is told with the
   * next report or draft, also of photos that only it has (then with the key).
   */
  const removePhoto = (id, ofKey) => inOrder(() => write(["photos", "pictures", "meta"], async (s) => {
    const photo = await done(s.photos.get(id));
    const key = photo?.key ?? ofKey;
    if (key) s.meta.put({ name: `removed:${key}`, value: [...((await done(s.meta.get(`removed:${key}`)))?.value ?? []), id] });
    if (photo?.op_id) s.photos.put({ ...photo, hidden: true });
    else if (photo) forget(s, id);
  }));
  const removed = async (key) => (await meta(`removed:${key}`)) ?? [];
  const manifest = (photo) => ({
    id: photo.id, sha256: photo.sha256, bytes: photo.bytes, activity: photo.activity, caption: photo.caption, public: photo.public,
    children: photo.children,
  });

  // ------------------------------------------------------------------------------------------------ the outbox

  /** What a body says, without when it was said. */
  const saying = (data) => canonical({ ...JSON.parse(textOf(data)), client: null });
  const enqueue = (key, given) => inOrder(() => queueUp(key, given));
  async function queueUp(key, { op, body_json, base_version }) {
    const given = typeof body_json === "string" ? JSON.parse(body_json) : body_json;
    const mine = (await all("photos")).filter((photo) => photo.key === key && !photo.hidden);
    const at = Math.floor(now() / SECOND);
    const body = {
      schema: 1, op: op ?? "submit", account: accountOf(key), photos: mine.map(manifest), removed: await removed(key),
      client: { finalized_at: at, now: at, device: (await meta("device")) ?? "" }, ...given,
    };
    const data = bytesOf(JSON.stringify(body));
    const sum = await sha256(data);
    let op_id = uuid();
    const named = new Set((body.photos ?? []).map((photo) => photo.id));
    await write(["outbox", "drafts", "photos", "sent", "meta"], async (s) => {
      const draft = await done(s.drafts.get(key));
      const waiting = await done(s.outbox.getAll());
      const base = base_version ?? draft?.base_version ?? 0;
      if (draft) s.drafts.put({ ...draft, frozen_seq: draft.dirty_seq, frozen_pairs: draft.pairs, theirs: null });
      // A button pressed twice is one intent: what waits last of this report and says the same is what was meant.
      const newest = waiting.filter((row) => row.key === key).sort((a, b) => b.seq - a.seq)[0];
      if (newest?.state === "waiting" && newest.base_version === base && saying(newest.data) === saying(data)) {
        op_id = newest.op_id;
        return;
      }
      // What the office did not accept is replaced by what the person sends now; its text stays readable.
      for (const old of waiting.filter((row) => row.key === key && row.state !== "waiting")) {
        s.outbox.delete(old.op_id);
        s.sent.put({ ...old, replaced_by: op_id });
      }
      const seq = Math.max(0, (await done(s.meta.get("seq")))?.value ?? 0, ...waiting.map((row) => row.seq)) + 1;
      s.meta.put({ name: "seq", value: seq });
      s.outbox.put({
        op_id, key, account: accountOf(key), kind: body.op, data, sha256: sum, base_version: base,
        // The draft as it was sent; a nihil says nothing of it.
        ...(body.op !== "nihil" && draft ? { pairs: draft.pairs } : {}),
        photos: [...named], state: "waiting", tries: 0, next_at: 0, error: null, seq, made_at: now(),
      });
      for (const photo of await done(s.photos.getAll())) if (named.has(photo.id)) s.photos.put({ ...photo, op_id });
    });
    askToPersist().catch(() => {});
    register();
    sync({ now: true }).catch(() => {});
    return op_id;
  }
  function register() {
    if (!page) return;
    self.navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("lapor-outbox")).catch(() => {});
  }

  // ------------------------------------------------------------------------------------------------ asking the server

  /** One request. `ours` is false for anything that this service did not say itself: no network, a proxy, a Wi-Fi's sign-in page. */
  async function ask(method, path, { headers = {}, body, timeout = 30 * SECOND, keepalive = false } = {}) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), timeout);
    try {
      const response = await self.fetch(API + path, {
        method, headers, body, signal: stop.signal, credentials: "same-origin", cache: "no-store", redirect: "error", keepalive,
      });
      const get = (name) => response.headers.get(name);
      const text = method === "HEAD" || response.status === 204 ? "" : await response.text();
      let json = null;
      if ((get("Content-Type") ?? "").includes("application/json")) try { json = JSON.parse(text); } catch { /* cut off: not an answer */ }
      return { status: response.status, json, get, retry: (Number(get("Retry-After")) || 0) * SECOND, code: json?.code ?? "", net: true };
    } catch (error) {
      return { status: 0, json: null, get: () => null, retry: 0, code: "", net: false, error: String(error?.message ?? error) };
    } finally {
      clearTimeout(timer);
    }
  }
  const ok = (answer) => answer.status >= 200 && answer.status < 300;
  function because(answer) {
    if (answer.json?.words) return answer.json.words;
    if (!answer.net) return "Tidak ada jaringan, atau jaringan terlalu lambat.";
    if (ok(answer)) return "Jaringan ini belum menyambung ke dinas, mungkin meminta masuk dulu seperti Wi-Fi umum.";
    return "Layanan sedang tidak bisa menjawab.";
  }
  /** When to try again: 5 s, 10 s, 20 s .. 5 minutes, a quarter more or less; never sooner than the server asks. */
  function nextTry(tries, answer) {
    const wait = Math.min(BACKOFF.first * 2 ** Math.min(tries, 10), BACKOFF.most) * (0.75 + Math.random() / 2);
    return now() + Math.max(wait, answer.retry);
  }
  // A clock that was set back must not make anything wait for years.
  const due = (row, asked) => asked || row.next_at <= now() || row.next_at > now() + 1.5 * BACKOFF.most;

  async function status() {
    const answer = await ask("GET", "/status", { timeout: 10 * SECOND });
    if (!ok(answer) || answer.json?.restore_epoch === undefined) return { reached: false, why: because(answer) };
    const { account: who, restore_epoch: epoch } = answer.json;
    await write(["meta", "sent", "receipts", "outbox"], async (s) => {
      s.meta.put({ name: "status", value: answer.json });
      s.meta.put({ name: "checked", value: now() });
      if (who && !(page && document.querySelector("meta[name=akun]")?.content)) s.meta.put({ name: "account", value: who });
      const known = (await done(s.meta.get("epoch")))?.value;
      if (known === epoch) return;
      s.meta.put({ name: "epoch", value: epoch });
      // The office went back to a backup: everything that it once received from here is offered again, oldest first.
      if (known === undefined || epoch < known) return;
      const waiting = new Set();
      for (const row of await done(s.outbox.getAll())) {
        waiting.add(row.op_id);
        s.outbox.put({ ...row, again: true });
      }
      for (const row of await done(s.meta.getAll())) if (row.name.startsWith("chain:")) s.meta.delete(row.name);
      for (const row of await done(s.sent.getAll())) {
        const receipt = await done(s.receipts.get(row.op_id));
        if (!receipt || waiting.has(row.op_id)) continue;
        s.outbox.put({ ...row, state: "waiting", tries: 0, next_at: 0, error: null, again: true, receipt: receipt.receipt });
        s.receipts.delete(row.op_id);
      }
    });
    return { reached: true, account: who };
  }

  /** Sends one report. True: go on with others; false: stop this round. */
  async function sendOp(op) {
    const base = await read(["meta"], (s) => onChain(s.meta, op.key, op.base_version));
    nowSending(op.op_id);
    const answer = await ask("PUT", `/reports/${pathOf(op.key)}`, {
      body: op.data,
      headers: {
        "Content-Type": "application/json", "Idempotency-Key": op.op_id, "X-Payload-SHA256": op.sha256, "X-App-Build": build(),
        "X-Client-Now": String(Math.floor(now() / SECOND)),
        ...match(base),
      },
    });
    nowSending(null);
    const { status: code, json } = answer;
    // An answer of before a restore, handed out again on the way, is no receipt: the office may not have the report any more.
    const old = (Number(answer.get("X-Restore-Epoch")) || Infinity) < ((await meta("epoch")) ?? 0);
    if (ok(answer) && json?.receipt && json.payload_sha256 === op.sha256 && !old) { await received(op, base, json); return true; }
    if (code === 401 && answer.code) { await setMeta("signin", true); changed(); return false; }
    if (code === 412 && json?.version !== undefined && (await ownVersion(op, base, json))) return true;
    // Somebody else signed in on this phone meanwhile: then the answer was not about this report.
    if (code === 403 && answer.code && (await status()).account !== op.account) return false;
    const judged = answer.code && !(code === 412 && json.version === undefined) && ({ 409: answer.code !== "in_progress" && "check", 412: "check", 413: "check", 422: "check", 403: "refused", 404: "refused", 410: "refused" })[code];
    await write(["outbox", "drafts", "meta"], async (s) => {
      const row = await done(s.outbox.get(op.op_id));
      if (!row) return;
      if (code === 412 && judged) await cutChain(s.meta, op.key, json.version);
      row.error = { status: code, code: answer.code, words: because(answer), findings: json?.findings ?? [], at: now() };
      row.tries += 1;
      if (judged) {
        row.state = judged;
        if (code === 412) row.error.theirs = json;
        const draft = await done(s.drafts.get(op.key));
        if (draft) s.drafts.put({ ...draft, theirs: code === 412 ? json : draft.theirs, frozen_seq: 0, stuck: "op" });
      } else {
        row.next_at = answer.code === "in_progress" ? now() + (answer.retry || 2 * SECOND) : nextTry(row.tries - 1, answer);
      }
      s.outbox.put(row);
    });
    return answer.net;
  }
  const match = (base) => (base > 0 ? { "If-Match": `"v${base}"` } : { "If-None-Match": "*" });
  const build = () => (page && document.querySelector("meta[name=build]")?.content) || self.BUILD || "";

  /** A newer version that this phone made itself (its answer was lost), or an older one after a restore, is no conflict. */
  async function ownVersion(op, base, theirs) {
    const draft = await one("drafts", op.key);
    const mine = theirs.draft && draft?.mirror_sent && draft.mirror_sent === canonical(theirs.draft) && theirs.version > base;
    if (!mine && !(op.again && theirs.version < base)) return false;
    await write(["outbox", "meta"], async (s) => {
      const row = await done(s.outbox.get(op.op_id));
      if (mine) await grow(s.meta, op.key, base, theirs.version);
      else await cutChain(s.meta, op.key, theirs.version);
      if (row) s.outbox.put({ ...row, base_version: theirs.version });
    });
    return true;
  }

  async function received(op, base, json) {
    const missing = new Set(json.missing ?? []);
    await write(ALL, async (s) => {
      s.outbox.delete(op.op_id);
      s.receipts.put({ op_id: op.op_id, key: op.key, account: op.account, receipt: json, photos: op.photos, missing: [...missing], seq: op.seq, at: now() });
      // What an older one still lacked, this one names again or has left out.
      for (const old of await done(s.receipts.getAll())) {
        if (old.key === op.key && old.op_id !== op.op_id && old.seq < op.seq && old.missing.length) s.receipts.put({ ...old, missing: [] });
      }
      await grow(s.meta, op.key, base, json.version);
      s.meta.put({ name: "signin", value: false });
      const last = await newest(s, op.key);
      const draft = last?.sent ? null : last;
      const others = (await done(s.outbox.getAll())).filter((row) => row.key === op.key);
      // The draft is what the youngest intent says: while one waits, it stays, for the office may have to be told otherwise.
      const over = draft && draft.frozen_seq === draft.dirty_seq && !others.length;
      const nihil = op.kind === "nihil";
      s.sent.put({ ...op, base_version: base, state: "received", error: null, ...(over && !nihil ? { pairs: draft.pairs } : {}) });
      if (over) s.drafts.delete(op.key);
      else if (draft) {
        // Typed further since: what was sent is the common ground now.
        const ground = op.pairs ? { mirrored_pairs: op.pairs } : {};
        s.drafts.put({ ...draft, ...ground, base_version: await onChain(s.meta, op.key, draft.base_version) });
      }
      // A nihil is what no form says: one more than any tab has read.
      if (over || (nihil && !draft)) left(s.meta, op.key, { dirty_seq: (last?.dirty_seq ?? 0) + (nihil ? 1 : 0), base_version: json.version, op_id: op.op_id });
      // Sent again after a restore.
      else if (last?.sent && last.op_id === op.op_id) left(s.meta, op.key, { dirty_seq: last.dirty_seq, base_version: json.version, op_id: op.op_id });
      for (const photo of await done(s.photos.getAll())) {
        if (photo.key !== op.key) continue;
        if (op.photos.includes(photo.id)) {
          const stored = !missing.has(photo.id);
          if (stored && photo.state !== "stored") s.photos.put({ ...photo, state: "stored", stored_at: now() });
          // After a restore the office may lack a photo that it had.
          else if (!stored && photo.state === "stored") s.photos.put({ ...photo, state: photo.here ? "new" : "lost", offset: 0, next_at: 0 });
        } else if (photo.hidden && !others.some((row) => row.photos.includes(photo.id))) forget(s, photo.id);
      }
      const sent = (await done(s.sent.getAll())).filter((row) => row.account === op.account).sort((a, b) => b.seq - a.seq);
      for (const old of sent.slice(KEPT_SENT)) s.sent.delete(old.op_id);
    });
  }

  // ------------------------------------------------------------------------------------------------ photos on their way

  let chunk = CHUNK.first, quick = 0;
  /** Uploads one photo from where the server has it. True: go on; false: stop this round. */
  async function sendPhoto(photo, until) {
    const [, slug, month] = photo.key.split("/");
    const path = `/photos/${photo.id}`;
    const offsetOf = (answer) => { const n = Number(answer.get("Upload-Offset") ?? NaN); return Number.isInteger(n) && n >= 0 && n <= photo.bytes ? n : null; };
    const whole = (answer) => answer.get("X-Photo-SHA256") === photo.sha256;
    const { data } = (await one("pictures", photo.id)) ?? {};
    if (!data) { await notePhoto(photo.id, { state: "lost", here: false }); return true; }
    nowSending(photo.op_id || photo.id);
    let answer = photo.state === "begun" ? await ask("HEAD", path) : null;
    if (!answer || answer.status !== 200 || offsetOf(answer) === null) {
      if (answer && !answer.net) return photoFailed(photo, answer);
      answer = await ask("PUT", `${path}?library=${encodeURIComponent(slug)}&month=${encodeURIComponent(month)}`, {
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ bytes: photo.bytes, sha256: photo.sha256, activity: photo.activity }),
      });
      if (!ok(answer) || offsetOf(answer) === null) return photoFailed(photo, answer);
      photo.state = "begun";
    }
    let at = offsetOf(answer);
    await notePhoto(photo.id, { state: "begun", offset: at });
    while (!whole(answer)) {
      if (until && now() > until) return false;
      const part = data.slice(at, at + chunk);
      const begun = now();
      answer = await ask("PATCH", path, {
        headers: { "Content-Type": "application/octet-stream", "Upload-Offset": String(at), "Content-SHA256": await sha256(part) },
        body: part, timeout: 60 * SECOND,
      });
      const there = offsetOf(answer);
      if (answer.status === 204 && there === at + part.byteLength && (there < photo.bytes || whole(answer))) {
        if (now() - begun < 4 * SECOND && ++quick >= 3) { chunk = Math.min(chunk * 2, CHUNK.most); quick = 0; }
        at = there;
        if (at < photo.bytes) await notePhoto(photo.id, { offset: at, tries: 0, error: null });
        continue;
      }
      chunk = Math.max(chunk / 2, CHUNK.least);
      quick = 0;
      const known = (answer.status === 409 || answer.status === 460) && there !== null;
      if (known && there !== at && !(there === 0 && at > 0)) { at = there; continue; }   // the server knows better where it is
      if (known) {
        // The same offset again, or everything from the start: not for ever.
        const resets = (await notePhoto(photo.id, { offset: there }, 1)).resets;
        if (resets <= 3) { at = there; continue; }
        await notePhoto(photo.id, { state: "bad", error: { words: "Foto ini berulang kali rusak di jalan. Pilih lagi fotonya.", at: now() } });
        return true;
      }
      return photoFailed(photo, answer);
    }
    await write(["photos", "receipts"], async (s) => {
      const row = await done(s.photos.get(photo.id));
      if (row) s.photos.put({ ...row, state: "stored", offset: row.bytes, stored_at: now(), error: null });
      for (const receipt of await done(s.receipts.getAll())) {
        if (receipt.missing.includes(photo.id)) s.receipts.put({ ...receipt, missing: receipt.missing.filter((id) => id !== photo.id) });
      }
    });
    nowSending(null);
    return true;
  }
  const notePhoto = (id, news, resets = 0) => write(["photos"], async (s) => {
    const row = await done(s.photos.get(id));
    if (!row) return { resets: 0 };
    const next = { ...row, ...news, resets: row.resets + resets };
    s.photos.put(next);
    return next;
  });
  async function photoFailed(photo, answer) {
    nowSending(null);
    if (answer.status === 401 && answer.code) { await setMeta("signin", true); changed(); return false; }
    const bad = answer.code && [403, 404, 410, 413, 415, 422].includes(answer.status);
    await notePhoto(photo.id, {
      tries: photo.tries + 1, next_at: nextTry(photo.tries, answer), error: { words: because(answer), at: now() }, ...(bad ? { state: "bad" } : {}),
    });
    return answer.net;
  }

  // ------------------------------------------------------------------------------------------------ the draft's mirror

  async function mirror(draft, hidden) {
    const mine = (await all("photos")).filter((photo) => photo.key === draft.key && !photo.hidden);
    const body = bytesOf(JSON.stringify({ schema: 1, account: draft.account, draft: draft.draft, photos: [...(draft.kept?.photos ?? []), ...mine.map(manifest)], removed: await removed(draft.key) }));
    const sent = canonical(draft.draft);
    await write(["drafts"], async (s) => {
      const row = await done(s.drafts.get(draft.key));
      if (row) s.drafts.put({ ...row, mirror_sent: sent, mirrored_at: now() });
    });
    const answer = await ask("PATCH", `/drafts/${pathOf(draft.key)}`, {
      body, headers: { "Content-Type": "application/json", "X-App-Build": build(), ...match(draft.base_version) },
      keepalive: hidden && body.byteLength < 60_000,
    });
    if (answer.status === 401 && answer.code) { await setMeta("signin", true); changed(); return false; }
    const theirs = answer.json;
    const version = ok(answer) ? theirs?.version : answer.status === 412 && theirs?.draft && canonical(theirs.draft) === sent ? theirs.version : undefined;
    await write(["drafts", "meta"], async (s) => {
      const row = await done(s.drafts.get(draft.key));
      if (version !== undefined) await grow(s.meta, draft.key, draft.base_version, version);
      if (!row) return;
      if (version !== undefined) {
        s.drafts.put({ ...row, base_version: await onChain(s.meta, draft.key, row.base_version), mirrored_seq: draft.dirty_seq, mirrored_pairs: draft.pairs, mirrored_photos: mine.map((photo) => photo.id) });
      } else if (answer.status === 412 && theirs?.version !== undefined) {
        await cutChain(s.meta, draft.key, theirs.version);
        s.drafts.put({ ...row, theirs, stuck: "theirs" });
      } else if (answer.code && [403, 404, 409, 413, 422].includes(answer.status)) {
        s.drafts.put({ ...row, stuck: because(answer) });
      }
    });
    return answer.net;
  }

  // ------------------------------------------------------------------------------------------------ the round

  let again = null, againAt = 0;
  /** A round a little later; the soonest wish wins. */
  function later(wait) {
    const at = now() + wait;
    if (!page || (again && againAt <= at)) return;
    clearTimeout(again);
    againAt = at;
    again = setTimeout(() => { again = null; sync().catch(() => {}); }, wait);
  }

  let running = false;
  /** One round: only one tab, or the service worker, sends at a time. Resolves to { left }: how much still waits. */
  async function sync(wish = {}) {
    if (!(await open()).ok) return { left: 0 };
    const locks = self.navigator?.locks;
    const run = async () => {
      if (running) return "busy";
      running = true;
      try { return await round(wish); } finally { running = false; nowSending(null); }
    };
    const result = locks ? await locks.request("lapor-sync", { ifAvailable: true }, (lock) => (lock ? run() : "busy")) : await run();
    if (result === "busy") later(2 * SECOND);
    const left = await work(await account(), false);
    const count = left.ops.length + left.photos.length;
    if (count && result !== "busy") later(Math.max(SECOND, Math.min(...[...left.ops, ...left.photos].map((row) => row.next_at - now()), MINUTE)));
    return { left: count };
  }

  /** What there is to do for an account; `asked` of it only what is due. */
  async function work(who, onlyDue, asked) {
    const [outbox, allPhotos, receipts, drafts] = await read(["outbox", "photos", "receipts", "drafts"], (s) =>
      Promise.all([s.outbox, s.photos, s.receipts, s.drafts].map((store) => done(store.getAll()))));
    const mine = (row) => row.account === who;
    const ready = (row) => !onlyDue || due(row, asked);
    const ops = outbox.filter((row) => mine(row) && row.state === "waiting").sort((a, b) => a.seq - b.seq);
    // Of one report only the oldest may go; a younger one waits for its answer.
    const first = ops.filter((row, index) => ops.findIndex((other) => other.key === row.key) === index);
    const wanted = new Set(receipts.filter(mine).flatMap((row) => row.missing).concat(drafts.filter(mine).flatMap((row) => row.mirrored_photos ?? [])));
    const photosNow = allPhotos.filter((row) => mine(row) && wanted.has(row.id) && row.here && row.state !== "stored" && row.state !== "bad");
    const busy = new Set(ops.map((row) => row.key));
    const mirrors = drafts.filter((row) => mine(row) && !row.stuck && row.draft && row.dirty_seq > row.mirrored_seq && row.dirty_seq !== row.frozen_seq && !busy.has(row.key));
    return { ops: first.filter(ready), photos: photosNow.filter(ready), mirrors, receipts };
  }

  // now: a person asks. eager: a page was opened; what waits for its next try need not, but nothing to send needs no request.
  async function round({ now: person = false, eager = false, budget = 0, hidden = false } = {}) {
    const asked = person || eager;
    const until = budget ? now() + budget : 0;
    const who = await account();
    const todo = await work(who, true, asked);
    // The page may be gone in a moment: what is typed goes first, in requests that outlive it.
    if (hidden) for (const draft of todo.mirrors) await mirror(draft, true);
    const checked = (await meta("checked")) ?? 0;
    const stale = todo.receipts.length > 0 && Math.abs(now() - checked) > 60 * MINUTE;
    if (!person && !stale && !todo.ops.length && !todo.photos.length && !todo.mirrors.length) return;
    const { reached, why, account: signed } = await status();
    await setMeta("reached", { reached, why: why ?? "", at: now() });
    changed();
    if (!reached) return;
    await setMeta("signin", !signed);
    changed();
    if (!signed) return;
    const tried = new Set();       // each thing at most once a round, so that nothing blocks another
    for (;;) {
      if (until && now() > until) return;
      const { ops, photos: pictures, mirrors } = await work(signed, true, asked);
      const op = ops.find((row) => !tried.has(row.op_id + row.base_version));
      const draft = mirrors.find((row) => !tried.has(row.key) && Math.abs(now() - row.mirrored_at) >= MIRROR.every);
      const photo = pictures.find((row) => !tried.has(row.id));
      let going = true;
      // Text first, then drafts, then photos one by one: text that is queued meanwhile overtakes the next photo.
      if (op) { tried.add(op.op_id + op.base_version); going = await sendOp(op); }
      else if (draft) { tried.add(draft.key); going = await mirror(draft, false); }
      else if (photo) { tried.add(photo.id); going = await sendPhoto(photo, until); }
      else break;
      if (!going) { await setMeta("reached", { reached: false, why: "", at: now() }); return; }
    }
    if ((await work(signed, false)).mirrors.length) later(MIRROR.every);
    await tidy();
  }

  async function tidy() {
    await dropStoredPhotos((photo) => Math.abs(now() - photo.stored_at) > KEPT_PHOTO);
    await transact("readwrite", ["receipts", "meta"], async (s) => {
      const old = (await done(s.receipts.getAll())).sort((a, b) => b.seq - a.seq).slice(KEPT_RECEIPTS);
      for (const row of old) if (!row.missing.length) s.receipts.delete(row.op_id);
      if (!(await done(s.meta.get("ballast")))) s.meta.put({ name: "ballast", value: new Uint8Array(BALLAST) });
    }).catch(() => {});            // a full phone has no ballast
  }

  // ------------------------------------------------------------------------------------------------ what people see

  /** One line for each report on this phone, newest month first: computed from what is stored, never stored itself. */
  async function states(whose) {
    const who = whose ?? (await account());
    const [outbox, allPhotos, receipts, drafts, signin, reached] = await read(["outbox", "photos", "receipts", "drafts", "meta"], async (s) => [
      ...(await Promise.all([s.outbox, s.photos, s.receipts, s.drafts].map((store) => done(store.getAll())))),
      (await done(s.meta.get("signin")))?.value, (await done(s.meta.get("reached")))?.value,
    ]);
    const mine = (row) => row.account === who;
    const keys = [...new Set([...outbox, ...receipts, ...drafts].filter(mine).map((row) => row.key))];
    const busy = sending && sending.until > now() ? sending.id : null;
    return keys.map((key) => {
      const of = (rows) => rows.filter((row) => row.key === key);
      const op = of(outbox).sort((a, b) => a.seq - b.seq)[0];
      const receipt = of(receipts).sort((a, b) => b.seq - a.seq)[0];
      const draft = of(drafts)[0];
      const number = receipt?.receipt.receipt ?? op?.receipt?.receipt ?? null;
      const line = (state, since, why, more = {}) => ({
        key, state, words: WORDS[state], since, why: why ?? "", photos_done: 0, photos_all: 0, receipt: number, op_id: null,
        draft: !!draft, mirrored: !!draft && draft.mirrored_seq === draft.dirty_seq, version: receipt?.receipt.version ?? null, ...more,
      });
      if (op) {
        // newer: the draft says more than what waits.
        const more = { op_id: op.op_id, photos_all: op.photos.length, tries: op.tries, findings: op.error?.findings ?? [], code: op.error?.code ?? "", kind: op.kind,
          newer: !!draft && draft.dirty_seq !== draft.frozen_seq };
        if (op.state === "check") return line("periksa", op.made_at, op.error?.words, more);
        if (op.state === "refused") return line("ditolak", op.made_at, op.error?.words, more);
        if (signin) return line("masuk", op.made_at, "Masuk dengan akun yang sama; laporan langsung dikirim.", more);
        if (busy === op.op_id) return line("mengirim", op.made_at, "", more);
        return line("menunggu", op.made_at, op.error?.words ?? (reached?.reached === false ? reached.why : ""), more);
      }
      if (draft && draft.dirty_seq !== draft.frozen_seq) {
        return line(draft.theirs ? "periksa" : "tersimpan", draft.saved_at, draft.theirs ? "Laporan ini juga diubah di tempat lain." : "");
      }
      if (!receipt) return line("tersimpan", draft?.saved_at ?? 0, "");
      const all_photos = receipt.photos.length, left = receipt.missing.length;
      const more = { op_id: receipt.op_id, photos_done: all_photos - left, photos_all: all_photos };
      if (!left) return line("lengkap", receipt.at, "", more);
      const waiting = of(allPhotos).filter((photo) => receipt.missing.includes(photo.id));
      const bad = waiting.filter((photo) => photo.state === "bad");
      if (bad.length) return line("periksa", receipt.at, bad[0].error?.words, more);
      if (waiting.filter((photo) => photo.here).length < left) return line("periksa", receipt.at, `${left} foto tidak ada lagi di HP ini. Pilih lagi fotonya.`, more);
      const why = signin ? "Masuk dengan akun yang sama; foto langsung dikirim." : waiting.find((photo) => photo.error)?.error.words;
      return { ...line(signin ? "masuk" : "diterima", receipt.at, why, more), ...(signin ? {} : { words: `Diterima (foto ${all_photos - left}/${all_photos})` }) };
    }).sort((a, b) => (a.key.split("/")[2] < b.key.split("/")[2] ? 1 : -1));
  }
  /** How many reports of other accounts wait on this phone; nobody else sees more of them. */
  async function others() {
    const who = await account();
    const rows = [...(await all("outbox")), ...(await all("drafts"))].filter((row) => row.account !== who);
    return new Set(rows.map((row) => row.key)).size;
  }
  /** Whether the office could be reached last, and when: { reached, why, at }. */
  const reached = async () => (await meta("reached")) ?? null;
  const lost = async () => ((await meta("lost")) ?? []).filter(Boolean);
  const lostSeen = () => setMeta("lost", []);

  // ------------------------------------------------------------------------------------------------ the desk, files, giving up

  const desk = async (key) => (await one("history", key))?.desk ?? null;
  async function refreshDesk(key) {
    if (!(await open()).ok) return null;
    const answer = await ask("GET", `/drafts/${pathOf(key)}`, { timeout: 15 * SECOND });
    if (!ok(answer) || answer.json?.version === undefined || (answer.json.account && answer.json.account !== accountOf(key))) return desk(key);
    await write(["history"], (s) => done(s.history.put({ key, account: accountOf(key), desk: answer.json, at: now() })));
    return answer.json;
  }
  /** Keys of this account whose form can be opened without network. */
  async function desks() {
    const who = await account();
    return (await all("history")).filter((row) => row.account === who).map((row) => ({ key: row.key, at: row.at, name: row.desk.library?.name ?? "", month: row.desk.month }));
  }

  function base64(bytes) {
    const view = new Uint8Array(bytes);
    let text = "";
    for (let at = 0; at < view.length; at += 8192) text += String.fromCharCode(...view.subarray(at, at + 8192));
    return btoa(text);
  }
  async function exportFile(op_id) {
    const who = await account();
    const [outbox, pictures, receipts, sent] = [await all("outbox"), await all("photos"), await all("receipts"), await all("sent")];
    const unfinished = new Set(receipts.filter((row) => row.missing.length).map((row) => row.op_id));
    const rows = [...outbox, ...sent.filter((row) => unfinished.has(row.op_id))].filter((row) => row.account === who && (!op_id || row.op_id === op_id));
    const named = new Set(rows.flatMap((row) => row.photos));
    const waiting = pictures.filter((photo) => named.has(photo.id) && photo.here && photo.state !== "stored");
    const with_data = await read(["pictures"], (s) => Promise.all(waiting.map(async (photo) => ({ photo, data: (await done(s.pictures.get(photo.id)))?.data }))));
    const file = {
      format: "lapor-antrean", schema: 1, account: who, device: (await meta("device")) ?? "", saved_at: Math.floor(now() / SECOND),
      ops: rows.sort((a, b) => a.seq - b.seq).map((row) => ({
        op_id: row.op_id, library: row.key.split("/")[1], month: row.key.split("/")[2], base_version: row.base_version, payload_sha256: row.sha256,
        body: textOf(row.data),
      })),
      photos: with_data.filter((it) => it.data).map(({ photo, data }) => ({ ...manifest(photo), data: base64(data) })),
    };
    return { name: `laporan-${file.ops.map((op) => `${op.library}-${op.month}`)[0] ?? "kosong"}.json`, text: JSON.stringify(file) };
  }
  /** The text of a queued report, as typed. */
  async function bodyOf(op_id) {
    const row = (await one("outbox", op_id)) ?? (await one("sent", op_id));
    return row ? JSON.parse(textOf(row.data)) : null;
  }
  /** The person gives up a report that the office did not accept. Its text stays among those that were sent. */
  const giveUp = (op_id) => write(["outbox", "sent"], async (s) => {
    const row = await done(s.outbox.get(op_id));
    if (!row || row.state === "waiting") return;
    s.outbox.delete(op_id);
    s.sent.put({ ...row, given_up: true });
  });
  /** Before signing out: nobody's phone, until somebody signs in. What waits stays for its account. */
  const leave = () => setMeta("account", "");

  self.Antrean = {
    open, account, saveDraft, loadDraft, dropDraft, addPhoto, photos, describePhoto, removePhoto, enqueue, sync, states, on, desk, refreshDesk,
    desks, exportFile, bodyOf, giveUp, others, lost, lostSeen, reached, storage, leave, key: (...parts) => parts.join("/"),
  };

  // ------------------------------------------------------------------------------------------------ when to try

  if (page) {
    const quietly = (wish) => sync(wish).catch((error) => console.warn(error));
    self.addEventListener("online", () => quietly({ now: true }));
    document.addEventListener("visibilitychange", () => quietly({ hidden: document.visibilityState === "hidden" }));
    setInterval(() => { if (document.visibilityState === "visible") quietly(); }, MINUTE);
    open().then(({ ok: fine }) => { if (fine) quietly({ eager: true }); });
  }
})(typeof self === "undefined" ? globalThis : self);
