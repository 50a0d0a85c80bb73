// Every page, light and dark: WCAG 2.2 AA as far as axe can tell, and nothing wider than the screen.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../fixtures";
import { open, PLACES } from "../pages";

for (const place of PLACES) {
  test(`${place.name}: ${place.route} can be used by everyone`, async ({ page }) => {
    await open(page, place);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
        .analyze();
      const said = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.target.join(" ")).join("\n  ")}`);
      expect(said, colorScheme).toEqual([]);
    }
    const [needed, given] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(needed, "the page's width").toBeLessThanOrEqual(given);
  });
}
