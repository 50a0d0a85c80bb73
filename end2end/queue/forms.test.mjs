// What is typed into an ordinary form outlives a sending without an answer, and nothing is offered that has arrived;
// node --test end2end/queue/
import assert from "node:assert/strict";
import { test } from "node:test";
import { el, meta, newPhone, Page } from "./page.mjs";

const PATH = "/kantor/akun/baru";
/** A page with a form; `values`: what the server wrote into it. */
async function open(phone, { path = PATH, account = "ani", about = "x", values = {}, ...way } = {}) {
  const form = el("form", { method: "post", action: PATH },
    el("input", { type: "hidden", name: "op", value: String(Math.random()) }), el("input", { type: "hidden", name: "id", value: about }),
    el("input", { type: "text", name: "nama", value: values.nama ?? "" }), el("input", { type: "password", name: "sandi" }),
    el("input", { type: "text", name: "kode", autocomplete: "one-time-code" }), el("textarea", { name: "catatan" }),
    el("input", { type: "checkbox", name: "peran", value: "penyusun" }), el("input", { type: "checkbox", name: "peran", value: "pustakawan" }),
    el("button", { type: "submit", name: "aksi", value: "simpan" }));
  const other = path === PATH ? form : el("p");
  const page = new Page({ path, phone, head: [meta("akun", account)], body: [el("main", {}, other)], ...way });
  page.field = (name, value) => form.elements.find((it) => it.name === name && (!value || it.value === value));
  page.fill = () => {
    page.field("nama").value = "Bu Contoh";
    page.field("sandi").value = "rahasia-sekali";
    page.field("kode").value = "123456";
    page.field("catatan").value = "Panjang sekali";
    page.field("peran", "pustakawan").checked = true;
  };
  page.send = () => form.fire("submit");
  page.offer = () => page.find(".notice");
  page.press = (words) => page.root.querySelectorAll("button").find((it) => it.textContent === words).fire("click");
  await page.run("isian");
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
  await lose(phone);
  for (const secret of ["rahasia-sekali", "123456", "op\""]) assert.ok(!phone.session.rows.isian.includes(secret), secret);
  const page = await open(phone);
  assert.match(page.offer().textContent, /Isian Anda sebelumnya belum terkirim/);
  assert.equal(page.field("nama").value, "", "nothing comes back unasked");
  page.press("Kembalikan isian");
  assert.deepEqual([page.field("nama").value, page.field("catatan").value, page.field("peran", "pustakawan").checked, page.field("peran", "penyusun").checked], ["Bu Contoh", "Panjang sekali", true, false]);
  // Sent again, and arrived.
  page.send();
  await open(phone, { path: "/kantor/akun/7/kode", referrer: FROM, navigation: { redirectCount: 1 } });
  assert.equal((await open(phone)).offer(), null);
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
  // Nor does a page that is opened from the form without sending.
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
});
test("another account, another thing and another form see nothing of it", async () => {
  const phone = newPhone();
  await lose(phone);
  assert.equal((await open(phone, { account: "budi" })).offer(), null);
  assert.equal((await open(phone, { about: "y" })).offer(), null);
  assert.ok((await open(phone)).offer());
});
test("what an island sends is not kept", async () => {
  const phone = newPhone();
  const page = await open(phone);
  page.fill();
  // It listens farther out than the script does.
  page.listeners.submit.push((event) => event.preventDefault());
  page.send();
  await page.after();
  assert.equal((await open(phone)).offer(), null);
});
test("signing out forgets it", async () => {
  const phone = newPhone();
  await lose(phone);
  const form = el("form", { method: "post", action: "/keluar" });
  const page = new Page({ path: "/keluar", phone, head: [meta("akun", "ani")], body: [el("main", {}, form)] });
  await page.run("isian");
  form.fire("submit");
  assert.equal(phone.session.rows.isian, undefined);
});
