// The report form shows one step at a time on a phone; elsewhere everything stands on the page.
import { expect, type Page } from "@playwright/test";

/** "Lanjut", and the next step is there: pressed once more before that, the same step would be asked for twice. */
export async function onward(page: Page): Promise<void> {
  const shown = page.locator("[data-kini]");
  const here = (await shown.getAttribute("data-langkah")) ?? "";
  await page.getByRole("button", { name: "Lanjut", exact: true }).click();
  await expect(shown).not.toHaveAttribute("data-langkah", here);
}
