// What only scripts can do in the room: notes are kept while there is no network and sent later, two note-takers see each other write,
// and the hall's screen follows the agenda by itself.
import { add, create } from "../agenda";
import { expect, live, test } from "../fixtures";
import { enterAs, SECOND_PLANNER } from "../people";
import type { Page } from "@playwright/test";

const day = (offset: number) => new Date(Date.now() + 7 * 3600_000 + offset * 86_400_000).toISOString().slice(0, 10);

async function prepare(page: Page, name: string, first: string, second: string): Promise<string> {
  await enterAs(page, "planner");
  await create(page, name, first, second);
  await live(page, true);
  await add(page, first, "Berbagi dari lapangan", 30);
  return page.url().split("?")[0].replace(/\/agenda$/, "");
}
const part = (page: Page) => page.getByRole("region", { name: "Berbagi dari lapangan" });
const state = (page: Page) => part(page).locator("[data-bagian=keadaan]");

test("notes are kept without a network, survive the page, and are sent later", async ({ page, context, another }, info) => {
  const base = await prepare(page, `Temu Luring ${info.project.name}`, "2026-08-05", "2026-08-06");
  await page.goto(`${base}/notulen`);
  await live(page, true);
  await part(page).getByLabel("Pembahasan").fill("Baris pertama");
  await expect(state(page)).toContainText("Tersimpan ");
  await context.setOffline(true);
  await part(page).getByLabel("Pembahasan").fill("Baris pertama\nBaris kedua tanpa sinyal");
  await part(page).getByLabel("Keputusan").fill("Diputuskan tanpa sinyal");
  await expect(state(page)).toContainText("Tersimpan di HP");
  // The tab is closed while nothing could be sent; another one is opened when there is signal again.
  await page.close();
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(`${base}/notulen`);
  await live(again, true);
  await expect(part(again).getByLabel("Pembahasan")).toHaveValue("Baris pertama\nBaris kedua tanpa sinyal");
  await expect(state(again)).toContainText("Tersimpan ");
  await expect.poll(() => again.evaluate(() => localStorage.getItem("notulen") ?? "{}")).not.toContain("sinyal");
  const other = await another();
  await enterAs(other, SECOND_PLANNER);
  await other.goto(`${base}/notulen`);
  await expect(part(other).getByLabel("Keputusan")).toHaveValue("Diputuskan tanpa sinyal");
  await expect(other.getByText(": dua versi")).toHaveCount(0);
});

test("two note-takers: each sees the other write, and both versions of one field stay", async ({ page, context, another }, info) => {
  const base = await prepare(page, `Temu Berdua ${info.project.name}`, "2026-08-12", "2026-08-13");
  await page.goto(`${base}/notulen`);
  await live(page, true);
  const other = await another();
  await enterAs(other, SECOND_PLANNER);
  await other.goto(`${base}/notulen`);
  await live(other, true);
  await part(page).getByLabel("Pembahasan").fill("Ditulis di HP pertama");
  await expect(part(other).getByLabel("Pembahasan")).toHaveValue("Ditulis di HP pertama");
  await expect(state(other)).toContainText("menulis pukul");
  // Upon what was seen: no question.
  await part(other).getByLabel("Pembahasan").fill("Ditulis di HP pertama, dilanjutkan di HP kedua");
  await expect(part(page).getByLabel("Pembahasan")).toHaveValue("Ditulis di HP pertama, dilanjutkan di HP kedua");
  // Unseen: the first phone is away while the second writes on.
  await context.setOffline(true);
  await part(page).getByLabel("Pembahasan").fill("Versi dari HP pertama");
  await expect(state(page)).toContainText("Tersimpan di HP");
  await part(other).getByLabel("Pembahasan").fill("Versi dari HP kedua");
  await expect(state(other)).toContainText("Tersimpan ");
  await context.setOffline(false);
  await expect(state(page)).toContainText("Orang lain juga menulis di sini");
  await part(page).getByRole("link", { name: "Bandingkan dan pilih" }).click();
  await expect(part(page).getByText("Pembahasan: dua versi")).toBeVisible();
  await expect(part(page).getByText("Versi dari HP pertama", { exact: true })).toBeVisible();
  await part(page).getByRole("button", { name: /Pakai keduanya/ }).click();
  await expect(page.getByText("Pilihan tersimpan")).toBeVisible();
  await expect(part(page).getByLabel("Pembahasan")).toHaveValue("Versi dari HP kedua\n\nVersi dari HP pertama");
  await expect(page.getByText("Pembahasan: dua versi")).toHaveCount(0);
});

test("the hall's screen follows what is published", async ({ page, another }, info) => {
  const name = `Temu Layar ${info.project.name}`;
  const base = await prepare(page, name, day(1), day(2));
  await page.getByLabel("Apa yang baru di versi ini?").fill("Pertama.");
  await page.getByRole("button", { name: "Terbitkan agenda" }).click();
  const address = (await page.getByRole("link", { name: "Lihat halaman publik" }).getAttribute("href")) ?? "";
  const hall = await another();
  await enterAs(hall, SECOND_PLANNER);
  await hall.goto(`${address}/layar`);
  await live(hall, true);
  await expect(hall.getByText(/^Mulai .* pukul 08\.00, Aula/)).toBeVisible();
  // Nobody touches the hall's laptop: the new time comes by itself.
  await page.goto(`${base}/agenda`);
  await live(page, true);
  const row = page.locator("[data-item]", { has: page.getByRole("heading", { name: "Berbagi dari lapangan", exact: true }) });
  await page.getByRole("link", { name: "Ubah Berbagi dari lapangan" }).click();
  await row.getByLabel("Kunci jam mulai").fill("09.15");
  await page.getByRole("button", { name: "Simpan acara" }).click();
  await expect(row.locator(".agenda-time")).toContainText("09.15");
  await page.getByLabel("Apa yang baru di versi ini?").fill("Mundur.");
  await page.getByRole("button", { name: /Terbitkan/ }).click();
  await expect(hall.getByText(/pukul 09\.15/)).toBeVisible();
  // The same for whoever presents, one item alone.
  await hall.goto(`${address}/layar?penyaji=ya`);
  await expect(hall.getByRole("link", { name: "Layar aula" })).toBeVisible();
});
