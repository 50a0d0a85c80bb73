// A phone for the schedules: one IndexedDB, any number of tabs and service workers that run the real queue.js, a network with
// faults, a clock that may be wrong, and a tab that can be killed at any step. Everything random comes from one seed.
import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { IDBFactory } from "fake-indexeddb";

// QUEUE_SOURCE: an altered copy, with which the tests have to fail (`./dev faults`).
const SOURCE = readFileSync(process.env.QUEUE_SOURCE ?? new URL("../../public/queue.js", import.meta.url), "utf8");
const NAMES = ["self", "document", "BroadcastChannel", "setTimeout", "clearTimeout", "setInterval", "Date", "Math", "URL", "console"];
const load = new Function(...NAMES, SOURCE);

/** mulberry32: small, and the same everywhere. */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  next.int = (n) => Math.floor(next() * n);
  next.pick = (list) => list[next.int(list.length)];
  next.odds = (p) => next() < p;
  return next;
}
export const turns = async (n) => { for (let i = 0; i < n; i++) await new Promise((resolve) => setImmediate(resolve)); };

class Locks {
  held = null;
  async request(_name, _options, work, tab) {
    if (this.held) return work(null);
    this.held = tab;
    try { return await work({}); } finally { if (this.held === tab) this.held = null; }
  }
}

export class Phone {
  constructor(rnd, office) {
    Object.assign(this, { rnd, office, clock: 1_790_000_000_000, skew: 0, full: false, account: null, tabs: new Set(), late: [], sent: new Map() });
    this.faults = { rate: 0, kinds: [] };
    this.interruptions = 0;
    this.wipe();
    this.localStorage = { rows: {}, getItem(name) { return this.rows[name] ?? null; }, setItem(name, value) { this.rows[name] = String(value); } };
    this.locks = new Locks();
  }
  /** The browser evicts the origin's database. */
  wipe() { this.factory = new IDBFactory(); }

  /** Opens a tab (or a service worker) of an account's page. */
  open({ worker = false, account = null } = {}) {
    const tab = new Tab(this, worker, account);
    this.tabs.add(tab);
    return tab;
  }

  /** What the network does with one request. Resolves to a Response-like object or fails as fetch does. */
  async network(tab, url, { method, headers, body, signal }) {
    const { rnd, office } = this;
    const path = url.replace(/^https?:\/\/[^/]+/, "");
    const bytes = body === undefined ? new Uint8Array() : typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body.slice ? body.slice(0) : body);
    // Background Sync and pages send the session's cookie of that moment.
    const serve = (data = bytes) => office.handle(method, path, headers, data, this.account);
    const kind = rnd.odds(this.faults.rate) ? rnd.pick(this.faults.kinds) : "fine";
    if (kind !== "fine") this.interruptions += 1;
    this.clock += 30 + rnd.int(kind === "slow" ? 20_000 : 1_500);
    await turns(1 + rnd.int(3));
    if (tab.dead) return new Promise(() => {});
    if (method === "PATCH" && path.includes("/photos/")) this.sent.set(path, (this.sent.get(path) ?? 0) + bytes.length);
    const fail = () => { throw new TypeError("Failed to fetch"); };
    let answer;
    switch (kind) {
      case "lost-request": return fail();
      case "hang": this.clock += 60_000; return fail();
      case "lost-answer": serve(); return fail();
      case "twice": serve(); answer = serve(); break;
      case "late-copy": answer = serve(); this.late.push(() => serve()); break;
      case "late-only": this.late.push(() => serve()); return fail();
      case "portal": answer = { status: 200, headers: { "Content-Type": "text/html" }, body: "<h1>Wi-Fi gratis</h1>" }; break;
      case "portal-json": answer = { status: 200, headers: { "Content-Type": "application/json" }, body: '{"login":true}' }; break;
      case "proxy": answer = { status: rnd.pick([502, 503, 504, 511, 403, 404, 412, 429]), headers: { "Content-Type": "text/html" }, body: "proxy" }; break;
      case "cut": answer = serve(); answer = { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) }; break;
      // A proxy hands out an answer that it gave before; nothing reaches the office.
      case "other-receipt": answer = method === "PUT" && this.before ? this.before : serve(); break;
      case "corrupt": { const bad = Uint8Array.from(bytes); if (bad.length) bad[rnd.int(bad.length)] ^= 1; answer = path.includes("/photos/") && method === "PATCH" ? serve(bad) : serve(); break; }
      default: answer = serve();
    }
    if (answer.body.includes('"receipt"')) this.before = answer;
    await turns(1 + rnd.int(3));
    if (signal?.aborted) return fail();
    return { status: answer.status, headers: { get: (name) => answer.headers[name] ?? null }, text: async () => answer.body };
  }

  /** Everything in the database, read past the tabs. */
  async rows() {
    if (!(await this.factory.databases()).length) return {};
    const db = await new Promise((resolve, reject) => {
      const request = this.factory.open("lapor", 1);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const names = [...db.objectStoreNames];
    const rows = {};
    if (names.length) {
      const tx = db.transaction(names);
      await Promise.all(names.map((name) => new Promise((resolve) => { const request = tx.objectStore(name).getAll(); request.onsuccess = () => { rows[name] = request.result; resolve(); }; })));
    }
    db.close();
    return rows;
  }
}

class Dead extends Error {}

export class Tab {
  #end;
  constructor(phone, worker, account) {
    Object.assign(this, { phone, worker, account, dead: false, killIn: Infinity, open: new Set(), databases: new Set(), timers: [], wishes: [] });
    this.gone = new Promise((resolve) => { this.#end = resolve; });
    const { rnd } = phone;
    const tab = this;
    const now = () => phone.clock + phone.skew;
    class Clock extends Date { static now() { return now(); } }
    const self = {
      indexedDB: { open: (name, version) => tab.#database(name, version) },
      crypto: {
        subtle: { digest: async (_name, bytes) => { tab.tick(); return new Uint8Array(createHash("sha256").update(new Uint8Array(bytes)).digest()).buffer; } },
        randomUUID: () => "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => rnd.int(16).toString(16)),
      },
      fetch: (url, options) => { tab.tick(); return phone.network(tab, url, options); },
      navigator: { locks: { request: (name, options, work) => phone.locks.request(name, options, work, tab) }, storage: { persist: async () => false } },
      localStorage: worker ? undefined : phone.localStorage,
      addEventListener() {},
    };
    const document = worker ? undefined : { querySelector: (what) => (what === "meta[name=akun]" && account ? { content: account } : null), addEventListener() {}, visibilityState: "visible" };
    const timer = (fn) => { tab.timers.push(fn); return tab.timers.length; };
    const random = Object.assign(Object.create(Math), { random: rnd });
    load(self, document, undefined, timer, () => {}, () => 0, Clock, random, URL, { error() {}, warn() {} });
    this.queue = self.Antrean;
  }

  /** Each use of anything outside the script is a step at which the tab may be killed. */
  tick() {
    if (this.dead) throw new Dead("this tab is gone");
    if (--this.killIn < 0) { this.kill(); throw new Dead("killed here"); }
  }
  /** The browser closes the tab's connections to its database without a word. */
  disconnect() { for (const db of this.databases) db.close(); }
  /** The browser ends the tab: what was not committed is not there; nothing of it ever runs on. */
  kill() {
    if (this.dead) return;
    this.dead = true;
    this.#end();
    this.phone.interruptions += 1;
    for (const tx of this.open) try { tx.abort(); } catch { /* it ended already */ }
    if (this.phone.locks.held === this) this.phone.locks.held = null;
    this.phone.tabs.delete(this);
  }
  /** Runs a step of the person; undefined when the tab died in it. */
  async do(work) {
    const step = (async () => { try { return await work(this.queue); } catch (error) { if (this.dead || error instanceof Dead) return undefined; throw error; } })();
    return Promise.race([step, this.gone]);       // a killed tab's promises never settle
  }

  #database(name, version) {
    this.tick();
    const request = this.phone.factory.open(name, version);
    request.addEventListener("success", () => this.#watch(request.result));
    return request;
  }
  #watch(db) {
    const tab = this;
    tab.databases.add(db);
    const begin = db.transaction.bind(db);
    db.transaction = (names, mode, options) => {
      tab.tick();
      const tx = begin(names, mode, options);
      tab.open.add(tx);
      tx.addEventListener("complete", () => tab.open.delete(tx));
      tx.addEventListener("abort", () => tab.open.delete(tx));
      const store = tx.objectStore.bind(tx);
      tx.objectStore = (which) => {
        const real = store(which);
        for (const verb of ["put", "add", "delete", "get", "getAll"]) {
          const act = real[verb].bind(real);
          real[verb] = (...given) => {
            tab.tick();
            if ((verb === "put" || verb === "add") && tab.#refuses(which, given[0])) throw new DOMException("full", "QuotaExceededError");
            if (verb === "delete" && which === "meta" && given[0] === "ballast" && tab.phone.full) tab.phone.full = "roomy";
            return act(...given);
          };
        }
        return real;
      };
      return tx;
    };
  }
  /** A full phone takes no photo and no ballast; text only after the ballast is gone. */
  #refuses(store, row) {
    const { full } = this.phone;
    if (!full) return false;
    const large = store === "pictures" || row.name === "ballast";
    return large || (full !== "roomy" && ["drafts", "outbox"].includes(store));
  }
}
