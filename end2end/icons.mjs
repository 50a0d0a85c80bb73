// Draws the app's icons from public/favicon.svg; run it after the mark has changed: node end2end/icons.mjs
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";

const svg = readFileSync(new URL("../public/favicon.svg", import.meta.url), "utf8");
// A maskable icon is cut to any shape: its ground fills the square, its mark stays in the inner four fifths.
const full = svg.replace('rx="10" ', "").replace('viewBox="0 0 48 48"', 'viewBox="-6 -6 60 60"').replace('<rect width="48" height="48"', '<rect x="-6" y="-6" width="60" height="60"');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const [name, drawing, side] of [["ikon-192", svg, 192], ["ikon-512", svg, 512], ["ikon-penuh-512", full, 512]]) {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  await page.setContent(`<style>html,body{margin:0;background:transparent}svg{display:block;width:${side}px;height:${side}px}</style>${drawing}`);
  await page.screenshot({ path: new URL(`../public/${name}.png`, import.meta.url).pathname, omitBackground: true });
}
await browser.close();
