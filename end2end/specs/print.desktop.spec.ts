// Sheets that people print are as long as they say: the paper form two pages of A4, the consent letter two, the others one each.
import { expect, test } from "../fixtures";
import { open, PLACES } from "../pages";

const SHEETS: Record<string, number> = { "lapor-kertas": 2, "lapor-hitung-lembar": 1, "lapor-izin-foto": 2, lembar: 1 };

for (const [name, pages] of Object.entries(SHEETS)) {
  test(`${name} prints on ${pages} A4`, async ({ page }) => {
    await open(page, PLACES.find((place) => place.name === name)!);
    const paper = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    expect(paper.match(/\/Type\s*\/Page\b(?!s)/g)?.length).toBe(pages);
    // 210 by 297 mm in points.
    expect(paper).toMatch(/\/MediaBox\s*\[0 0 59[45][\d.]* 84[12][\d.]*\]/);
  });
}
