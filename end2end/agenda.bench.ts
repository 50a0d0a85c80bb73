// ./dev bench agenda: a day of 200 items in 4 places, on a processor slowed down four times. It measures and prints, it never fails.
import { test, type Page } from "@playwright/test";
import { create } from "./agenda";
import { expect } from "./fixtures";
import { enterAs } from "./people";

const PLACES = 4;
const ITEMS = 200;

/** Fills the first day by the builder's own call. */
async function fill(page: Page): Promise<void> {
  const meeting = page.url().match(/plm\/([^/]+)\//)![1];
  const day = await page.locator("[data-day]").first().getAttribute("data-day");
  const failure = await page.evaluate(async ({ meeting, day, places, items }) => {
    const call = async (based: number, edits: unknown[]) => {
      const answer = await fetch("/api/fn/agenda/ask", {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ ask: { meeting, based, op: crypto.randomUUID(), want: { edits } } }),
      });
      const news = await answer.json();
      return news.refused?.words ?? (answer.ok ? news.head : JSON.stringify(news));
    };
    let head: unknown = 2;
    const ids = Array.from({ length: places }, (_, n) => `tempat-${n}`);
    head = await call(head as number, ids.map((id, n) => ({ add_place: { day, place: { id, name: `Kelompok ${n + 1}` }, after: n ? ids[n - 1] : null } })));
    for (let from = 0; from < items && typeof head === "number"; from += 100) {
      const edits = Array.from({ length: Math.min(100, items - from) }, (_, n) => {
        const index = from + n;
        const item = {
          id: `acara-${index}`, title: `Berbagi praktik baik nomor ${index + 1}`, kind: "sharing", minutes: 9, pin: null, place: ids[index % places],
          presenters: [{ person: { name: `Penyaji ${index + 1}`, role: "" } }], moderator: "", note: "",
        };
        return { add: { item, day, after: index ? `acara-${index - 1}` : null } };
      });
      head = await call(head as number, edits);
    }
    return typeof head === "number" ? "" : String(head);
  }, { meeting, day, places: PLACES, items: ITEMS });
  if (failure) throw new Error(failure);
  await page.reload();
  await page.locator("[data-live]").first().waitFor({ state: "attached" });
}

const middle = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

test("agenda", async ({ page }) => {
  test.setTimeout(300_000);
  await enterAs(page, "planner");
  await create(page, "Temu Belajar Ukur", "2029-10-06", "2029-10-07");
  await fill(page);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });

  // Dragging: the pointer moves once a frame for four seconds; each frame's length is taken in the page.
  await page.locator("[data-item]").nth(3).scrollIntoViewIfNeeded();
  const grip = (await page.locator("[data-grip]").nth(2).boundingBox())!;
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(window, { frames });
    let last = performance.now();
    const tick = (now: number) => { frames.push(now - last); last = now; requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
  });
  const [x, y] = [grip.x + grip.width / 2, grip.y + grip.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 12);
  await page.evaluate(() => { (window as unknown as { frames: number[] }).frames.length = 0; });
  const until = Date.now() + 4000;
  for (let n = 0; Date.now() < until; n++) {
    await page.mouse.move(x - 200, y + 40 + Math.abs(((n * 6) % 700) - 350));
  }
  const frames = await page.evaluate(() => (window as unknown as { frames: number[] }).frames.slice(1));
  await page.keyboard.press("Escape");
  await page.mouse.up();

  // An edit: from the press of a button to the page that shows its times and conflicts, laid out; slowed down, then as fast as it is.
  const took: string[] = [];
  for (const rate of [4, 1]) {
    await devtools.send("Emulation.setCPUThrottlingRate", { rate });
    const edits: number[] = [];
    for (let n = 0; n < 12; n++) {
      edits.push(await page.evaluate((n) => {
        const button = document.querySelectorAll<HTMLButtonElement>('[data-item] button[value^="lebih:"]')[n % 4];
        const began = performance.now();
        button.click();
        void document.body.offsetHeight;
        return performance.now() - began;
      }, n));
      await expect(page.locator(".saving")).toHaveAttribute("data-state", "saved");
    }
    took.push(`${middle(edits).toFixed(1)} ms ${rate === 1 ? "at its own speed" : "slowed"} (median of ${edits.length}, longest ${Math.max(...edits).toFixed(1)})`);
  }
  const median = middle(frames);
  const late = frames.filter((frame) => frame > 1000 / 55 + 1).length;
  console.log([
    `agenda of ${ITEMS} items in ${PLACES} places, processor slowed 4 times`,
    `dragging: ${(1000 / median).toFixed(1)} frames a second (median of ${frames.length}; goal 55), ${late} longer than ${(1000 / 55).toFixed(1)} ms, longest ${Math.max(...frames).toFixed(0)} ms`,
    `an edit shows its times and conflicts after ${took.join(", ")}; goal 16 at its own speed`,
  ].join("\n"));
});
