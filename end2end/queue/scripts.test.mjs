// The plain scripts of single pages, each in the fault that once lost somebody's work; node --test end2end/queue/
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { el, hang, meta, newPhone, Page, Store } from "./page.mjs";

// ---------------------------------------------------------------------------------------------- counting through the day

function tally({ now, phone } = {}) {
  const figure = (code) => el("div", { "data-angka": code }, el("button", { name: "tambah", value: code }), el("strong"), el("button", { name: "kurang", value: code }));
  const page = new Page({ path: "/lapor/hitung", now, phone, head: [meta("akun", "ani")], body: [
    el("section", { "data-hitung": "tbm", "data-nama": "TBM" }, ...["pengunjung", "dipinjam", "tik"].map(figure), el("p", { "data-bagian": "keadaan" })),
  ] });
  page.tap = (code, times) => { for (let n = 0; n < times; n++) page.find(`[data-angka=${code}] button[name=tambah]`).fire("click"); };
  page.counts = () => page.phone.local.read("hitung").counts.ani.tbm;
  page.line = () => page.find("[data-bagian=keadaan]").textContent;
  return page;
}
const TODAY = "2026-11-26";
const hears = (_url, { body }) => ({ body: { today: TODAY, others: {}, refused: JSON.parse(body).counts.map((it, n) => (it.day > TODAY ? n : -1)).filter((n) => n >= 0) } });

test("a day that the phone's clock invented moves to today with all its figures", async () => {
  const page = tally({ now: Date.UTC(2027, 0, 5, 3) });
  await page.run("hitung");
  page.tap("pengunjung", 12);
  page.tap("dipinjam", 7);
  page.tap("tik", 3);
  page.network = hears;
  await page.after(2_000);
  assert.deepEqual(Object.fromEntries(Object.entries(page.counts()[TODAY]).map(([code, it]) => [code, [it.count, it.sent === it.seq]])),
    { pengunjung: [12, true], dipinjam: [7, true], tik: [3, true] });
  assert.deepEqual(Object.keys(page.counts()), [TODAY]);
  assert.equal(page.line(), "Tersimpan dan terkirim.");
});
test("a count whose request hangs says so, and is sent by the next", async () => {
  const page = tally();
  await page.run("hitung");
  page.network = hang;
  page.tap("pengunjung", 1);
  await page.after(1_600);
  assert.equal(page.line(), "Tersimpan di HP.");
  await page.after(20_000);
  assert.equal(page.line(), "Tersimpan di HP, terkirim begitu ada sinyal.");
  page.network = hears;
  page.fire("online");
  await page.after();
  assert.equal(page.line(), "Tersimpan dan terkirim.");
});
/** An office that keeps counts, and may go back to a backup. */
class Counts {
  constructor(epoch) { Object.assign(this, { epoch, rows: {} }); }
  handle = (url, { body }) => {
    const { counts } = JSON.parse(body);
    const refused = counts.map((it, n) => (it.day > TODAY || it.day < "2025-10-22" ? n : -1)).filter((n) => n >= 0);
    counts.forEach((it, n) => { if (!refused.includes(n)) this.rows[`${url.split("/").at(-1)} ${it.day} ${it.indicator}`] = it.count; });
    return { body: { today: TODAY, others: {}, refused, ...(this.epoch && { restore_epoch: this.epoch }) } };
  };
}
test("a restored office hears the counts again, of every library and day that it takes; a server of before asks for none", async () => {
  const page = tally();
  page.root.querySelector("body").append(el("section", { "data-hitung": "sagu" }, el("div", { "data-angka": "tik" }, el("strong")), el("p", { "data-bagian": "keadaan" })));
  const sent = (count) => ({ count, seq: count, sent: count });
  page.phone.local.setItem("hitung", JSON.stringify({ account: "ani", devices: { ani: "hp-satu-1" }, counts: {
    ani: { tbm: { "2025-10-01": { tik: sent(9) }, "2026-11-25": { tik: sent(4) } }, sagu: { [TODAY]: { tik: sent(3) } } },
  } }));
  const office = new Counts(1);
  page.network = office.handle;
  await page.run("hitung");
  page.tap("pengunjung", 12);
  await page.after(2_000);
  assert.deepEqual(office.rows, { [`tbm ${TODAY} pengunjung`]: 12 }, "an epoch that was never heard before is noted");
  const before = new Counts();
  page.network = before.handle;
  page.fire("focus");
  await page.after();
  assert.deepEqual(before.rows, {});
  const restored = new Counts(2);
  page.network = restored.handle;
  page.fire("focus");
  await page.after();
  assert.deepEqual(restored.rows, { [`tbm ${TODAY} pengunjung`]: 12, "tbm 2026-11-25 tik": 4, [`sagu ${TODAY} tik`]: 3 });
  assert.equal(page.line(), "Tersimpan dan terkirim.");
  assert.equal(page.counts()["2025-10-01"].tik.sent, 9);
  page.requests.length = 0;
  page.fire("focus");
  await page.after();
  assert.deepEqual(page.requests.flatMap((it) => it.body.counts), []);
});

// ---------------------------------------------------------------------------------------------- minutes

const markOf = (words) => createHash("sha256").update(words).digest("hex");
/** The server's half: the words that stand, and what happens to words written upon others (domain::note). */
class Minutes {
  /** `words`: what stands already; `epoch`: how often it was restored, where it tells that. */
  constructor(words = "", epoch = undefined) { Object.assign(this, { words, epoch, mark: words && markOf(words), beside: [] }); }
  handle = (_url, { method, body }) => {
    if (method !== "POST") return this.told();
    const [note] = JSON.parse(body).notes;
    const mark = markOf(note.words);
    const outcome = this.mark === "" || note.seen.includes(this.mark) ? "disimpan" : "samping";
    if (outcome === "disimpan") Object.assign(this, { words: note.words, mark });
    else this.beside.push(mark);
    return { body: { notes: [{ item: "i1", field: "pembahasan", outcome, mark, words: "" }], restore_epoch: this.epoch } };
  };
  told = () => ({ body: { notes: this.mark ? [{ item: "i1", field: "pembahasan", words: this.words, mark: this.mark, by: "Budi", at: "10.05" }] : [], beside: this.beside, restore_epoch: this.epoch } });
}
async function minutes({ phone = newPhone(), office = new Minutes(), now } = {}) {
  const input = el("textarea", { "data-isian": "pembahasan", "data-tanda": office.mark, value: office.words });
  const page = new Page({ path: "/kantor/plm/m/notulen", phone, now, body: [
    el("div", { "data-notulen": "m", "data-akun": "ani" }, el("p", { "data-bagian": "umum" }), el("section", { "data-acara": "i1" }, input, el("p", { "data-bagian": "keadaan" }))),
  ] });
  page.office = office;
  page.network = office.handle;
  page.type = (words) => { input.value = words; input.fire("input"); };
  page.line = () => page.find("[data-bagian=keadaan]").textContent;
  page.input = input;
  await page.run("notulen");
  return page;
}
/** Requests to look wait until they are answered by hand, each with what stood when it was asked. */
function slowLooks(page) {
  const looks = [];
  page.network = (url, options) => {
    if (options.method === "POST") return page.office.handle(url, options);
    const then = page.office.told();
    return new Promise((resolve) => { looks.push(() => resolve(then)); });
  };
  const changed = () => page.streams[0].tell("note", { about: { meeting: "m" } });
  return { looks, changed };
}

test("an answer of before a save never comes under the writer's hands", async () => {
  const page = await minutes();
  const { looks, changed } = slowLooks(page);
  page.type("Pertama.");
  await page.after(1_000);
  changed();
  await page.after();
  page.type("Pertama. Kedua.");
  await page.after(1_000);
  assert.equal(page.office.words, "Pertama. Kedua.");
  looks[0]();
  await page.after();
  assert.equal(page.input.value, "Pertama. Kedua.");
  // It is looked at once more, and what others wrote since then is shown.
  assert.equal(looks.length, 2);
  page.office.words = "Oleh Budi.";
  page.office.mark = markOf("Oleh Budi.");
  looks[1]();
  changed();
  await page.after();
  looks[2]();
  await page.after();
  assert.equal(page.input.value, "Oleh Budi.");
  page.type("Oleh Budi. Dan Ani.");
  await page.after(1_000);
  assert.equal(page.office.words, "Oleh Budi. Dan Ani.");
  assert.match(page.line(), /^Tersimpan/);
});
test("nor does one that was asked for while the save was on its way", async () => {
  const page = await minutes();
  page.type("Pertama.");
  await page.after(1_000);
  const { looks, changed } = slowLooks(page);
  const { network } = page;
  let arrive;
  page.network = (url, options) => (options.method === "POST" ? new Promise((resolve) => { arrive = () => resolve(page.office.handle(url, options)); }) : network(url, options));
  page.type("Pertama. Kedua.");
  await page.after(1_000);
  changed();
  await page.after();
  arrive();
  await page.after();
  looks[0]();
  await page.after();
  assert.equal(page.office.words, "Pertama. Kedua.");
  assert.equal(page.input.value, "Pertama. Kedua.");
});
test("a later look wins over an earlier one that answers after it", async () => {
  const page = await minutes();
  const { looks, changed } = slowLooks(page);
  Object.assign(page.office, { words: "Lama.", mark: markOf("Lama.") });
  changed();
  await page.after();
  Object.assign(page.office, { words: "Baru.", mark: markOf("Baru.") });
  changed();
  await page.after();
  looks[1]();
  await page.after();
  looks[0]();
  await page.after();
  assert.equal(page.input.value, "Baru.");
});
test("signal that comes back sends before it looks", async () => {
  const page = await minutes();
  page.network = () => { throw new TypeError("Failed to fetch"); };
  page.type("Tanpa sinyal.");
  await page.after(1_000);
  page.network = page.office.handle;
  page.requests.length = 0;
  page.fire("online");
  await page.after();
  assert.deepEqual(page.requests.map((it) => it.method), ["POST", "GET"]);
});
for (const [name, store] of [["full", new Store()], ["closed to the page", { getItem() { throw new DOMException("no", "SecurityError"); }, setItem() { throw new DOMException("no", "SecurityError"); } }]]) {
  test(`storage that is ${name} loses no words`, async () => {
    const page = await minutes({ phone: { ...newPhone(), local: store } });
    page.type("Awal.");
    await page.after(1_000);
    if (store instanceof Store) store.full = true;
    page.network = () => { throw new TypeError("Failed to fetch"); };
    page.type("Awal. Lanjut.");
    assert.equal(page.line(), "HP penuh: catatan ini belum tersimpan. Jangan tutup halaman.");
    const leaving = () => { const event = { preventDefault() { this.defaultPrevented = true; } }; page.fire("beforeunload", event); return !!event.defaultPrevented; };
    assert.equal(leaving(), true, "leaving asks");
    page.network = page.office.handle;
    page.fire("online");
    await page.after(1_000);
    assert.equal(page.office.words, "Awal. Lanjut.");
    assert.match(page.line(), /^Tersimpan/);
    assert.equal(leaving(), false, "nothing waits any more");
  });
}
test("minutes whose request hangs are sent by the next", async () => {
  const page = await minutes();
  page.network = hang;
  page.type("Menunggu.");
  await page.after(1_000);
  page.network = page.office.handle;
  await page.after(30_000);
  assert.equal(page.office.words, "Menunggu.");
});

// ---------------------------------------------------------------------------------------------- the screen in the hall

/** Another office under the open page. */
async function reach(page, office) {
  Object.assign(page, { office, network: office.handle });
  page.streams[0].tell("ulang", {});
  await page.after(1_000);
}
async function wrote(phone, ...words) {
  const page = await minutes({ phone, office: new Minutes("", 1) });
  for (const one of words) {
    page.type(one);
    await page.after(1_000);
  }
  assert.equal(page.office.words, words.at(-1));
  return page;
}
test("a restored office is sent the minutes again, from the open page and from one that is opened later", async () => {
  for (const words of ["", "Pertama."]) {
    const phone = newPhone();
    const page = await wrote(phone, "Pertama.", "Pertama. Kedua.");
    await reach(page, new Minutes(words, 2));
    assert.deepEqual([page.office.words, page.office.beside, page.input.value], ["Pertama. Kedua.", [], "Pertama. Kedua."]);
    assert.match(page.line(), /^Tersimpan \d/);
    // Said once; then nothing more.
    page.requests.length = 0;
    await reach(page, page.office);
    assert.deepEqual(page.requests.map((it) => it.method), ["GET"]);
    const later = await minutes({ phone, office: new Minutes(words, 3) });
    await later.after(1_000);
    assert.deepEqual([later.office.words, later.office.beside, later.input.value], ["Pertama. Kedua.", [], "Pertama. Kedua."]);
  }
});
test("what others wrote after the restore is not overwritten by it", async () => {
  const page = await wrote(newPhone(), "Pertama.");
  await reach(page, new Minutes("Oleh Budi.", 2));
  assert.deepEqual([page.office.words, page.office.beside], ["Oleh Budi.", [markOf("Pertama.")]]);
  assert.match(page.line(), /Keduanya tersimpan/);
  // What stands beside is sent again too.
  await reach(page, page.office);
  await reach(page, new Minutes("", 3));
  assert.equal(page.office.words, "Pertama.");
});
test("nothing is sent again for a first epoch or none, where somebody wrote further, or after three days", async () => {
  const posts = (page) => page.requests.filter((it) => it.method === "POST").length;
  const phone = newPhone();
  const old = await minutes({ phone });
  old.type("Pertama.");
  await old.after(1_000);
  for (const epoch of [5, undefined]) await reach(old, new Minutes("", epoch));
  assert.equal(posts(old), 1);
  await reach(old, new Minutes("", 6));
  assert.equal(old.office.words, "Pertama.", "a server of before in between did not make it forget");
  const further = await wrote(newPhone(), "Pertama.");
  await reach(further, new Minutes("Pertama. Dan Budi.", 1));
  await reach(further, new Minutes("Pertama. Dan", 2));
  assert.equal(posts(further), 1);
  assert.equal(further.input.value, "Pertama. Dan");
  const late = await wrote(newPhone(), "Pertama.");
  const after = await minutes({ phone: late.phone, office: new Minutes("", 2), now: late.now + 4 * 86_400_000 });
  await after.after(1_000);
  assert.deepEqual([after.requests, after.phone.local.read("notulen:terkirim")["ani/m"].notes], [[], {}]);
});
test("what is kept for a restore makes room for what nobody else has", async () => {
  const phone = newPhone();
  const page = await wrote(phone, "Pertama.");
  page.network = () => { throw new TypeError("Failed to fetch"); };
  const { setItem } = phone.local;
  phone.local.setItem = function (...given) {
    if ("notulen:terkirim" in this.rows) throw new DOMException("full", "QuotaExceededError");
    return setItem.apply(this, given);
  };
  page.type("Pertama. Kedua.");
  await page.after(1_000);
  assert.equal(page.line(), "Tersimpan di HP, terkirim begitu ada sinyal.");
  assert.deepEqual(Object.keys(phone.local.rows), ["notulen"]);
});
test("the screen whose request hangs says so, and looks again", async () => {
  const screen = () => el("div", { "data-layar": "", "data-kini": Date.UTC(2026, 10, 26, 3) / 1_000 }, el("p", { "data-bagian": "jaringan" }));
  const page = new Page({ path: "/plm/x/layar", body: [screen()] });
  page.network = hang;
  page.fresh = () => el("html", {}, screen());
  await page.run("layar");
  await page.after(36_000);
  assert.match(page.find("[data-bagian=jaringan]").textContent, /Tanpa jaringan/);
  page.network = () => ({ body: { page: 1 } });
  await page.after(40_000);
  assert.equal(page.find("[data-bagian=jaringan]").textContent, "");
});
test("the screen that is told of news while it looks looks once more; minutes look when their stream opens", async () => {
  const screen = () => el("div", { "data-layar": "", "data-langsung": "1", "data-kini": Date.UTC(2026, 10, 26, 3) / 1_000 }, el("p", { "data-bagian": "jaringan" }));
  const hall = new Page({ path: "/plm/x/layar", body: [screen()] });
  hall.fresh = () => el("html", {}, screen());
  let answer = () => {};
  hall.network = () => new Promise((resolve) => { answer = () => resolve({ body: { page: 1 } }); });
  await hall.run("layar");
  hall.streams[0].tell("agenda", {});
  await hall.after();
  // The answer on its way may have been made before this one.
  hall.streams[0].tell("agenda", {});
  await hall.after();
  assert.equal(hall.requests.length, 1);
  answer();
  await hall.after();
  assert.equal(hall.requests.length, 2);
  answer();
  await hall.after();
  assert.equal(hall.requests.length, 2, "once more, and no more than that");

  const page = await minutes();
  page.requests.length = 0;
  page.streams[0].tell("mulai", {});
  await page.after();
  assert.deepEqual(page.requests.map((it) => it.method), ["GET"]);
});

// ---------------------------------------------------------------------------------------------- what a page shows of the queue

test("a page of before the delivery goes on to say that it has arrived; one of after it leaves that to the server", async () => {
  const card = (month) => el("p", { "data-antrean": "bulan", "data-bulan": `natai-raya/${month}`, hidden: "" });
  const states = { menunggu: "Menunggu jaringan", mengirim: "Mengirim", lengkap: "Diterima lengkap" };
  const [waits, old] = [card("2026-10"), card("2026-09")];
  const page = new Page({ path: "/lapor", head: [meta("akun", "ani")], body: [waits, old] });
  let state = "menunggu", changed;
  const line = (month, state) => ({ key: `ani/natai-raya/${month}`, state, words: states[state], why: "" });
  page.queue = {
    open: async () => ({ ok: true, words: "" }), account: async () => "ani", desks: async () => [], others: async () => 0,
    states: async () => [line("2026-10", state), line("2026-09", "lengkap")], on: (fn) => { changed = fn; },
  };
  await page.run("antrean");
  for (state of ["menunggu", "mengirim", "lengkap"]) {
    changed();
    await page.after();
    assert.deepEqual([waits.hidden, waits.textContent, old.hidden], [false, states[state], true]);
  }
});
