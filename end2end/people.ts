// Who signs in: the demo's fixed phone numbers, one password for all of them.
import type { BrowserContext, Page } from "@playwright/test";

export type Who = "public" | "librarian" | "planner" | "administrator" | "elsewhere";

export const PASSWORD = process.env.DEMO_PASSWORD ?? "";

/** The phone of the librarian of the n-th library, 1 to 13, in the order of the demo's list. */
export const librarian = (n: number) => `0811-0000-00${String(n).padStart(2, "0")}`;
export const PLANNER = "0811-0000-0101";
export const SECOND_PLANNER = "0811-0000-0102";
export const ADMINISTRATOR = "0811-0000-0201";
/** A planner of another regency's office. */
export const ELSEWHERE = "0811-0000-0301";

const PHONES: Record<Exclude<Who, "public">, string> = {
  librarian: librarian(4),
  planner: PLANNER,
  administrator: ADMINISTRATOR,
  elsewhere: ELSEWHERE,
};

/** Signs in by the page, as a person does. */
export async function signIn(page: Page, phone: string, origin = ""): Promise<void> {
  await page.goto(`${origin}/masuk`);
  await page.getByLabel("Nomor HP").fill(phone);
  await page.getByLabel("Kata sandi", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Masuk" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/masuk"));
}

const cookies = new Map<string, Awaited<ReturnType<BrowserContext["cookies"]>>>();

/**
 * Gives the context a session of that person. Each worker signs in once per person, so a test that ends sessions uses
 * `signIn` instead.
 */
export async function enterAs(page: Page, who: Who | string): Promise<void> {
  if (who === "public") return;
  const phone = PHONES[who as keyof typeof PHONES] ?? who;
  const known = cookies.get(phone);
  if (known) {
    await page.context().addCookies(known);
  } else {
    await signIn(page, phone);
    cookies.set(phone, await page.context().cookies());
  }
}

/**
 * The librarian whose report of the newest month is still to come, another one for every project, so that journeys that run
 * side by side never meet. The demo leaves exactly these three open.
 */
export function due(project: string): string {
  return librarian({ phone: 1, "phone-noscript": 10, desktop: 13 }[project] ?? 1);
}
