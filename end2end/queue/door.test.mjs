// The door on a phone that several people use, on a network that hangs, with a database that fails; node --test end2end/queue/
import assert from "node:assert/strict";
import { test } from "node:test";
import { el, hang, meta, newPhone, Page } from "./page.mjs";

const TODAY = "2026-11-26";
const DAY = { id: "d1", date: TODAY, words: "Kamis", span: [Date.UTC(2026, 10, 25, 17) / 1_000, Date.UTC(2026, 10, 26, 17) / 1_000 - 1] };
class Door {
  constructor(account) { this.account = account; this.heard = []; }
  told = () => ({ checkins: [], undone: [] });      // what the office has, and its restore epoch where it tells one
  handle = (_url, { method, body }) => {
    if (!this.account) return { status: 401 };
    if (method === "POST") {
      const message = JSON.parse(body);
      if (message.account !== this.account) return { status: 401 };
      this.heard.push(...message.words.map((word) => ({ ...word, by: this.account })));
      return { body: message.words.map((word) => ({ id: word.id, verdict: "hadir", participant: word.participant, at: word.at })) };
    }
    const now = Date.UTC(2026, 10, 26, 3) / 1_000;
    const people = ["Bu Satu", "Bu Dua"].map((name, n) => ({ id: `p${n + 1}`, code: `C${n}`, name, from: "", days: ["d1"], waits: [], removed: false }));
    return { body: { account: this.account, now, since: now, tag: "T", days: [DAY], list: "l", people, words: [["hadir", "{nama} hadir"]], ...this.told() } };
  };
}
/** The page of a planner, or the one that the worker keeps for nobody. */
async function door(phone, office, account = "", { meeting = "m", now } = {}) {
  const part = (tag, name) => el(tag, { "data-bagian": name });
  const page = new Page({ path: `/kantor/plm/${meeting}/presensi`, phone, now, head: [...(account ? [meta("akun", account)] : []), el("script", { src: "/pkg/b/pintu.js" })], body: [el("main", {},
    el("section", { "data-pintu": account ? meeting : "", ...(account && { "data-hari": "d1" }), hidden: "" }),
    part("strong", "hadir"), part("span", "semua"), part("tbody", "perpustakaan"), el("form", { "data-bagian": "cari" }, el("input", { name: "cari" })), part("ul", "daftar"))] });
  if (office) page.network = office.handle;
  page.check = async (who) => { page.find(`[data-orang=${who}] button`).fire("click"); await page.after(); };
  page.state = () => page.find(".saving")?.textContent ?? "";
  page.names = () => page.find("[data-bagian=daftar]").textContent;
  await page.run("pintu");
  await page.after();
  return page;
}

test("what one planner saw is not sent as another, and the other is told", async () => {
  const phone = newPhone();
  await door(phone, new Door("ani"), "ani");
  const away = await door(phone, null);
  await away.check("p1");
  assert.match(away.state(), /1 catatan menunggu dikirim/);
  // Budi's session answers while Ani's kept page is still open.
  const budis = new Door("budi");
  away.network = budis.handle;
  await away.after(10_000);
  assert.deepEqual(budis.heard, []);
  assert.match(away.state(), /dipakai akun lain/);
  // Budi's own page says what waits, and sends only what Budi saw.
  const his = await door(phone, budis, "budi");
  assert.match(his.state(), /1 catatan dari akun lain menunggu di HP ini/);
  assert.equal(his.find(".saving").dataset.state, "offline");
  await his.check("p2");
  assert.deepEqual(budis.heard.map((word) => word.participant), ["p2"]);
  // Ani signs in again, and hers are sent.
  const anis = new Door("ani");
  const hers = await door(phone, anis, "ani");
  assert.deepEqual(anis.heard.map((word) => [word.participant, word.by]), [["p1", "ani"]]);
  assert.equal(hers.state(), "Terhubung. Semua catatan pintu sudah terkirim.");
});
test("after signing out the kept page shows nobody and asks nothing", async () => {
  const phone = newPhone();
  await door(phone, new Door("ani"), "ani");
  const form = el("form", { method: "post", action: "/keluar" });
  const leave = new Page({ path: "/keluar", phone, head: [meta("akun", "ani")], body: [el("main", {}, form)] });
  await leave.run("isian");
  form.fire("submit");
  const kept = await door(phone, new Door(""));
  assert.match(kept.find("[data-pintu]").textContent, /Masuk dulu/);
  assert.equal(kept.names(), "");
  assert.deepEqual(kept.requests, []);
  assert.deepEqual(kept.find("main").children.filter((it) => !it.hidden).map((it) => it.tagName), ["SECTION"]);
});
test("whoever signs in on a phone opens the kept page as themselves", async () => {
  const phone = newPhone();
  await door(phone, new Door("ani"), "ani");
  const page = new Page({ path: "/kantor", phone, head: [meta("akun", "budi")], body: [el("main")] });
  await page.run("isian");
  assert.equal((await door(phone, null)).names(), "", "Budi has carried no list yet");
});
test("a door whose request hangs goes on, and asks one thing at a time", async () => {
  const phone = newPhone();
  const office = new Door("ani");
  const page = await door(phone, office, "ani");
  page.network = hang;
  await page.check("p1");
  page.requests.length = 0;
  await page.after(16_000);
  assert.ok(page.requests.length <= 1, `${page.requests.length} looks while none is answered`);
  page.network = office.handle;
  await page.after(60_000);
  assert.deepEqual(office.heard.map((word) => word.participant), ["p1"]);
  assert.equal(page.state(), "Terhubung. Semua catatan pintu sudah terkirim.");
});
test("a phone that cannot write says so at the button, and sends what it could write", async () => {
  const phone = newPhone();
  const office = new Door("ani");
  const page = await door(phone, office, "ani");
  const db = await new Promise((resolve) => { const request = phone.databases.open("pintu", 1); request.onsuccess = () => resolve(request.result); });
  const { transaction } = Object.getPrototypeOf(db);
  try {
    // The database fails at the button.
    Object.getPrototypeOf(db).transaction = function (...given) { if (given[1] === "readwrite") throw new DOMException("no", "UnknownError"); return transaction.apply(this, given); };
    await page.check("p1");
    assert.match(page.find(".notice").textContent, /belum tercatat/);
    // And after the server has answered: what was sent is not held back by it.
    let writes = 0;
    Object.getPrototypeOf(db).transaction = function (...given) { if (given[1] === "readwrite" && ++writes > 1) throw new DOMException("no", "UnknownError"); return transaction.apply(this, given); };
    await page.check("p1");
    await page.after(5_000);
  } finally {
    Object.getPrototypeOf(db).transaction = transaction;
  }
  await page.check("p2");
  await page.after(5_000);
  assert.deepEqual(office.heard.map((word) => word.participant), ["p1", "p2"]);
});

/** An office that keeps what doors say, and may go back to a backup. */
class Kept extends Door {
  constructor(epoch, ...rows) { super("ani"); Object.assign(this, { epoch, rows, undone: [] }); }
  told = () => {
    for (const word of this.heard.splice(0)) word.undo ? this.undone.push(...word.undo) : this.rows.push([word.id, word.participant, word.day, word.at]);
    return { restore_epoch: this.epoch, checkins: this.rows, undone: this.undone };
  };
  /** Who is present, as the office has it. */
  present() {
    this.told();
    return [...new Set(this.rows.filter(([id]) => !this.undone.includes(id)).map(([, who]) => who))].sort();
  }
}
const button = (page, who) => page.find(`[data-orang=${who}] button`).textContent;
test("a restored office hears again what this door saw and undid, and what it lacks of others' can be entered again", async () => {
  const phone = newPhone();
  const office = new Kept(1, ["other", "p2", "d1", DAY.span[0] + 60]);
  const page = await door(phone, office, "ani");
  await page.check("p1");
  await page.after(10_000);
  await page.check("p1");      // undone
  await page.after(10_000);
  await page.check("p1");
  await page.after(10_000);
  assert.deepEqual([office.present(), office.rows.length, office.undone.length], [["p1", "p2"], 3, 1]);
  assert.match(button(page, "p2"), /^Batalkan/);
  // A backup of before the door opened, while the page is open; the other door's phone is gone.
  const restored = new Kept(2);
  page.network = restored.handle;
  await page.after(10_000);
  assert.deepEqual([restored.present(), restored.rows.length, restored.undone.length], [["p1"], 2, 1]);
  assert.match(page.find(".notice").textContent, /dipulihkan dari cadangan. 3 catatan pintu HP ini dikirim ulang/);
  assert.equal(page.state(), "Terhubung. Semua catatan pintu sudah terkirim.");
  assert.equal(page.find("[data-bagian=hadir]").textContent, "1");
  assert.match(button(page, "p2"), /^Hadir/);
  // Once is enough, also for a page that is opened later; and a second restore is a second time.
  page.requests.length = 0;
  await page.after(10_000);
  const later = await door(phone, restored, "ani");
  assert.deepEqual([...page.requests, ...later.requests].filter((it) => it.method === "POST"), []);
  const twice = new Kept(3);
  assert.equal((await door(phone, twice, "ani")).state(), "Terhubung. Semua catatan pintu sudah terkirim.");
  assert.deepEqual(twice.present(), ["p1"]);
});
test("what a restore asks for again outlives the page, and an answer of before it is no receipt", async () => {
  const phone = newPhone();
  const office = new Kept(1);
  const page = await door(phone, office, "ani");
  await page.check("p1");
  await page.after(10_000);
  // The second word reached the office before it was lost; its answer comes when the restore has been heard of.
  const restored = new Kept(2);
  let arrive;
  page.network = (url, options) => (options.method === "POST" ? new Promise((resolve) => { arrive ??= () => resolve(office.handle(url, options)); }) : restored.handle(url, options));
  await page.check("p2");
  await page.after(5_000);
  arrive();
  await page.after(1_000);
  assert.match(page.state(), /2 catatan menunggu dikirim/);
  // The page is closed before anything more arrives.
  const later = await door(phone, restored, "ani");
  assert.deepEqual(restored.present(), ["p1", "p2"]);
  assert.equal(later.state(), "Terhubung. Semua catatan pintu sudah terkirim.");
});
test("a phone that hears an epoch for the first time, or none, sends nothing again", async () => {
  const phone = newPhone();
  const before = new Door("ani");
  const page = await door(phone, before, "ani");
  await page.check("p1");
  await page.after(10_000);
  page.requests.length = 0;
  for (const office of [new Kept(5), new Door("ani")]) {
    page.network = office.handle;
    await page.after(10_000);
  }
  assert.deepEqual(page.requests.filter((it) => it.method === "POST"), []);
  // That server of before in between did not make it forget.
  const restored = new Kept(6);
  page.network = restored.handle;
  await page.after(10_000);
  assert.deepEqual(restored.present(), ["p1"]);
});
test("what was sent of a meeting that is over does not stay on the phone", async () => {
  const phone = newPhone();
  const page = await door(phone, new Kept(1), "ani");
  await page.check("p1");
  await page.after(10_000);
  const rows = async () => {
    const db = await new Promise((resolve) => { const request = phone.databases.open("pintu", 1); request.onsuccess = () => resolve(request.result); });
    return Promise.all(["lists", "words"].map((name) => new Promise((resolve) => { const all = db.transaction(name).objectStore(name).getAll(); all.onsuccess = () => resolve(all.result.length); })));
  };
  assert.deepEqual(await rows(), [1, 1]);
  const late = await door(phone, new Kept(1), "ani", { meeting: "lain", now: Date.UTC(2026, 11, 1) });
  await late.after();
  assert.deepEqual(await rows(), [1, 0]);
});

test("a row that says the same stays where it is: what is pressed on it is heard", async () => {
  const office = new Door("ani");
  const page = await door(newPhone(), office, "ani");
  const [one, two] = ["p1", "p2"].map((who) => page.find(`[data-orang=${who}]`));
  await page.after(60_000);
  assert.equal(page.find("[data-orang=p1]"), one, "a look that brings nothing draws nothing");
  await page.check("p1");
  assert.notEqual(page.find("[data-orang=p1]"), one);
  assert.equal(page.find("[data-orang=p2]"), two, "the neighbour's row is another's");
  assert.match(page.names(), /Bu Satu.*Batalkan.*Bu Dua/);
  // Another door sees the second: that row alone is drawn anew, in its place.
  const first = page.find("[data-orang=p1]");
  office.told = () => ({ checkins: [["x", "p2", "d1", Date.UTC(2026, 10, 26, 3) / 1_000]], undone: [] });
  await page.after(20_000);
  assert.equal(page.find("[data-orang=p1]"), first);
  assert.match(page.names(), /Bu Satu.*Batalkan.*Bu Dua.*Batalkan/);
});
