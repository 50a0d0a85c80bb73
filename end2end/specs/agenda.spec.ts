// A planner makes a meeting, lets items flow, meets a conflict, mends it, publishes; everybody reads it.
import { add, create, item, settled } from "../agenda";
import { expect, live, test } from "../fixtures";
import { enterAs } from "../people";

const FIRST = "2027-10-06";
const SECOND = "2027-10-07";

test("an agenda is built, checked, published and read", async ({ page, another, javaScriptEnabled }, info) => {
  const name = `Temu Belajar ${info.project.name}`;
  await enterAs(page, "planner");
  await create(page, name, FIRST, SECOND);
  await live(page, javaScriptEnabled);

  // Items follow each other; the second begins when the first ends.
  await add(page, FIRST, "Pembukaan", 30);
  await add(page, FIRST, "Berbagi praktik baik", 60);
  await add(page, SECOND, "Kunjungan belajar", 90);
  await expect(item(page, "Berbagi praktik baik").locator(".agenda-time")).toContainText("08.30");

  // A pin that the item before it runs past is a conflict, said beside it; nothing is put in another order.
  await add(page, FIRST, "Diskusi kelompok", 45, "09.00");
  await expect(page.getByRole("region", { name: "Pemeriksaan agenda" })).toContainText("Diskusi kelompok");
  await page.getByLabel("Apa yang baru di versi ini?").fill("Versi pertama.");
  await page.getByRole("button", { name: "Terbitkan agenda" }).click();
  await expect(page.getByRole("link", { name: /^Masih ada 1 masalah/ })).toBeVisible();
  await expect(page.getByLabel("Apa yang baru di versi ini?")).toHaveValue("Versi pertama.");
  await live(page, javaScriptEnabled);

  // Shortening and moving shift what follows.
  await page.getByRole("button", { name: "Naikkan Berbagi praktik baik" }).click();
  await expect(item(page, "Berbagi praktik baik").locator(".agenda-time")).toContainText("08.00");
  await settled(page);
  await expect(item(page, "Pembukaan").locator(".agenda-time")).toContainText("09.00");
  await page.getByRole("link", { name: "Ubah Diskusi kelompok" }).click();
  await page.getByRole("button", { name: "Simpan acara" }).waitFor();
  await item(page, "Diskusi kelompok").getByLabel("Kunci jam mulai").fill("10.00");
  await page.getByRole("button", { name: "Simpan acara" }).click();
  await expect(item(page, "Diskusi kelompok").locator(".agenda-time")).toContainText("10.00");
  await settled(page);
  await expect(page.getByText("Tidak ada bentrok")).toBeVisible();

  await page.getByLabel("Apa yang baru di versi ini?").fill("Versi pertama.");
  await page.getByRole("button", { name: "Terbitkan agenda" }).click();
  const link = page.getByRole("link", { name: "Lihat halaman publik" });
  await expect(link).toBeVisible();
  const address = (await link.getAttribute("href")) ?? "";

  // What the public reads, and the calendar's file.
  const reader = await another();
  await reader.goto("/plm");
  // By its address: the name begins like that of the meeting of another project.
  await reader.locator(`a[href="${address}"]`, { hasText: name }).first().click();
  await expect(reader).toHaveURL(new RegExp(`${address}$`));
  await expect(reader.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(reader.getByText("Rabu, 6 Oktober 2027").first()).toBeVisible();
  await expect(reader.getByText("Diskusi kelompok").first()).toBeVisible();
  const calendar = await reader.request.get(`${address}/agenda.ics`);
  expect(calendar.headers()["content-type"]).toContain("text/calendar");
  const text = (await calendar.text()).replace(/\r\n[ \t]/g, "");
  expect(text.match(/^BEGIN:VEVENT/gm)).toHaveLength(4);
  expect(text).toContain("DTSTART;TZID=Asia/Pontianak:20271006T100000");
  const names = (ics: string) => [...ics.matchAll(/^UID:(.+)$/gm)].map((match) => match[1].trim()).sort();
  const again = (await (await reader.request.get(`${address}/agenda.ics`)).text()).replace(/\r\n[ \t]/g, "");
  expect(names(again)).toEqual(names(text));
});
