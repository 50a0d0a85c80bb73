// Two planners build one agenda at the same time: each sees the other's changes, and neither overwrites the other unknowingly.
import type { Page } from "@playwright/test";
import { add, create, item, settled } from "../agenda";
import { expect, live, test } from "../fixtures";
import { enterAs, SECOND_PLANNER } from "../people";

const DAY = "2027-11-03";

/** Opens the item's form and types another title, without saving. */
async function retitle(page: Page, title: string, words: string): Promise<void> {
  await page.getByRole("link", { name: `Ubah ${title}` }).click();
  await item(page, title).getByLabel("Judul acara").fill(words);
}
const save = (page: Page) => page.getByRole("button", { name: "Simpan acara" }).click();

test("two planners at once lose nothing", async ({ page, another }) => {
  await enterAs(page, "planner");
  await create(page, "Temu Belajar Berdua", DAY, "2027-11-04");
  await live(page, true);
  await add(page, DAY, "Pembukaan", 30);

  const other = await another();
  await enterAs(other, SECOND_PLANNER);
  await other.goto(page.url());
  await live(other, true);
  await expect(item(other, "Pembukaan")).toBeVisible();

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

  // The same item, at the same time and out of each other's sight: the second is asked.
  await other.context().setOffline(true);
  await retitle(other, "Pembukaan resmi", "Pembukaan oleh Kepala Dinas");
  await save(other);
  await retitle(page, "Pembukaan resmi", "Pembukaan dan doa");
  await save(page);
  await settled(page);
  await other.context().setOffline(false);
  const asked = other.getByRole("alert").filter({ hasText: "Satu perubahan belum disimpan" });
  await expect(asked).toBeVisible();
  await expect(item(other, "Pembukaan dan doa")).toBeVisible();
  await asked.getByRole("button", { name: "Simpan punya saya" }).click();
  await expect(item(page, "Pembukaan oleh Kepala Dinas")).toBeVisible();
  await expect(asked).toHaveCount(0);
});
