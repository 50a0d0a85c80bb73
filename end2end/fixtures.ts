// The `test` of every spec. It fails a test in which a page broke its Content-Security-Policy, threw, or logged an error.
import { test as base, expect, type BrowserContext, type Locator, type Page } from "@playwright/test";

// The browser also logs an answer of 4xx to an ordinary navigation as an error; pages answer 404 and 422 on purpose. And it logs
// every request of a page whose network a test has cut.
const EXPECTED = /^Failed to load resource: (the server responded with a status of 4\d\d|net::ERR_INTERNET_DISCONNECTED)/;

function listen(context: BrowserContext, complaints: string[]): void {
  context.on("console", (message) => {
    const bad = message.type() === "error" || /Content.Security.Policy/.test(message.text());
    if (bad && !EXPECTED.test(message.text())) complaints.push(`${message.page()?.url()}: ${message.text()}`);
  });
  context.on("weberror", (error) => complaints.push(`${error.page()?.url()}: ${error.error()}`));
}

interface Fixtures {
  complaints: string[];
  /** A page of another person, in a browser context of its own with the same screen. */
  another: () => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  complaints: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      listen(context, complaints);
      await use(complaints);
      expect(complaints, "errors and policy violations in the browser").toEqual([]);
    },
    { auto: true },
  ],
  another: async ({ browser, complaints }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext();
      listen(context, complaints);
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

/** Waits until the islands on the page have taken over; without scripts there is nothing to wait for. */
export async function live(page: Page, scripts: boolean | undefined): Promise<void> {
  if (scripts !== false) await page.locator("[data-live]").first().waitFor({ state: "attached" });
}

/** Presses Tab until that element has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 150; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key does not reach ${target}`);
}

export { expect };
