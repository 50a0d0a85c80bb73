// The `test` of every spec. It fails a test in which the page broke its Content-Security-Policy, threw, or logged an error.
import { test as base, expect, type ConsoleMessage, type Page } from "@playwright/test";

// The browser also logs an answer of 4xx to an ordinary navigation as an error; pages answer 404 and 422 on purpose.
const EXPECTED = /^Failed to load resource: the server responded with a status of 4\d\d/;

export const test = base.extend<{ quiet: void }>({
  quiet: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      context.on("console", (message: ConsoleMessage) => {
        if (message.type() === "error" && !EXPECTED.test(message.text())) {
          complaints.push(`${message.page()?.url()}: ${message.text()}`);
        }
      });
      context.on("weberror", (error) => complaints.push(`${error.page()?.url()}: ${error.error()}`));
      await use();
      expect(complaints, "errors and policy violations in the browser").toEqual([]);
    },
    { auto: true },
  ],
});

/** Waits until the island on the page has taken over; without scripts there is nothing to wait for. */
export async function live(page: Page, scripts: boolean | undefined): Promise<void> {
  if (scripts !== false) await page.locator("[data-live]").first().waitFor({ state: "attached" });
}

export { expect };
