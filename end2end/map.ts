// ./dev bench map: the map under a finger on a slow phone beside Leaflet with supercluster, and what a whole nation of libraries
// costs. It measures and prints, it never fails.
import { readdirSync, readFileSync } from "node:fs";
import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, test, type CDPSession, type Page } from "@playwright/test";

const PART = process.env.MAP_PART ?? "journey";
const PEERS = process.env.MAP_PEERS ?? "";
const SLOWER = 4;
const SECONDS = 10;
const SIZE = { width: 360, height: 800 };
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

const quantile = (values: number[], part: number) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? NaN;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The peer's page: the same libraries, gathered as its own demo does. */
function peer(points: string): Promise<{ url: string; close: () => void }> {
  const file = (name: string) => readFileSync(`${PEERS}/node_modules/${name}`);
  const page = `<!doctype html><html><head><meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="/leaflet.css"><style>html,body,#map{height:100%;margin:0}.n{background:#3f4638;color:#fff;border-radius:50%;display:grid;place-items:center;font:700 13px sans-serif}</style></head>
    <body><div id="map"></div><script src="/leaflet.js"></script><script src="/supercluster.js"></script><script>
    fetch("/points.json").then((a) => a.json()).then((all) => {
      const index = new Supercluster({ radius: 50, maxZoom: 16 }).load(all.features.filter((f) => f.geometry));
      const map = L.map("map", { zoomControl: true }).setView([-2.3, 114], 6);
      const layer = L.layerGroup().addTo(map);
      const draw = () => {
        const b = map.getBounds();
        layer.clearLayers();
        for (const c of index.getClusters([b.getWest(), b.getSouth(), b.getEast(), b.getNorth()], Math.round(map.getZoom()))) {
          const at = [c.geometry.coordinates[1], c.geometry.coordinates[0]];
          const icon = c.properties.cluster ? L.divIcon({ html: String(c.properties.point_count_abbreviated), className: "n", iconSize: [34, 34] }) : L.divIcon({ className: "n", iconSize: [22, 22] });
          layer.addLayer(L.marker(at, { icon, title: c.properties.name }));
        }
      };
      map.on("moveend", draw); draw(); document.body.dataset.live = "";
    });</script></body></html>`;
  const files: Record<string, [string, string | Buffer]> = {
    "/": ["text/html", page],
    "/leaflet.css": ["text/css", file("leaflet/dist/leaflet.css")],
    "/leaflet.js": ["text/javascript", file("leaflet/dist/leaflet.js")],
    "/supercluster.js": ["text/javascript", file("supercluster/dist/supercluster.min.js")],
    "/points.json": ["application/json", points],
  };
  return new Promise((resolve) => {
    const server = createServer((asked, answer) => {
      const [type, body] = files[asked.url ?? ""] ?? ["text/plain", ""];
      answer.writeHead(body === "" ? 404 : 200, { "content-type": type }).end(body);
    }).listen(0, "127.0.0.1", () => resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }));
  });
}

/** Fingers, at 60 movements a second. What the page makes of them is not waited for: a finger does not wait either. */
class Fingers {
  constructor(private cdp: CDPSession, private middle: { x: number; y: number }) {}
  private touch(type: "touchStart" | "touchMove" | "touchEnd", points: [number, number][]) {
    void this.cdp.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x: this.middle.x + x, y: this.middle.y + y, id })) }).catch(() => {});
  }
  private async glide(ms: number, at: (part: number) => [number, number][]) {
    this.touch("touchStart", at(0));
    const begun = performance.now();
    for (let now = begun; now - begun < ms; now = performance.now()) {
      this.touch("touchMove", at((now - begun) / ms));
      await wait(16);
    }
    this.touch("touchEnd", []);
  }
  drag = (dx: number, dy: number, ms: number) => this.glide(ms, (part) => [[-dx / 2 + dx * part, -dy / 2 + dy * part]]);
  pinch = (from: number, to: number, ms: number) =>
    this.glide(ms, (part) => { const half = (from + (to - from) * part) / 2; return [[-half, -half / 2], [half, half / 2]]; });
}

/** Ten seconds: swipes with a throw, nearer by two fingers, more swipes, farther again. Answers frames per second of each second. */
async function journey(page: Page, selector: string): Promise<{ fps: number[]; worst: number }> {
  const cdp = await page.context().newCDPSession(page);
  await page.locator(selector).scrollIntoViewIfNeeded();
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`no ${selector}`);
  const fingers = new Fingers(cdp, { x: box.x + box.width / 2, y: box.y + Math.min(box.height, 700) / 2 });
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.evaluate(() => {
    const frames: number[] = [];
    (window as unknown as { frames: number[] }).frames = frames;
    const frame = (time: number) => { frames.push(time); requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
  });
  const begun = performance.now();
  while (performance.now() - begun < SECONDS * 1000) {
    await fingers.drag(-180, 60, 350);
    await wait(450);
    await fingers.pinch(80, 260, 500);
    await wait(350);
    await fingers.drag(140, -120, 300);
    await wait(450);
    await fingers.drag(60, 150, 300);
    await wait(300);
    await fingers.pinch(260, 80, 500);
    await wait(350);
  }
  const frames = await page.evaluate(() => (window as unknown as { frames: number[] }).frames);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  const first = frames[0];
  const fps = Array.from({ length: SECONDS }, (_, second) => frames.filter((time) => time - first >= second * 1000 && time - first < (second + 1) * 1000).length);
  const gaps = frames.slice(1).map((time, n) => time - frames[n]);
  return { fps, worst: Math.max(...gaps) };
}

/** Bytes of an answer as they travel, and how long it took, ms. */
function fetched(url: string): Promise<{ bytes: number; ms: number }> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    send(url, { headers: { "accept-encoding": "br, gzip" }, family: 4 }, (answer) => {
      let bytes = 0;
      answer.on("data", (part: Buffer) => (bytes += part.length));
      answer.on("end", () => resolve({ bytes, ms: performance.now() - begun }));
    }).on("error", reject).end();
  });
}

/** Resident memory of the browser's page processes, MB. */
function memory(browser: number): number {
  const status = (pid: string, key: string) => { try { return readFileSync(`/proc/${pid}/status`, "utf8").match(new RegExp(`^${key}:\\s+(\\d+)`, "m"))?.[1]; } catch { return undefined; } };
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const family = new Set([String(browser)]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const pid of all) if (!family.has(pid) && family.has(status(pid, "PPid") ?? "")) { family.add(pid); grown = true; }
  }
  const pages = [...family].filter((pid) => { try { return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=renderer"); } catch { return false; } });
  return pages.reduce((sum, pid) => sum + Number(status(pid, "VmRSS") ?? 0) / 1024, 0);
}

const context = { viewport: SIZE, deviceScaleFactor: 2, hasTouch: true, isMobile: true, locale: "id-ID" };

test("map", async ({ baseURL }) => {
  test.setTimeout(900_000);
  const app = await chromium.launchServer({ executablePath: CHROMIUM, args: ARGS });
  const browser = await chromium.connect(app.wsEndpoint());
  const lines: string[] = [];
  if (PART === "journey") {
    const points = await (await fetch(`${baseURL}/data/perpustakaan.geojson`)).text();
    const other = await peer(points);
    lines.push(`10 000 libraries, ${SECONDS} s of swiping and pinching, ${SIZE.width} x ${SIZE.height}, CPU ${SLOWER} times slower`);
    lines.push(`${"".padEnd(34)}${"fps median".padStart(12)}${"lowest second".padStart(16)}${"longest frame ms".padStart(18)}`);
    for (const [name, url, selector, ready] of [
      ["Pantau Pustaka", `${baseURL}/peta`, ".map-view", "[data-live]"],
      ["Leaflet 1.9.4 + supercluster 9.1.0", other.url, "#map", "body[data-live]"],
    ] as const) {
      const page = await (await browser.newContext(context)).newPage();
      await page.goto(url);
      await page.locator(ready).first().waitFor({ state: "attached" });
      const { fps, worst } = await journey(page, selector);
      lines.push(`${name.padEnd(34)}${String(quantile(fps, 0.5)).padStart(12)}${String(Math.min(...fps)).padStart(16)}${worst.toFixed(0).padStart(18)}`);
      await page.context().close();
    }
    other.close();
  } else {
    const html = await fetched(`${baseURL}/peta`);
    // What a phone asks first, each from a little elsewhere, so that no answer is another's.
    const first: number[] = [], onward: number[] = [];
    for (let n = 0; n < 200; n++) {
      const shift = (n % 20) * 0.01;
      first.push((await fetched(`${baseURL}/data/peta.tsv?bbox=${(95 + shift).toFixed(2)},-11,141,6&z=4`)).ms);
      const [west, south] = [96 + (n * 7.3) % 40, -9 + (n * 3.1) % 12];
      const reach = [8, 2, 0.5, 0.1][n % 4];
      onward.push((await fetched(`${baseURL}/data/peta.tsv?bbox=${west.toFixed(2)},${south.toFixed(2)},${(west + reach).toFixed(2)},${(south + reach).toFixed(2)}&lanjut=1`)).ms);
    }
    const search = (await fetched(`${baseURL}/data/peta.tsv?q=tanjung+jaya&lanjut=1`)).ms;
    const searched = (await fetched(`${baseURL}/data/peta.tsv?q=suka+makmur&lanjut=1`)).ms;
    const list = (await fetched(`${baseURL}/perpustakaan?hal=700`)).ms;
    const page = await (await browser.newContext(context)).newPage();
    await page.goto(`${baseURL}/peta`);
    await page.locator("[data-live]").first().waitFor({ state: "attached" });
    await journey(page, ".map-view");
    const ms = (value: number) => `${value.toFixed(0)} ms`;
    lines.push(`83 000 libraries on ${PART}`);
    for (const [what, value] of [
      ["/peta, HTML as it travels", `${html.bytes.toLocaleString("en")} B`],
      ["first data answer, p50 / p95", `${ms(quantile(first, 0.5))} / ${ms(quantile(first, 0.95))}`],
      ["a part of the map, p50 / p95", `${ms(quantile(onward, 0.5))} / ${ms(quantile(onward, 0.95))}`],
      ["first search of all / next search", `${ms(search)} / ${ms(searched)}`],
      ["/perpustakaan, page 700", ms(list)],
      ["browser, after the journey", `${memory(app.process().pid ?? 0).toFixed(0)} MB`],
    ]) lines.push(`${what.padEnd(36)}${value.padStart(20)}`);
  }
  await browser.close();
  await app.close();
  console.log(lines.join("\n"));
});
