// A public page without an island costs no script; a page with islands loads its own bundle and no other.
import { expect, test } from "../fixtures";
import { address, hasDoor, hasForms, hasQueue, OWN_SCRIPTS, PLACES } from "../pages";
import { enterAs } from "../people";

for (const place of PLACES) {
  test(`${place.name}: ${place.route} loads ${place.bundle ?? "no script"}`, async ({ page }) => {
    await enterAs(page, place.who);
    const html = await (await page.request.get(await address(page, place))).text();
    const scripts = [...html.matchAll(/<script\b([^>]*)>/g)].map((m) => m[1]).filter((a) => !a.includes("application/ld+json"));
    const files = new Set([...html.matchAll(/\/pkg\/[^/"']+\/(\w+?)(?:_bg)?\.(?:js|wasm)/g)].map((m) => m[1]));
    const counts = ["/lapor/hitung", "/lapor/luring"].includes(place.route) ? ["hitung"] : [];
    const forms = hasForms(place) ? ["isian"] : [];
    const plain = [...forms, ...(hasQueue(place.route) ? ["queue", "antrean", ...counts] : hasDoor(place.route) ? ["pintu"] : (OWN_SCRIPTS[place.route] ?? []))];
    expect([...files].sort()).toEqual([...plain, ...(place.bundle ? [place.bundle] : [])].sort());
    // One line asks the browser to keep a published agenda for when there is no network.
    const inline = [...html.matchAll(/<script nonce="[^"]+">([^<]*)<\/script>/g)].map((m) => m[1]);
    const keeps = place.route === "/plm/{slug}" ? 1 : 0;
    if (!place.bundle) expect(scripts).toHaveLength(plain.length + keeps);
    if (keeps) expect(inline.join("").length).toBeLessThan(1000);
    expect(html, "style attributes break the policy").not.toMatch(/<[a-z][^>]*\sstyle=/);
  });
}

test("a missing build file is not found", async ({ page }) => {
  expect((await page.request.get("/pkg/older/peta.js")).status()).toBe(404);
});
