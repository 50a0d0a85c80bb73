// What is typed into an ordinary form is not lost when there is no network while it is sent.
import { expect, test } from "../fixtures";
import { enterAs, librarian, PLANNER } from "../people";

test("a form that nobody answered is offered back, and one that was answered is not", async ({ page, context }) => {
  await enterAs(page, PLANNER);
  await page.goto("/kantor/akun");
  await page.goto("/kantor/akun/baru");
  await page.getByLabel("Nama", { exact: true }).fill("Bu Contoh Tanpa Sinyal");
  // Not a number yet, so that nobody is made here.
  await page.getByLabel("Nomor HP").fill("0811");
  await page.getByLabel("Perpustakaan", { exact: true }).selectOption({ index: 3 });
  const library = await page.getByLabel("Perpustakaan", { exact: true }).inputValue();
  await context.setOffline(true);
  await page.getByRole("button", { name: "Tambah dan buat kode" }).click({ noWaitAfter: true });
  // The browser's own page; its way back leads past the form.
  await expect.poll(() => page.url()).toMatch(/^chrome-error:/);
  await context.setOffline(false);
  await page.goto("/kantor/akun/baru");
  const offer = page.getByRole("status").filter({ hasText: "Isian Anda tidak hilang" });
  await expect(offer).toContainText("belum terkirim");
  await expect(page.getByLabel("Nama", { exact: true })).toHaveValue("");
  await offer.getByRole("button", { name: "Kembalikan isian" }).click();
  await expect(page.getByLabel("Nama", { exact: true })).toHaveValue("Bu Contoh Tanpa Sinyal");
  await expect(page.getByLabel("Nomor HP")).toHaveValue("0811");
  await expect(page.getByLabel("Perpustakaan", { exact: true })).toHaveValue(library);

  // Now somebody answers, and what was answered is not offered again.
  await page.getByRole("button", { name: "Tambah dan buat kode" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(offer).toHaveCount(0);
  await page.goto("/kantor/akun/baru");
  await expect(page.getByLabel("Nama", { exact: true })).toHaveValue("");
  await expect(offer).toHaveCount(0);
});

test("what was typed and is thrown away is gone", async ({ page, context }) => {
  await enterAs(page, PLANNER);
  await page.goto("/kantor/akun/baru");
  await page.getByLabel("Nama", { exact: true }).fill("Bu Contoh Dibuang");
  await page.getByLabel("Nomor HP").fill("0811");
  await context.setOffline(true);
  await page.getByRole("button", { name: "Tambah dan buat kode" }).click({ noWaitAfter: true });
  await expect.poll(() => page.url()).toMatch(/^chrome-error:/);
  await context.setOffline(false);
  await page.goto("/kantor/akun/baru");
  await page.getByRole("button", { name: "Buang" }).click();
  await page.goto("/kantor/akun/baru");
  await expect(page.getByText("Isian Anda tidak hilang")).toHaveCount(0);
});

test("a report keyed in from paper survives a sending without network", async ({ page, context, another }) => {
  const visitor = await another();
  await enterAs(visitor, librarian(13));
  await visitor.goto("/lapor");
  const path = await visitor.getByRole("main").getByRole("link", { name: /^Isi laporan/ }).first().getAttribute("href");
  await enterAs(page, PLANNER);
  await page.goto(path ?? "");
  const visitors = page.getByLabel("Pengunjung", { exact: true });
  const before = await visitors.inputValue();
  await visitors.fill("4321");
  await context.setOffline(true);
  await page.getByRole("button", { name: "Simpan draf" }).click({ noWaitAfter: true });
  await expect.poll(() => page.url()).toMatch(/^chrome-error:/);
  await context.setOffline(false);
  await page.goto(path ?? "");
  await expect(visitors, "nothing comes back unasked").toHaveValue(before);
  await page.getByRole("button", { name: "Kembalikan isian" }).click();
  await expect(visitors).toHaveValue("4321");
});
