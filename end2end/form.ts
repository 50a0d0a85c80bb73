// ./dev bench form: how soon the report form can be typed into, and how soon it is live, on a weak link; and what its bundle
// weighs beside what others ask a phone to download before a form can be used. It measures, it never fails.
import { readdirSync, statSync, readFileSync } from "node:fs";
import { test } from "@playwright/test";
import { enterAs, librarian } from "./people";

// design.md section 5 and knowledge of November 2026 (brotli, bytes): the peers, each measured as its own server hands it out.
const PEERS: [string, number][] = [["Enketo Express 7.6", 673_000], ["ODK forms app 2026.2", 605_000], ["SurveyJS 2.5", 320_000]];
const LINK = { name: "400 kbit/s, 400 ms", bytes: 400_000 / 8, latency: 400 };
const GOALS = { typed: 3, live: 8 };
const ROUNDS = 5;

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const seconds = (ms: number) => (ms / 1000).toFixed(2).padStart(6);
const bytes = (n: number) => n.toLocaleString("en").padStart(9);

test("form", async ({ browser }) => {
  test.setTimeout(300_000);
  const visitor = await browser.newContext();
  const first = await visitor.newPage();
  await enterAs(first, librarian(13));
  await first.goto("/lapor");
  const path = await first.getByRole("main").getByRole("link", { name: /^Isi laporan/ }).first().getAttribute("href");
  const cookies = await visitor.cookies();
  await visitor.close();

  const typed: number[] = [], live: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // A context of its own: nothing is in its cache, as on the first visit.
    const context = await browser.newContext({ viewport: { width: 360, height: 800 }, serviceWorkers: "block" });
    await context.addCookies(cookies);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", {
      offline: false, latency: LINK.latency, downloadThroughput: LINK.bytes, uploadThroughput: LINK.bytes,
    });
    const begun = Date.now();
    await page.goto(path ?? "", { waitUntil: "commit" });
    const field = page.locator("#laporan input[type=text]:visible, #laporan input[inputmode=numeric]:visible").first();
    await field.waitFor();
    await field.pressSequentially("7");
    typed.push(Date.now() - begun);
    await page.locator("#laporan [data-live]").first().waitFor({ state: "attached" });
    live.push(Date.now() - begun);
    const kept = await field.inputValue();
    if (kept !== "7") console.log(`round ${round + 1}: what was typed before the script came is "${kept}"`);
    await context.close();
  }

  const folder = `../site/pkg/${readFileSync("../site/build.txt", "utf8").trim()}`;
  const own = readdirSync(folder)
    .filter((name) => /^(lapor(_bg\.wasm|\.js)|queue\.js|antrean\.js)\.br$/.test(name))
    .reduce((sum, name) => sum + statSync(`${folder}/${name}`).size, 0);
  console.log(
    [
      `report form on ${LINK.name}, median of ${ROUNDS} first visits (s)`,
      `  can be typed into  ${seconds(median(typed))}   goal ${GOALS.typed}   all: ${typed.map(seconds).join("")}`,
      `  live               ${seconds(median(live))}   goal ${GOALS.live}   all: ${live.map(seconds).join("")}`,
      "",
      "script and wasm before a form can be used, brotli (bytes)",
      `  ${"Pantau Pustaka lapor".padEnd(24)}${bytes(own)}`,
      ...PEERS.map(([name, size]) => `  ${name.padEnd(24)}${bytes(size)}   ${(size / own).toFixed(1)} times`),
    ].join("\n"),
  );
});
