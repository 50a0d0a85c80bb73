// Somebody looks for a library: from the front page over the map to its page.
import { expect, live, test } from "../fixtures";

test("from the map to a library's page", async ({ page, javaScriptEnabled }) => {
  await page.goto("/");
  await page.getByRole("navigation", { name: "Utama" }).getByRole("link", { name: "Peta" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await live(page, javaScriptEnabled);
  await page.getByLabel(/^Cari/).fill("Sagu Sukamulya");
  if (javaScriptEnabled === false) await page.getByRole("button", { name: "Cari" }).click();
  // The alias of one library finds it under its own name; the others leave list and map.
  await expect(page.getByText("1 perpustakaan", { exact: true }).first()).toBeVisible();
  const mark = page.getByRole("group", { name: "Peta perpustakaan" }).getByRole("link", { name: /Sagu Suka Mulya/ });
  await mark.filter({ visible: true }).first().click();
  await page.getByRole("link", { name: "Buka halaman perpustakaan" }).click();
  await expect(page).toHaveURL(/\/perpustakaan\/[a-z-]+$/);
  await expect(page.getByRole("heading", { level: 1, name: /Sagu Suka Mulya/ })).toBeVisible();
});

test("the list finds what was typed almost right", async ({ page }) => {
  await page.goto("/perpustakaan");
  await page.getByLabel("Cari nama perpustakaan atau desa").fill("nata raya");
  await page.getByRole("main").getByRole("button", { name: "Cari" }).click();
  await page.getByRole("link", { name: /Natai Raya/ }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: /Natai Raya/ })).toBeVisible();
});

test("a page that does not exist helps", async ({ page }) => {
  expect((await page.goto("/perpustakaan/tidak-ada-di-mana-pun"))?.status()).toBe(404);
  await expect(page.getByRole("main").getByRole("link", { name: "Beranda" })).toBeVisible();
});

test("the office is closed to the public", async ({ page }) => {
  await page.goto("/kantor");
  await expect(page).toHaveURL(/\/masuk\?/);
  await expect(page.getByLabel("Nomor HP")).toBeVisible();
});
