import { chromium } from "playwright";
const base = "http://localhost:4571";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const login = async (ctx, phone) => { const p = await ctx.newPage(); await p.goto(base + "/masuk"); await p.getByLabel("Nomor HP").fill(phone); await p.getByLabel("Kata sandi", { exact: true }).fill("sungai-arut-berkelok"); await p.getByRole("button", { name: "Masuk" }).click(); await p.waitForURL((u) => !u.pathname.startsWith("/masuk")); await p.close(); };
const ctx = await browser.newContext({ locale: "id-ID" }); await login(ctx, "0811-0000-0101");
const lib = await browser.newContext({ locale: "id-ID" }); await login(lib, "0811-0000-0004");
const p = await ctx.newPage();
await p.goto(base + "/kantor/plm");
const ids = await p.locator("a[href$='/agenda']").evaluateAll((all) => all.map((a) => a.getAttribute("href").split("/")[3]));
const names = await p.locator("tbody th").allInnerTexts(); console.log(ids, names);
const id = ids[names.findIndex((n) => n.includes("Contoh"))];
await p.goto(base + "/plm"); const slugs = await p.locator("a.cover").evaluateAll((all) => all.map((a) => a.getAttribute("href"))); console.log(slugs);
const slug = slugs.find((s) => s.includes("contoh")) ?? slugs[0];
const l = await lib.newPage(); await l.goto(base + "/tindak-lanjut"); const rtl = await l.locator("a.cover").first().getAttribute("href");
const list = process.argv[2] ? process.argv.slice(2).map((a) => a.split("=")) : [["notulen", `/kantor/plm/${id}/notulen`], ["kiatkantor", `/kantor/plm/${id}/kiat`], ["foto", `/kantor/plm/${id}/foto`], ["rtl", `/kantor/plm/${id}/tindak-lanjut`], ["lingkaran", "/kantor/lingkaran"], ["rekap", `${slug}/rekap`], ["rekap2022", "/plm/plm-kobar-2022/rekap"], ["layar", `${slug}/layar`], ["kiat", "/kiat"], ["L-tl", "/tindak-lanjut"], ["L-satu", rtl], ["L-lapor", "/lapor"], ["plm", slug]];
for (const [name, path] of list) {
  const page = name.startsWith("L-") ? l : p;
  for (const [w, h] of [[360, 800], [1280, 800]]) {
    await page.setViewportSize({ width: w, height: h });
    for (const scheme of ["light", "dark"]) {
      if (scheme === "dark" && w === 360) continue;
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      const r = await page.goto(base + path);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (r.status() !== 200 || over > 0) console.log(name, w, r.status(), "overflow", over);
      await page.screenshot({ path: `/tmp/ruang-app/${name}-${w}-${scheme}.png`, fullPage: w === 360 ? true : name !== "x" });
    }
  }
}
await browser.close();
