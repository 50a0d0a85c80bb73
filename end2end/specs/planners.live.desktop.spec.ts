// Two planners build one agenda at the same time: each sees the other's place and changes, and neither overwrites the other unknowingly.
import type { Page } from "@playwright/test";
import { add, create, item, settled } from "../agenda";
import { expect, live, test } from "../fixtures";
import { enterAs, SECOND_PLANNER } from "../people";

const DAY = "2027-11-03";

/** Opens the item's form and types another title, without saving. */
async function retitle(page: Page, title: string, words: string): Promise<void> {
  await page.getByRole("link", { name: `Ubah ${title}`, exact: true }).click();
  await item(page, title).getByLabel("Judul acara").fill(words);
}
const save = (page: Page) => page.getByRole("button", { name: "Simpan acara" }).click();
/** Every row of the agenda: times and titles. */
const agenda = (page: Page) =>
  page.locator("[data-item]").evaluateAll((rows) => rows.map((row) => `${row.querySelector(".agenda-time")?.textContent} ${row.querySelector("h3")?.textContent}`));
/** Both pages come to show the same; each may still be on its way. */
const same = (page: Page, other: Page) =>
  expect.poll(async () => ((await agenda(other)).join("\n") === (await agenda(page)).join("\n") ? "the same" : "not the same")).toBe("the same");

async function together(page: Page, another: () => Promise<Page>, name: string): Promise<Page> {
  await enterAs(page, "planner");
  await create(page, name, DAY, "2027-11-04");
  await live(page, true);
  await add(page, DAY, "Pembukaan", 30);
  const other = await another();
  await enterAs(other, SECOND_PLANNER);
  await other.goto(page.url());
  await live(other, true);
  await expect(item(other, "Pembukaan")).toBeVisible();
  return other;
}

test("two planners at once lose nothing", async ({ page, another }) => {
  const other = await together(page, another, "Temu Belajar Berdua");

  // Each sees where the other is.
  await page.getByRole("link", { name: "Ubah Pembukaan" }).focus();
  await expect(item(other, "Pembukaan").getByText("di sini")).toBeVisible();

  // What one adds, the other sees without a reload; work on different items is laid together.
  await add(other, DAY, "Berbagi praktik baik", 60);
  await expect(item(page, "Berbagi praktik baik")).toBeVisible();
  await retitle(page, "Pembukaan", "Pembukaan resmi");
  await other.getByRole("button", { name: /^Perpanjang Berbagi praktik baik/ }).click();
  await settled(other);
  await save(page);
  for (const planner of [page, other]) {
    await expect(item(planner, "Pembukaan resmi")).toBeVisible();
    await expect(item(planner, "Berbagi praktik baik").locator(".agenda-time")).toContainText("09.35");
  }

  // The same item, at the same time and out of each other's sight: the second sees both values and chooses.
  await other.context().setOffline(true);
  await retitle(other, "Pembukaan resmi", "Pembukaan oleh Kepala Dinas");
  await save(other);
  await retitle(page, "Pembukaan resmi", "Pembukaan dan doa");
  await save(page);
  await settled(page);
  await other.context().setOffline(false);
  const asked = other.getByRole("alert").filter({ hasText: "Satu perubahan belum disimpan" });
  await expect(asked).toContainText("Pembukaan oleh Kepala Dinas");
  await expect(asked).toContainText("judul menjadi “Pembukaan dan doa”");
  await expect(item(other, "Pembukaan dan doa")).toBeVisible();
  await asked.getByRole("button", { name: "Simpan punya saya" }).click();
  await expect(item(page, "Pembukaan oleh Kepala Dinas")).toBeVisible();
  await expect(asked).toHaveCount(0);
});

test("an open form overwrites nothing that was not typed in it, and its words outlive the item", async ({ page, another }) => {
  const other = await together(page, another, "Temu Belajar Isian Terbuka");
  const asked = other.getByRole("alert").filter({ hasText: "Satu perubahan belum disimpan" });

  // The title is typed here while the moderator is named there: both stay.
  await retitle(other, "Pembukaan", "Pembukaan resmi");
  await page.getByRole("link", { name: "Ubah Pembukaan", exact: true }).click();
  await item(page, "Pembukaan").getByLabel("Moderator").fill("Ibu Rina");
  await save(page);
  await expect(item(other, "Pembukaan")).toContainText("Ibu Rina");
  await save(other);
  await expect(item(page, "Pembukaan resmi")).toContainText("Ibu Rina");

  // Both type a title: the second is asked.
  await retitle(other, "Pembukaan resmi", "Pembukaan dari desa");
  await retitle(page, "Pembukaan resmi", "Pembukaan dari kota");
  await save(page);
  await expect(item(other, "Pembukaan dari kota")).toBeVisible();
  await save(other);
  await expect(asked).toContainText("Pembukaan dari desa");
  await expect(asked).toBeInViewport();
  await expect(asked).toBeFocused();
  await expect(other.locator(".saving")).toContainText("Belum tersimpan");
  // Nothing is published past it; the bar says why at the foot of the page too.
  await other.getByLabel("Apa yang baru di versi ini?").fill("Versi pertama.");
  await expect(other.locator(".saving")).toBeInViewport();
  await other.getByRole("button", { name: "Terbitkan agenda" }).click();
  await expect(other.locator("#g-ucap")).toContainText("harus dipilih dulu");
  await expect(asked).toBeFocused();
  // The question outlives the page.
  other.on("dialog", (dialog) => dialog.accept());
  await other.reload();
  await live(other, true);
  await expect(asked).toContainText("Pembukaan dari desa");
  await expect(item(other, "Pembukaan dari kota")).toBeVisible();
  await asked.getByRole("button", { name: "Biarkan seperti sekarang" }).click();
  await expect(asked).toHaveCount(0);
  await expect(item(other, "Pembukaan dari kota").locator("[data-grip]")).toBeFocused();

  // The item is moved to the other day while its form is open: the form goes along.
  await retitle(other, "Pembukaan dari kota", "Pembukaan besok");
  await page.locator("[data-grip]").first().focus();
  await page.keyboard.press("m");
  await page.getByRole("dialog").getByLabel("Ke hari dan tempat").selectOption({ index: 1 });
  await page.getByRole("dialog").getByLabel("Urutan").selectOption("akhir");
  await page.getByRole("dialog").getByRole("button", { name: "Pindahkan acara" }).click();
  await settled(page);
  const second = other.locator("#g-hari-hari > *").nth(1);
  await expect(second.getByLabel("Judul acara").and(other.locator("[id^=f-ubah]"))).toHaveValue("Pembukaan besok");

  // And taken out: what was typed is a question.
  await page.getByRole("link", { name: "Ubah Pembukaan dari kota", exact: true }).click();
  await page.getByRole("button", { name: "Hapus acara" }).click();
  await settled(page);
  await expect(asked).toContainText("Pembukaan besok");
  // The next keys of whoever was typing in it are no answer.
  await expect(asked).toBeFocused();
  await other.keyboard.type("a b\n");
  await expect(asked).toBeVisible();
  await asked.getByRole("button", { name: "Simpan punya saya" }).click();
  await expect(item(page, "Pembukaan besok")).toBeVisible();
});

test("an edit is not called saved while the server does not have it", async ({ page, another }) => {
  const other = await together(page, another, "Temu Belajar Menyimpan");
  // What the other does makes this page look for news; the answer is held back, so an edit made meanwhile has to wait behind it.
  let release = () => {};
  const held = new Promise<void>((resolve) => { release = resolve; });
  const looking = page.waitForRequest((request) => request.url().endsWith("/api/fn/agenda/ask") && request.postData()?.includes('"look"') === true);
  await page.route("**/api/fn/agenda/ask", async (route) => {
    await held;
    await route.continue();
  });
  await add(other, DAY, "Berbagi praktik baik", 60);
  await looking;
  await page.getByRole("button", { name: /^Perpanjang Pembukaan/ }).click();
  await expect(item(page, "Pembukaan").locator(".agenda-time")).toContainText("08.35");
  await expect(page.locator(".saving")).toHaveAttribute("data-state", "saving");
  release();
  await settled(page);
  await expect(item(other, "Pembukaan").locator(".agenda-time")).toContainText("08.35");
  await same(page, other);
});

test("one planner is cut off and goes on; at the end both pages are equal and every edit is there or asked about", async ({ page, another }) => {
  test.setTimeout(300_000);
  const other = await together(page, another, "Temu Belajar Terputus");
  await add(page, DAY, "Berbagi satu", 15);
  await expect(item(other, "Berbagi satu")).toBeVisible();

  await other.context().setOffline(true);
  const form = other.locator("details", { hasText: "Tambah acara pada Rabu" });
  await form.locator("summary").first().click();
  for (let n = 1; n <= 12; n++) {
    await form.getByLabel("Judul acara").fill(`Luring ${n}`);
    await form.getByLabel("Lama (menit)").fill("5");
    await form.getByRole("button", { name: "Tambah acara" }).click();
    await expect(item(other, `Luring ${n}`)).toBeVisible();
  }
  await other.getByRole("button", { name: "Naikkan Luring 12" }).click();
  await other.getByRole("button", { name: "Perpanjang Luring 1 5 menit" }).click();
  await retitle(other, "Berbagi satu", "Berbagi dari desa");
  await save(other);
  await expect(other.locator(".saving")).toContainText("menunggu di sini");

  // Meanwhile the first planner works on, on other items and on one that the second has changed too.
  for (let n = 1; n <= 4; n++) await add(page, DAY, `Daring ${n}`, 10);
  await page.getByRole("button", { name: /^Perpanjang Pembukaan/ }).click();
  await settled(page);
  await retitle(page, "Berbagi satu", "Berbagi dari kota");
  await save(page);
  await settled(page);

  // A reload while cut off would lose nothing either, but there is no page to load; the network comes back.
  await other.context().setOffline(false);
  const asked = other.getByRole("alert").filter({ hasText: "Satu perubahan belum disimpan" });
  await expect(asked).toHaveCount(1);
  await expect(asked).toContainText("Berbagi dari desa");
  await expect(asked).toContainText("Berbagi dari kota");
  await expect(item(page, "Luring 12")).toBeVisible();
  await same(page, other);
  const titles = (await agenda(page)).join("\n");
  for (const title of [...Array.from({ length: 12 }, (_, n) => `Luring ${n + 1}`), "Daring 1", "Daring 4", "Berbagi dari kota"]) expect(titles).toContain(title);
  await expect(item(page, "Luring 1").getByText("10 menit")).toBeVisible();
  await asked.getByRole("button", { name: "Biarkan seperti sekarang" }).click();
  await expect(asked).toHaveCount(0);
  await settled(other);
  await same(page, other);
});

test("a day that another takes out stays as long as something is typed in it", async ({ page, another }) => {
  const other = await together(page, another, "Temu Belajar Hari Hilang");
  const form = other.locator("details", { hasText: "Tambah acara pada Kamis" });
  await form.locator("summary").first().click();
  await form.getByLabel("Judul acara").fill("Kelas menulis");
  const day = page.locator("[data-day]").nth(1);
  await day.getByText("Ubah hari dan tempat").click();
  await day.getByRole("button", { name: "Hapus hari ini dari agenda" }).click();
  await settled(page);
  await expect(other.getByRole("alert").filter({ hasText: "Hari ini dihapus oleh" })).toBeVisible();
  await expect(form.getByLabel("Judul acara")).toHaveValue("Kelas menulis");

  // It goes to the day that is left, and the frame goes with it.
  await form.getByLabel("Ke hari dan tempat").selectOption({ index: 0 });
  await form.getByRole("button", { name: "Tambah acara" }).click();
  await expect(other.locator("[data-day]")).toHaveCount(1);
  await expect(item(page, "Kelas menulis")).toBeVisible();
  await settled(other);
  await same(page, other);
});

test("the focus stays near what was moved or taken out, and the last step is taken back from anywhere", async ({ page }) => {
  await enterAs(page, "planner");
  await create(page, "Temu Belajar Fokus", DAY, "2027-11-04");
  await live(page, true);
  for (const title of ["Pembukaan", "Berbagi"]) await add(page, DAY, title, 30);
  const grip = (title: string) => item(page, title).locator("[data-grip]");
  await grip("Pembukaan").focus();
  await page.keyboard.press("m");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Pindahkan “Pembukaan” ke…");
  await dialog.getByRole("button", { name: "Batal" }).click();
  await expect(dialog).toHaveCount(0);
  await grip("Pembukaan").focus();
  await page.keyboard.press("m");
  await dialog.getByLabel("Urutan").selectOption("akhir");
  await dialog.getByRole("button", { name: "Pindahkan acara" }).click();
  await expect(grip("Pembukaan")).toBeFocused();
  await page.getByRole("link", { name: "Ubah Pembukaan", exact: true }).click();
  await page.getByRole("button", { name: "Hapus acara" }).click();
  await expect(item(page, "Pembukaan")).toHaveCount(0);
  await expect(grip("Berbagi")).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect(item(page, "Pembukaan")).toBeVisible();
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press("Control+z");
  await expect.poll(async () => (await agenda(page)).map((row) => row.split(" ").pop())).toEqual(["Pembukaan", "Berbagi"]);
  await settled(page);

  // A form in which nothing was typed takes back nothing that was made beside it, and closes.
  await page.getByRole("link", { name: "Ubah Pembukaan", exact: true }).click();
  await page.getByRole("button", { name: /^Perpanjang Pembukaan/ }).click();
  await settled(page);
  await save(page);
  await expect(page.locator(".agenda-form form")).toHaveCount(0);
  await expect(item(page, "Pembukaan")).toContainText("35 menit");
});

test("a question does not take the keys of somebody who types", async ({ page, another }) => {
  const other = await together(page, another, "Temu Belajar Mengetik");
  await other.context().setOffline(true);
  await retitle(other, "Pembukaan", "Pembukaan dari desa");
  await save(other);
  await retitle(page, "Pembukaan", "Pembukaan dari kota");
  await save(page);
  await settled(page);
  const form = other.locator("details", { hasText: "Tambah acara pada Rabu" });
  await form.locator("summary").first().click();
  const field = form.getByLabel("Judul acara");
  await field.click();
  await other.keyboard.type("Kelas ");
  await other.context().setOffline(false);
  const asked = other.getByRole("alert").filter({ hasText: "Satu perubahan belum disimpan" });
  await expect(asked).toContainText("Pembukaan dari desa");
  await other.keyboard.type("menulis bersama");
  await expect(field).toHaveValue("Kelas menulis bersama");
  await expect(asked).toHaveCount(1);
});
