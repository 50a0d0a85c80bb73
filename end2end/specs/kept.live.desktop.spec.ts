// A published agenda that was opened once opens again when nobody answers; what is kept names nobody.
import { expect, test } from "../fixtures";
import { PLANNER, signIn } from "../people";
import { Server } from "../server";

const PAGE = "/plm/plm-kobar-2022";
test.describe.configure({ mode: "serial" });
let server: Server;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  server = await Server.start();
});
test.afterAll(async () => server?.gone());
// That nobody answers is what this is about.
test.afterEach(({ complaints }) => { complaints.splice(0, complaints.length, ...complaints.filter((words) => !/net::ERR_/.test(words))); });

test("an agenda opens without a network once it was read", async ({ page }) => {
  await signIn(page, PLANNER, server.url);
  await page.goto(server.url + PAGE);
  // It is kept as everybody sees it, although a planner has opened it.
  const kept = () => page.evaluate(async (path) => (await (await (await caches.open("agenda")).match(path))?.text()) ?? "", PAGE);
  await expect.poll(kept).toContain("agenda-entry");
  expect(await kept()).toContain('href="/masuk"');
  expect(await kept()).not.toContain('href="/keluar"');
  await page.evaluate(() => navigator.serviceWorker.ready.then((worker) => worker.scope));
  await server.down();
  await page.goto(`${server.url}${PAGE}?perpustakaan=natai-raya`);
  await expect(page.locator(".agenda-entry").first()).toBeVisible();
  await server.up();
  // Nothing of the office is kept.
  await page.goto(`${server.url}/kantor/plm`);
  const paths = await page.evaluate(async () => {
    const all = (await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname));
    return (await Promise.all(all)).flat();
  });
  expect(paths).toContain(PAGE);
  expect(paths.filter((path) => path.startsWith("/kantor"))).toEqual([]);
});

test("the frame for other sites may stand in one, the page itself may not", async ({ page }) => {
  const policy = async (path: string) => (await page.request.get(path)).headers()["content-security-policy"];
  expect(await policy(`${PAGE}/sisip`)).toContain("frame-ancestors *");
  expect(await policy(PAGE)).toContain("frame-ancestors 'none'");
});
