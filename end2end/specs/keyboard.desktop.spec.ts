// Without a mouse: signing in by the Tab key and the keyboard alone.
import { expect, tabTo, test } from "../fixtures";
import { librarian, PASSWORD } from "../people";

test("signing in and out by keyboard", async ({ page }) => {
  await page.goto("/");
  await tabTo(page, page.getByRole("link", { name: "Langsung ke isi" }));
  await tabTo(page, page.getByRole("link", { name: "Masuk" }).first());
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Masuk" })).toBeVisible();
  await tabTo(page, page.getByLabel("Nomor HP"));
  await page.keyboard.type(librarian(5));
  await tabTo(page, page.getByLabel("Kata sandi", { exact: true }));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/lapor$/);
  await page.goto("/keluar");
  await tabTo(page, page.getByRole("main").getByRole("button", { name: "Keluar" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Anda sudah keluar")).toBeVisible();
  await page.goto("/lapor");
  await expect(page).toHaveURL(/\/masuk\?/);
});

test("a wrong password keeps the number and says what to do", async ({ page }) => {
  await page.goto("/masuk");
  await page.getByLabel("Nomor HP").fill(librarian(6));
  await page.getByLabel("Kata sandi", { exact: true }).fill("bukan-ini");
  await page.getByRole("main").getByRole("button", { name: "Masuk" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("Nomor HP")).toHaveValue(librarian(6));
});
