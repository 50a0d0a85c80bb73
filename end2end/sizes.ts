// ./dev bench sizes: what each page and each built file weighs, raw and as it travels, beside the budgets. It measures and
// marks, it never fails: a budget is for people to keep.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { request as send } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { test } from "@playwright/test";
import { address, PLACES } from "./pages";
import { enterAs } from "./people";

const SCRIPT_BUDGET: Record<string, number> = { peta: 120_000, lapor: 120_000, kantor: 200_000 };
const STYLE_BUDGET = 12_000;
const pageBudget = (route: string, who: string) => (route === "/peta" ? 60_000 : who === "public" ? 20_000 : undefined);

const number = (n: number) => n.toLocaleString("en").padStart(11);
function line(name: string, raw: number, travels: number, budget?: number): string {
  const verdict = budget === undefined ? "" : travels <= budget ? `within ${number(budget).trim()}` : `OVER ${number(budget).trim()}`;
  return `${name.padEnd(34)}${number(raw)}${number(travels)}   ${verdict}`;
}

/** Bytes of an answer as they travel, and unpacked. */
function weigh(url: string, cookie: string): Promise<[number, number]> {
  return new Promise((resolve, reject) => {
    send(url, { headers: { "accept-encoding": "br, gzip", cookie }, family: 4 }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        const body = Buffer.concat(parts);
        const coding = answer.headers["content-encoding"];
        const raw = coding === "br" ? brotliDecompressSync(body) : coding === "gzip" ? gunzipSync(body) : body;
        resolve([raw.length, body.length]);
      });
    })
      .on("error", reject)
      .end();
  });
}

test("sizes", async ({ browser, baseURL }) => {
  test.setTimeout(300_000);
  const lines = [`${"page (as it travels)".padEnd(34)}${"raw".padStart(11)}${"sent".padStart(11)}`];
  for (const place of PLACES) {
    const page = await browser.newPage();
    try {
      await enterAs(page, place.who);
      const path = await address(page, place);
      const cookie = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join("; ");
      const [raw, sent] = await weigh(baseURL + path, cookie);
      lines.push(line(place.name, raw, sent, pageBudget(place.route, place.who)));
    } catch (error) {
      lines.push(`${place.name.padEnd(34)}not measured: ${(error as Error).message.split("\n")[0]}`);
    }
    await page.close();
  }
  lines.push("", `${"file".padEnd(34)}${"raw".padStart(11)}${"brotli".padStart(11)}`);
  const build = readFileSync("../site/build.txt", "utf8").trim();
  const folder = `../site/pkg/${build}`;
  const totals: Record<string, [number, number]> = {};
  for (const name of readdirSync(folder).sort()) {
    if (/\.(br|gz)$/.test(name)) continue;
    const raw = statSync(`${folder}/${name}`).size;
    const packed = statSync(`${folder}/${name}.br`).size;
    lines.push(line(name, raw, packed, name.endsWith(".css") ? STYLE_BUDGET : undefined));
    // The form's page carries the phone's plain scripts beside its bundle.
    const bundle = /^(queue|antrean)\.js$/.test(name) ? "lapor" : name.match(/^(\w+?)(_bg\.wasm|\.js)$/)?.[1];
    if (bundle) totals[bundle] = [(totals[bundle]?.[0] ?? 0) + raw, (totals[bundle]?.[1] ?? 0) + packed];
  }
  lines.push("");
  for (const [bundle, [raw, packed]] of Object.entries(totals)) {
    lines.push(line(`${bundle}: script and wasm`, raw, packed, SCRIPT_BUDGET[bundle]));
  }
  console.log(lines.join("\n"));
});
