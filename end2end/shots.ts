// ./dev shots: one picture per page, width and theme, and an index of them.
import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "./fixtures";
import { open, pattern, PLACES } from "./pages";

const FOLDER = "../shots";
const WIDTHS = [360, 1280];
const THEMES = ["light", "dark"] as const;
const file = (name: string, width: number, theme: string) => `${name}-${width}-${theme}.png`;

for (const place of PLACES) {
  for (const width of WIDTHS) {
    test(`${place.name}: ${place.route} at ${width}`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await open(page, place);
      // What is out of sight is not drawn before it is scrolled to; the picture shows all of it.
      await page.locator(".agenda-item").evaluateAll((rows) => rows.forEach((row) => (row as HTMLElement).style.setProperty("content-visibility", "visible")));
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.screenshot({ path: `${FOLDER}/${file(place.name, width, colorScheme)}`, fullPage: true });
      }
    });
  }
}

// The two pictures of the README; only on request, since they are kept in the repository.
if (process.env.APP_README) {
  for (const [name, width, height] of [["peta", 360, 720], ["satu-plm", 1280, 800]] as const) {
    test(`README: ${name}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await open(page, PLACES.find((place) => place.name === name)!);
      await page.screenshot({ path: `pictures/${name}.png` });
    });
  }
}

test("every page of the program is in the list", () => {
  const routes = (process.env.APP_ROUTES ?? "").split("\n").filter(Boolean);
  expect(routes.length, "pantau routes").toBeGreaterThan(0);
  const example = (route: string) => route.replace(/\{[^}]+\}/g, "x");
  const missing = routes.filter((route) => !PLACES.some((place) => pattern(place.route).test(example(route))));
  expect(missing, "pages without a picture: add them to end2end/pages.ts").toEqual([]);
});

test("index of the pictures", () => {
  mkdirSync(FOLDER, { recursive: true });
  const rows = PLACES.map((place) => {
    const cells = WIDTHS.flatMap((width) => THEMES.map((theme) => file(place.name, width, theme)));
    const pictures = cells.map((name) => `<td><a href="${name}"><img loading="lazy" width="240" src="${name}" alt="${name}"></a></td>`);
    return `<tr><th>${place.route}<br><small>${place.who}</small></th>${pictures.join("")}</tr>`;
  });
  const heads = WIDTHS.flatMap((width) => THEMES.map((theme) => `<th>${width} ${theme}</th>`));
  writeFileSync(
    `${FOLDER}/index.html`,
    `<!doctype html><meta charset="utf-8"><title>Pages of Pantau Pustaka</title><table><tr><th>page</th>${heads.join("")}</tr>${rows.join("\n")}</table>\n`,
  );
});
