// The live map under hands, keys and a phone's position. Everything it shows stands in the address, and Back leads back.
import type { Page } from "@playwright/test";
import { expect, live, tabTo, test } from "../fixtures";

const seen = (page: Page) => page.locator(".map-view");
const summary = (page: Page) => page.locator(".map-summary");
const query = (page: Page) => new URL(page.url()).searchParams;

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("/peta");
  await live(page, true);
});

test("filters narrow map and list, stand in the address, and Back undoes them", async ({ page }) => {
  // Other tests add libraries to the same registry, none of them in this kecamatan: of all there are ten or more, never one number.
  const all = /^\d{2,} perpustakaan$/;
  await expect(summary(page)).toHaveText(all);
  await page.getByLabel("Kecamatan", { exact: true }).selectOption("62.01.03");
  await expect(page).toHaveURL(/[?&]kec=62\.01\.03/);
  await expect(summary(page)).toHaveText("1 perpustakaan");
  await page.getByText("Saringan lain").click();
  await page.getByLabel("Tahap").selectOption("nonaktif");
  await expect(summary(page)).toHaveText("0 perpustakaan");
  await expect(page.getByText("Tidak ada perpustakaan yang cocok")).toBeVisible();
  await page.goBack();
  await expect(page.getByLabel("Tahap")).toHaveValue("");
  await expect(summary(page)).toHaveText("1 perpustakaan");
  await page.goBack();
  await expect(page.getByLabel("Kecamatan", { exact: true })).toHaveValue("");
  await expect(summary(page)).toHaveText(all);
});

test("a search of ten thousand letters or of signs only is answered calmly", async ({ page }) => {
  const field = page.getByLabel(/^Cari/);
  await field.fill("natai".repeat(2000));
  await expect(page.locator(".map-results")).toBeVisible();
  await field.fill("?!#%&");
  await expect(page.getByText("Tidak ada perpustakaan yang cocok")).toBeVisible();
  await field.fill("nata raya");
  await expect(page.locator(".map-list").getByText("Perpustakaan Desa Natai Raya")).toBeVisible();
});

test("by keyboard alone: to the map, around on it, to a library and its page", async ({ page }) => {
  await tabTo(page, seen(page));
  for (const key of ["ArrowLeft", "ArrowUp", "+", "+", "-", "ArrowRight"]) await page.keyboard.press(key);
  await expect(page).toHaveURL(/[?&]bbox=/);
  await page.keyboard.press("Home");
  await expect(page).not.toHaveURL(/bbox=/);
  await tabTo(page, page.locator(".map-list a").filter({ hasText: "Natai Raya" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/pilih=natai-raya/);
  await expect(page.locator(".map-card").getByRole("heading", { name: /Natai Raya/ })).toBeVisible();
  await expect(page.locator(".map-list a[aria-current]")).toHaveCount(1);
  await page.locator(".map-chosen").evaluate((card) => card.querySelector<HTMLElement>(".map-card-open")?.focus());
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/perpustakaan\/natai-raya$/);
});

test("the list follows what the map shows, and the map what the list chooses", async ({ page }) => {
  await page.goto("/peta?bbox=111.60,-2.75,111.70,-2.60&z=11.5");
  await live(page, true);
  await expect(summary(page)).toHaveText(/^\d+ dari \d+ perpustakaan, di bagian peta yang terlihat$/);
  const mark = page.locator(".map-view a.mark[data-slug]").first();
  const slug = await mark.getAttribute("data-slug");
  await mark.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(`.map-list a[data-slug="${slug}"]`)).toHaveAttribute("aria-current", "true");
  await expect.poll(() => query(page).get("pilih")).toBe(slug);
  await page.goBack();
  await expect(page.locator(".map-card")).toHaveCount(0);
});

test("the card leads there and can be shared", async ({ page }) => {
  await page.goto("/peta?pilih=natai-raya");
  await live(page, true);
  const card = page.locator(".map-card");
  await expect(card.getByRole("link", { name: "aplikasi peta" })).toHaveAttribute("href", /^geo:-\d+\.\d{5},\d+\.\d{5}\?q=/);
  await expect(card.getByRole("link", { name: "OpenStreetMap" })).toHaveAttribute("href", /^https:\/\/www\.openstreetmap\.org\/directions/);
  await expect(card.getByText("Kegiatan terakhir:")).toBeVisible();
});

test("a tap on the map is a tap and a drag is a drag", async ({ page }) => {
  await seen(page).scrollIntoViewIfNeeded();
  const box = (await seen(page).boundingBox())!;
  const before = query(page).get("bbox");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 80, box.y + box.height / 2 - 40, { steps: 8 });
  await page.mouse.up();
  await expect.poll(() => query(page).get("bbox")).not.toBe(before);
  expect(query(page).get("pilih"), "the drag chose nothing").toBeNull();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Lihat semua" }).first().click();
  await page.locator(".map-view a.mark[data-slug]").last().click();
  await expect.poll(() => query(page).get("pilih")).not.toBeNull();
});

test.describe("with a position", () => {
  test.use({ geolocation: { latitude: -2.683, longitude: 111.63, accuracy: 35 }, permissions: ["geolocation"] });

  test("the nearest come first, with distances, and only when asked", async ({ page }) => {
    await expect(page.locator(".map-here")).toHaveCount(0);
    await page.getByRole("button", { name: "Terdekat" }).click();
    await expect(page.getByText("Jarak dari posisi HP ini (± 40 m), garis lurus.")).toBeVisible();
    await expect(page.locator(".map-here")).toHaveCount(1);
    const far = await page.locator(".map-list b").allTextContents();
    const metres = far.map((words) => { const [, number, unit] = words.match(/([\d,]+) (k?m)$/)!; return Number(number.replace(",", ".")) * (unit === "km" ? 1000 : 1); });
    expect(metres.length).toBeGreaterThan(0);
    expect(metres).toEqual([...metres].sort((a, b) => a - b));
  });
});

test.describe("with a vague position", () => {
  test.use({ geolocation: { latitude: -2.683, longitude: 111.63, accuracy: 5000 }, permissions: ["geolocation"] });

  test("says that its distances are rough", async ({ page }) => {
    await page.getByRole("button", { name: "Terdekat" }).click();
    await expect(page.getByText("hanya diketahui sampai ± 5,0 km")).toBeVisible();
  });
});

test("a position that is refused leaves the button and says what else can be done", async ({ page, context }) => {
  await context.clearPermissions();
  const button = page.getByRole("button", { name: "Terdekat" });
  await button.click();
  await expect(page.getByText(/pilih kecamatan di atas/)).toBeVisible();
  await expect(button).toBeEnabled();
});

test("a layer has a legend, a source and the same numbers as a table", async ({ page }) => {
  await page.getByText("Saringan lain").click();
  await page.getByLabel("Warnai wilayah menurut").selectOption("jumlah");
  await expect(page).toHaveURL(/lapis=jumlah/);
  await expect(page.getByRole("heading", { name: "Jumlah perpustakaan, per kecamatan" })).toBeVisible();
  await expect(page.getByText("Sumber: registri perpustakaan hari ini.")).toBeVisible();
  await page.getByText("Angka yang sama dalam tabel").click();
  await expect(page.getByRole("row", { name: /Arut Selatan/ })).toBeVisible();
});
