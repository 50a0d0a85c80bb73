// A library and its librarian that the demo does not have, made by a planner on the pages, so that a test has a month of its own.
import { expect, type Page } from "@playwright/test";
import { enterAs } from "./people";

export interface Newcomer {
  /** The library's name. */
  library: string;
  /** The phone number that signs in. */
  phone: string;
  /** The one-use code that the planner sends by WhatsApp. */
  code: string;
}

/** Adds a library with that name and a librarian with that phone; `office` is a page of the planner's own. */
export async function newcomer(office: Page, library: string, phone: string): Promise<Newcomer> {
  await enterAs(office, "planner");
  await office.goto("/kantor/perpustakaan");
  const table = office.getByLabel("Atau tempel isi tabel");
  await table.evaluate((area) => area.closest("details")?.setAttribute("open", ""));
  await table.fill(`name,kind,village_code\n${library},tbm,62.01.02.2014\n`);
  await office.getByRole("button", { name: "Periksa tabel" }).click();
  await office.getByRole("button", { name: /^Terapkan/ }).click();
  await office.goto("/kantor/akun/baru");
  await office.getByLabel("Nama", { exact: true }).fill(`Pengelola ${library}`);
  await office.getByLabel(/^Nomor HP/).fill(phone);
  await office.locator("select[name=library]").selectOption({ label: library });
  await office.getByRole("button", { name: "Tambah dan buat kode" }).click();
  // The page may still be arriving.
  await expect(office.getByRole("main")).toContainText(/Kode\s+[A-Z0-9]{4}-[A-Z0-9]{4}/);
  const said = await office.getByRole("main").innerText();
  const code = said.match(/Kode\s+([A-Z0-9]{4}-[A-Z0-9]{4})/)?.[1] ?? "";
  expect(code, said).not.toBe("");
  return { library, phone, code };
}

/** Signs in for the first time, by the code, as the message says. Answers how many fields and taps that took. */
export async function redeem(page: Page, who: Newcomer, password = "kapur-sirih-pinang-7"): Promise<void> {
  await page.goto("/masuk/kode");
  await page.getByLabel(/^Nomor HP/).fill(who.phone);
  await page.getByLabel(/^Kode/).fill(who.code);
  await page.getByLabel("Kata sandi baru", { exact: true }).fill(password);
  await page.getByLabel(/ulang|sekali lagi/i).fill(password);
  await page.getByRole("button", { name: "Simpan dan masuk" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Laporan saya" })).toBeVisible();
}
