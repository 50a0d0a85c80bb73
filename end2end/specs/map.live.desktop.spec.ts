// The map where things around it fail or are foreign: tiles that do not come, another site's frame, setting a point.
import { createServer, type Server as Http } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, live, test } from "../fixtures";
import { enterAs } from "../people";
import { Server } from "../server";

const listen = (server: Http) => new Promise<number>((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)));
// A picture of one grey pixel.
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGOoBwAAgQCB1k3/dAAAAABJRU5ErkJggg==", "base64");

test.describe("tiles", () => {
  test.describe.configure({ mode: "serial" });
  let app: Server, tiles: Http, asked: string[] = [], how: "png" | "forbidden" | "html" | "silent" = "png";

  test.beforeAll(async () => {
    test.setTimeout(240_000);
    tiles = createServer((request, answer) => {
      asked.push(request.url ?? "");
      if (how === "png") answer.writeHead(200, { "content-type": "image/png" }).end(PNG);
      if (how === "forbidden") answer.writeHead(403).end("no");
      if (how === "html") answer.writeHead(200, { "content-type": "text/html" }).end("<h1>Masuk Wi-Fi</h1>");
      // silent: nothing, for as long as the browser waits.
    });
    const port = await listen(tiles);
    app = await Server.start({ PANTAU_TILES_URL: `http://127.0.0.1:${port}/{z}/{x}/{y}.png`, PANTAU_TILES_ATTRIBUTION: "© Contoh" });
  });
  test.afterAll(async () => {
    await app?.gone();
    tiles?.closeAllConnections();
    tiles?.close();
  });

  test("lie under the map with their credit", async ({ page }) => {
    how = "png";
    await page.goto(`${app.url}/peta`);
    await live(page, true);
    await expect(page.locator(".map-tiles image").first()).toBeAttached();
    await expect(page.locator(".map-credit")).toContainText("© Contoh");
    expect(await page.locator(".map-tiles image").first().getAttribute("href")).toMatch(/\/\d+\/\d+\/\d+\.png$/);
  });

  for (const failure of ["forbidden", "html", "silent"] as const) {
    test(`that are ${failure} leave every function working and one quiet line`, async ({ page, complaints }) => {
      [how, asked] = [failure, []];
      await page.goto(`${app.url}/peta`);
      await live(page, true);
      await expect(page.locator(".map-credit")).toHaveText(/Gambar latar tidak bisa dimuat/, { timeout: 20_000 });
      await expect(page.locator(".map-tiles")).toHaveCount(0);
      await page.getByRole("link", { name: "Perbesar" }).first().click();
      await page.getByLabel("Jenis").selectOption("tbm");
      await expect(page.locator(".map-summary")).toContainText("1");
      await page.getByRole("link", { name: "Lihat semua" }).first().click();
      await page.locator(".map-list a").first().click();
      await expect(page.locator(".map-card")).toBeVisible();
      await expect(page.locator(".map-view image")).toHaveCount(0);
      expect(new Set(asked).size, "nothing is asked for again").toBe(asked.length);
      // The browser itself logs each refused tile; that is all.
      expect(complaints.filter((line) => !/403|Failed to load/.test(line))).toEqual([]);
    });
  }
});

test("the embedded map lives in another site's frame, and no other page does", async ({ page, baseURL }) => {
  const site = createServer((_, answer) => answer.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><title>Desa</title><iframe title="peta" width="900" height="600" src="${baseURL}/peta/sisip"></iframe>`));
  const port = await listen(site);
  await page.goto(`http://127.0.0.1:${port}/`);
  const frame = page.frameLocator("iframe");
  await frame.locator("[data-live]").first().waitFor({ state: "attached" });
  await frame.locator("a.mark[data-slug]").last().click();
  await expect(frame.getByRole("link", { name: "Buka halaman perpustakaan" })).toHaveAttribute("target", "_blank");
  await expect(frame.getByRole("link", { name: "Buka peta lengkap di Pantau Pustaka" })).toBeVisible();
  for (const path of ["/peta", "/", "/masuk"]) {
    expect((await page.request.get(`${baseURL}${path}`)).headers()["content-security-policy"], path).toContain("frame-ancestors 'none'");
  }
  expect((await page.request.get(`${baseURL}/peta/sisip`)).headers()["content-security-policy"]).toContain("frame-ancestors *");
  site.close();
});

test("a planner sets a library's point by moving the map under the pin", async ({ page }) => {
  await enterAs(page, "planner");
  await page.goto("/perpustakaan/natai-raya/titik");
  await live(page, true);
  const field = page.getByLabel("Lintang dan bujur");
  const before = await field.inputValue();
  await page.locator(".map-view").focus();
  await page.keyboard.press("ArrowRight");
  await expect(field).not.toHaveValue(before);
  await page.getByLabel("Hanya perkiraan di dalam desa").check();
  await page.getByRole("button", { name: "Simpan titik" }).click();
  await expect(page.getByText("Titiknya sudah disimpan")).toBeVisible();
  expect(await page.getByLabel("Lintang dan bujur").inputValue()).not.toBe(before);
});

test("the preview picture and the GeoJSON are what others expect", async ({ page }) => {
  for (const slug of ["natai-raya", "sagu-suka-mulya", "rumah-pintar-sanggar-rahmat-abah"]) {
    const picture = await page.request.get(`/perpustakaan/${slug}/pratinjau.png`);
    expect(picture.headers()["content-type"], slug).toBe("image/png");
    const bytes = await picture.body();
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], slug).toEqual([1200, 630]);
    await page.goto(`/perpustakaan/${slug}`);
    expect(await page.locator('meta[property="og:image"]').getAttribute("content")).toMatch(new RegExp(`/perpustakaan/${slug}/pratinjau.png$`));
  }
  const data = await (await page.request.get("/data/perpustakaan.geojson")).json();
  expect(data.type).toBe("FeatureCollection");
  for (const feature of data.features) {
    expect(feature.type).toBe("Feature");
    expect(typeof feature.id).toBe("string");
    if (feature.geometry) {
      expect(feature.geometry.type).toBe("Point");
      const [lon, lat] = feature.geometry.coordinates;
      expect(lon > 94 && lon < 142 && lat > -12 && lat < 7, `${feature.id}: longitude first`).toBe(true);
    }
  }
});
