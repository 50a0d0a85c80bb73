// What a planner's hands do in the agenda builder, by visible labels.
import type { Locator, Page } from "@playwright/test";
import { expect } from "./fixtures";

const weekday = (date: string) => new Intl.DateTimeFormat("id-ID", { weekday: "long", timeZone: "UTC" }).format(new Date(date));

/** Adds an item at the end of that day. */
export async function add(page: Page, date: string, title: string, minutes: number, pin = ""): Promise<void> {
  const form = page.locator("details", { has: page.getByText(`Tambah acara pada ${weekday(date)}`, { exact: true }) });
  if ((await form.getAttribute("open")) === null) await form.locator("summary").first().click();
  await form.getByLabel("Judul acara").fill(title);
  await form.getByLabel("Lama (menit)").fill(String(minutes));
  if (pin) await form.getByLabel("Kunci jam mulai").fill(pin);
  await form.getByRole("button", { name: "Tambah acara" }).click();
  await expect(item(page, title)).toBeVisible();
  await settled(page);
}

/** The builder's row of that item. */
export const item = (page: Page, title: string): Locator =>
  page.locator("[data-item]", { has: page.getByRole("heading", { name: title, exact: true }) });

/** Nothing is on its way to the server any more. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator(".saving")).toHaveAttribute("data-state", "saved");
}

/** Makes a meeting of two days and stays in its empty agenda. */
export async function create(page: Page, name: string, first: string, second: string): Promise<void> {
  await page.goto("/kantor/plm");
  const form = page.locator("details", { hasText: "Buat pertemuan baru" });
  if ((await form.getAttribute("open")) === null) await form.locator("summary").click();
  await page.getByLabel("Nama pertemuan").fill(name);
  const [one, two] = [page.getByRole("group", { name: /Hari pertama/ }), page.getByRole("group", { name: /Hari kedua/ })];
  await one.getByLabel("Tanggal").fill(first);
  await one.getByLabel("Tempat").fill("Aula perpustakaan daerah");
  await two.getByLabel("Tanggal").fill(second);
  await two.getByLabel("Tempat").fill("Taman kota");
  await page.getByRole("button", { name: "Buat pertemuan" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}
