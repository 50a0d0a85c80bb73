// What the reports suggest becomes a meeting: proposals are read, one is thrown away, one changed, the rest accepted; then it is
// published, and everybody reads it, one library's part of it, and the sheet for the wall.
import { create } from "../agenda";
import { expect, test } from "../fixtures";
import { enterAs } from "../people";

test("proposals from the reports are accepted, changed and thrown away one by one", async ({ page, another }, info) => {
  const name = `Temu Usulan ${info.project.name}`;
  await enterAs(page, "planner");
  await create(page, name, "2027-11-10", "2027-11-11");
  const builder = page.url().split("?")[0];
  await page.goto(builder.replace(/agenda$/, "usulan"));
  await expect(page.getByRole("heading", { level: 1, name: "Siapa berbagi dengan siapa" })).toBeVisible();
  const open = page.locator("#usulan").locator("..").locator(".agenda-item");
  const many = await open.count();
  expect(many).toBeGreaterThan(8);

  // Why, in words and figures, without a script.
  const first = open.first();
  const title = (await first.locator("label").first().innerText()).replace(/^Pilih\s+/, "").trim();
  await first.getByText("Kenapa?").click();
  await expect(first.getByText(/dari 100 poin/).first()).toBeVisible();

  // Thrown away: nobody else moves.
  await first.getByRole("button", { name: `Buang ${title}` }).click();
  await expect(page.getByRole("heading", { name: "Dibuang" })).toBeVisible();
  await expect(open).toHaveCount(many - 1);
  await page.getByRole("button", { name: `Kembalikan ${title}` }).click();
  await expect(open).toHaveCount(many);

  // Changed, then accepted.
  const change = open.first();
  await change.getByText("Ubah dulu").click();
  await change.getByLabel("Judul").fill("Berbagi dengan judul sendiri");
  await change.getByLabel("Lama, dalam menit").fill("20");
  await change.getByRole("button", { name: "Terima dengan perubahan ini" }).click();
  await expect(page.getByRole("link", { name: "Berbagi dengan judul sendiri" })).toBeVisible();

  // The rest at once.
  await page.getByRole("button", { name: /Terima yang dicentang/ }).click();
  await expect(page.getByText("Tidak ada usulan yang masih terbuka.")).toBeVisible();
  await page.goto(builder);
  await expect(page.locator(".agenda-item", { hasText: "Berbagi dengan judul sendiri" }).first()).toBeVisible();
  await page.getByLabel("Apa yang baru di versi ini?").fill("Dari usulan.");
  await page.getByRole("button", { name: "Terbitkan agenda" }).click();
  const address = (await page.getByRole("link", { name: "Lihat halaman publik" }).getAttribute("href")) ?? "";

  const reader = await another();
  await reader.goto(address);
  await expect(reader.getByRole("heading", { name: "Berbagi dengan judul sendiri" })).toBeVisible();
  const all = await reader.locator(".agenda-entry").count();
  await reader.getByLabel("Acara perpustakaan").selectOption({ index: 1 });
  await reader.getByRole("button", { name: "Tampilkan" }).click();
  await expect(reader).toHaveURL(/[?&]perpustakaan=./);
  await reader.waitForLoadState();
  const part = await reader.locator(".agenda-entry").count();
  expect(part).toBeGreaterThan(0);
  expect(part).toBeLessThan(all);
  await reader.goto(`${address}/cetak`);
  await expect(reader.getByRole("table")).toHaveCount(2);
  await expect(reader.getByRole("columnheader", { name: "Pelaksana" }).first()).toBeVisible();
});
