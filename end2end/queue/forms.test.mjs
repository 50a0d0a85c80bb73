// What is typed into an ordinary form outlives a sending without an answer, and nothing is offered that has arrived;
// node --test end2end/queue/
import assert from "node:assert/strict";
import { test } from "node:test";
import { el, meta, newPhone, Page } from "./page.mjs";

const PATH = "/kantor/akun/baru";
const field = (name, set = {}) => el("input", { type: "text", name, ...set });
const hidden = (name, value) => field(name, { type: "hidden", value });
const tick = (name, value) => field(name, { type: "checkbox", value });

/** A page with these forms: { name: [attributes, ...fields] }; the others of `way` are the page's own. */
async function show(phone, forms, { account = "ani", ...way } = {}) {
  const made = Object.fromEntries(Object.entries(forms).map(([name, [set, ...parts]]) => [name, el("form", { method: "post", ...set }, ...parts)]));
  const page = new Page({ phone, head: [meta("akun", account)], body: [el("main", {}, ...Object.values(made), el("p"))], ...way });
  page.forms = made;
  page.offers = () => page.root.querySelectorAll(".notice");
  page.offer = () => page.find(".notice");
  page.press = (words) => page.root.querySelectorAll("button").find((it) => it.textContent === words).fire("click");
  await page.run("isian");
  return page;
}
/** A page with a form; `values`: what the server wrote into it. */
async function open(phone, { path = PATH, about = "x", based = "41", op = String(Math.random()), values = {}, ...way } = {}) {
  const forms = {
    person: [{ action: PATH }, hidden("op", op), hidden("id", about), hidden("based", based), el("label", {}, "Nama", field("nama", { value: values.nama ?? "" })),
      field("sandi", { type: "password" }), field("kode", { autocomplete: "one-time-code" }), el("label", {}, "Catatan", el("textarea", { name: "catatan" })),
      tick("peran", "penyusun"), tick("peran", "pustakawan"), Object.assign(field("foto", { type: "file" }), { files: [] }),
      el("button", { type: "submit", name: "aksi", value: "simpan" })],
  };
  const page = await show(phone, path === PATH ? forms : {}, { path, ...way });
  const { person } = page.forms;
  page.field = (name, value) => person.elements.find((it) => it.name === name && (!value || it.value === value));
  page.fill = () => {
    page.field("nama").value = "Bu Contoh";
    page.field("sandi").value = "rahasia-sekali";
    page.field("kode").value = "123456";
    page.field("catatan").value = "Panjang sekali";
    page.field("peran", "pustakawan").checked = true;
  };
  page.send = () => person.fire("submit");
  return page;
}
/** Fills the form in and sends it; no answer comes. */
async function lose(phone, set) {
  const page = await open(phone, set);
  page.fill();
  page.send();
  await page.after();
}
const FROM = `http://kantor.test${PATH}`;

test("what was typed is offered back, and no secret is kept", async () => {
  const phone = newPhone();
  await lose(phone, { about: "nama;hp\nBu Rahasia;0812" });
  for (const secret of ["rahasia-sekali", "123456", "Bu Rahasia"]) assert.ok(!phone.session.rows.isian.includes(secret), secret);
  const page = await open(phone, { about: "nama;hp\nBu Rahasia;0812" });
  assert.match(page.offer().textContent, /Isian Anda sebelumnya belum terkirim/);
  assert.doesNotMatch(page.offer().textContent, /berkas|Salin/);
  assert.equal(page.field("nama").value, "", "nothing comes back unasked");
  page.press("Kembalikan isian");
  assert.deepEqual([page.field("nama").value, page.field("catatan").value, page.field("peran", "pustakawan").checked, page.field("peran", "penyusun").checked], ["Bu Contoh", "Panjang sekali", true, false]);
  // Sent again, and arrived.
  page.send();
  await open(phone, { path: "/kantor/akun/7/kode", referrer: FROM, navigation: { redirectCount: 1 } });
  assert.equal((await open(phone)).offer(), null);
});
test("the same words sent again are the same intent, other words are another one", async () => {
  const phone = newPhone();
  await lose(phone, { op: "first" });
  // The answer is lost a second time.
  for (const op of ["second", "third"]) {
    const page = await open(phone, { op });
    page.press("Kembalikan isian");
    page.send();
    assert.equal(page.field("op").value, "first", "nobody is entered twice");
    await page.after();
  }
  const page = await open(phone, { op: "fourth" });
  page.press("Kembalikan isian");
  page.field("nama").value = "Bu Lain";
  page.send();
  assert.equal(page.field("op").value, "fourth");
});
test("what was thrown away is gone", async () => {
  const phone = newPhone();
  await lose(phone);
  (await open(phone)).press("Buang");
  assert.equal((await open(phone)).offer(), null);
});
test("pages on the way back to the form take nothing for an answer", async () => {
  const phone = newPhone();
  await lose(phone);
  await open(phone, { path: "/kantor/akun", navigation: { type: "back_forward", redirectCount: 1 }, referrer: FROM });
  const page = await open(phone, { referrer: "http://kantor.test/kantor/akun" });
  assert.ok(page.offer());
  // Once it is known that no answer came, no later page is one.
  await open(phone, { path: "/kantor", referrer: FROM, navigation: { redirectCount: 1 } });
  assert.ok((await open(phone)).offer());
});
test("a page that a link of the form opens is no answer", async () => {
  const phone = newPhone();
  await lose(phone);
  await open(phone, { path: "/kantor", referrer: FROM });
  assert.ok((await open(phone)).offer());
});
test("a form that the browser shows again as it was has found no answer", async () => {
  const phone = newPhone();
  const page = await open(phone);
  page.fill();
  page.send();
  await page.after();
  page.fire("pageshow", { persisted: true });
  // A link of it leads to a page that leads on.
  await open(phone, { path: "/kantor", referrer: FROM, navigation: { redirectCount: 1 } });
  assert.ok((await open(phone)).offer());
});
test("a form that the server found mistakes in is not offered a second time", async () => {
  const phone = newPhone();
  await lose(phone);
  assert.equal((await open(phone, { referrer: FROM })).offer(), null);
});
test("what stands in the form already is not offered", async () => {
  const phone = newPhone();
  const page = await open(phone, { values: { nama: "Tersimpan" } });
  page.send();
  assert.equal((await open(phone, { values: { nama: "Tersimpan" } })).offer(), null);
  assert.equal((await open(phone, { values: { nama: "Diubah lagi" } })).offer(), null, "nor later");
});
test("files have to be chosen again, and that is said", async () => {
  const phone = newPhone();
  const page = await open(phone);
  page.fill();
  page.field("foto").files = [{ name: "a.jpg" }];
  page.send();
  assert.match((await open(phone)).offer().textContent, /Foto atau berkas perlu dipilih lagi/);
});
test("another account sees nothing of it, and another thing gets the words to copy at most", async () => {
  const phone = newPhone();
  await lose(phone);
  assert.equal((await open(phone, { account: "budi" })).offer(), null);
  const other = await open(phone, { about: "y" });
  assert.match(other.offer().textContent, /Salin kalau masih perlu:Nama: Bu Contoh\nCatatan: Panjang sekali/);
  assert.doesNotMatch(other.offer().textContent, /Kembalikan|null|peran/);
  assert.ok((await open(phone)).offer(), "it waits for its own");
  (await open(phone, { about: "y" })).press("Buang");
  assert.equal((await open(phone)).offer(), null);
});
test("an edit that others made meanwhile hides nothing, and the words are read against what their form showed", async () => {
  const phone = newPhone();
  await lose(phone, { based: "41" });
  const page = await open(phone, { based: "42" });
  page.press("Kembalikan isian");
  assert.equal(page.field("nama").value, "Bu Contoh");
  assert.equal(page.field("based").value, "41", "what others changed is not taken for a change of this form");
});
test("every form of a page keeps its own words", async () => {
  const phone = newPhone();
  const forms = () => ({ copy: [{ action: PATH }, tick("salin", "a")], close: [{ action: PATH }, el("textarea", { name: "alasan" })] });
  const first = await show(phone, forms(), { path: PATH });
  first.forms.close.elements.alasan.value = "Panjang sekali";
  first.forms.close.fire("submit");
  await first.after();
  // Stopped, and another form is sent from the same page; that one is answered.
  first.forms.copy.elements.salin.checked = true;
  first.forms.copy.fire("submit");
  await first.after();
  const later = await show(phone, forms(), { path: PATH, referrer: FROM, navigation: { redirectCount: 1 } });
  assert.equal(later.offers().length, 1);
  later.press("Kembalikan isian");
  assert.deepEqual([later.forms.close.elements.alasan.value, later.forms.copy.elements.salin.checked], ["Panjang sekali", false]);
});
test("the report's blocks come back as the blocks that they were, and one without a place in words", async () => {
  const phone = newPhone();
  const block = (n, id) => [hidden(`kegiatan-${n}-id`, id), el("label", {}, `Kegiatan ${n}`, field(`kegiatan-${n}-judul`))];
  const paper = await show(phone, { report: [{ action: PATH }, hidden("op", "a"), ...block(0, "b1"), ...block(1, "b2")] }, { path: PATH });
  for (const n of [0, 1]) paper.forms.report.elements[`kegiatan-${n}-judul`].value = `Kelas ${n}`;
  paper.forms.report.fire("submit");
  // Blank blocks have another id each time.
  const page = await show(phone, { report: [{ action: PATH }, hidden("op", "c"), ...block(0, "d1")] }, { path: PATH });
  assert.match(page.offer().textContent, /Salin kalau masih perlu:Kegiatan 1: Kelas 1/);
  page.press("Kembalikan isian");
  const { elements } = page.forms.report;
  assert.deepEqual([elements["kegiatan-0-id"].value, elements["kegiatan-0-judul"].value], ["b1", "Kelas 0"]);
});
test("a file that is the answer leaves nothing behind", async () => {
  const phone = newPhone();
  const button = el("button", { type: "submit", name: "aksi", value: "berkas", "data-unduh": "" });
  const forms = () => ({ copy: [{ action: PATH }, tick("salin", "a"), button] });
  const page = await show(phone, forms(), { path: PATH });
  page.forms.copy.elements.salin.checked = true;
  page.forms.copy.fire("submit", { submitter: button });
  await page.after();
  await show(phone, {}, { path: "/kantor", referrer: FROM });
  assert.equal((await show(phone, forms(), { path: PATH })).offer(), null);
});
test("what an island sends is not kept", async () => {
  const phone = newPhone();
  const page = await open(phone);
  page.fill();
  // It listens at its form, and may leave the page at once.
  page.forms.person.addEventListener("submit", (event) => event.preventDefault());
  page.send();
  assert.doesNotMatch(phone.session.rows.isian, /Bu Contoh/);
  assert.equal((await open(phone)).offer(), null);
});
test("what an island farther out sends is not kept, and what waited before still waits", async () => {
  const phone = newPhone();
  await lose(phone);
  const page = await open(phone);
  page.field("nama").value = "Dikirim sendiri";
  page.listeners.submit.push((event) => event.preventDefault());
  page.send();
  await page.after();
  const back = await open(phone);
  back.press("Kembalikan isian");
  assert.equal(back.field("nama").value, "Bu Contoh");
});
test("signing out forgets it, and what was typed before a program came", async () => {
  const phone = newPhone();
  await lose(phone);
  Object.assign(phone.session.rows, { "ketik:/lapor/natai-raya/2026-10": "{}", "ketik:/lapor/kumai/2026-10": "{}", lain: "{}" });
  const page = await show(phone, { leave: [{ action: "/keluar" }] }, { path: "/keluar" });
  page.forms.leave.fire("submit");
  assert.deepEqual(Object.keys(phone.session.rows), ["lain"]);
});

/** The report's form before its program is there; `server`: what the server wrote into it. */
async function early(phone, server, account = "ani") {
  const input = field("angka-pengunjung", { value: server });
  const page = new Page({ path: "/lapor/natai-raya/2026-10", phone, head: [meta("akun", account)], body: [el("form", { id: "laporan", method: "post" }, input)] });
  await page.run("early");
  page.type = (value) => { input.value = value; input.fire("input"); };
  page.input = input;
  return page;
}
test("what is typed before the report's program is there comes back to the one who typed it", async () => {
  const phone = newPhone();
  (await early(phone, "")).type("120");
  assert.equal((await early(phone, "96", "budi")).input.value, "96", "somebody else in the same tab");
  assert.equal((await early(phone, "")).input.value, "120");
  const page = await early(phone, "96", "budi");
  page.type("97");
  assert.equal((await early(phone, "96")).input.value, "96");
  assert.equal((await early(phone, "96", "budi")).input.value, "97");
});
test("a report sent before its program is there is kept like any other form", async () => {
  const phone = newPhone();
  const page = await early(phone, "");
  page.type("120");
  await page.run("isian");
  page.find("form").fire("submit");
  await page.after();
  assert.equal((await early(phone, "")).input.value, "", "asked for, not unasked: the answer may be lost alone");
  const back = new Page({ path: page.path, phone, head: [meta("akun", "ani")], body: [el("main", {}, el("form", { method: "post" }, field("angka-pengunjung")))] });
  await back.run("isian");
  assert.match(back.find(".notice").textContent, /belum terkirim/);
});
