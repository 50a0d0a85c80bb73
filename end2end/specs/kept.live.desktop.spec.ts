// A published agenda that was opened once opens again without a network; what is kept names nobody.
import { expect, test } from "../fixtures";
import { enterAs } from "../people";

test("an agenda opens without a network once it was read", async ({ page, context }) => {
  await enterAs(page, "planner");
  await page.goto("/plm/plm-kobar-2022");
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  expect(worker.url()).toContain("/sw.js?plm");
  // The page is kept as everybody sees it, although a planner has opened it.
  const kept = () =>
    page.evaluate(async () => (await (await (await caches.open("agenda")).match("/plm/plm-kobar-2022"))?.text()) ?? "");
  await expect.poll(kept).toContain("agenda-entry");
  expect(await kept()).not.toContain("site-who\"><span");
  expect(await kept()).toContain("/masuk");
  await page.goto("/plm/plm-kobar-2022");
  await context.setOffline(true);
  await page.goto("/plm/plm-kobar-2022?perpustakaan=apa-saja");
  await expect(page.locator(".agenda-entry").first()).toBeVisible();
  await context.setOffline(false);
  // Nothing of the office is kept.
  await page.goto("/kantor/plm");
  const names = await page.evaluate(async () => {
    const all = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)));
    return all.flat();
  });
  expect(names.filter((path) => path.startsWith("/kantor"))).toEqual([]);
});

test("the frame for other sites may stand in one, the page itself may not", async ({ page }) => {
  const policy = async (path: string) => (await page.request.get(path)).headers()["content-security-policy"];
  expect(await policy("/plm/plm-kobar-2022/sisip")).toContain("frame-ancestors *");
  expect(await policy("/plm/plm-kobar-2022")).toContain("frame-ancestors 'none'");
});
