// Two phones at two doors without a network: the camera reads QR codes (with the real reader, on a picture of the real code), the same
// person passes both doors, and both agree once there is signal. A camera that is refused; the QR of another meeting; a removed person.
import type { Page } from "@playwright/test";
import { create } from "../agenda";
import { expect, test } from "../fixtures";
import { enterAs, PLANNER, SECOND_PLANNER } from "../people";

const today = () => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
const tomorrow = () => new Date(Date.now() + 31 * 3_600_000).toISOString().slice(0, 10);

/** Gives the page a camera that shows what `show` puts before it, and no reader of its own. */
async function withCamera(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 480;
    const context = canvas.getContext("2d")!;
    const blank = () => { context.fillStyle = "#888"; context.fillRect(0, 0, 480, 480); };
    blank();
    Object.assign(window, {
      BarcodeDetector: undefined,
      __camera: (path: string, width: number) => {
        blank();
        if (!path) return;
        context.save();
        context.fillStyle = "#fff"; context.fillRect(40, 40, 400, 400);
        context.translate(40, 40); context.scale(400 / width, 400 / width);
        context.fillStyle = "#000"; context.fill(new Path2D(path));
        context.restore();
      },
    });
    delete (window as { BarcodeDetector?: unknown }).BarcodeDetector;
    const media = { getUserMedia: async () => { setInterval(() => { context.fillRect(0, 0, 1, 1); }, 100); return canvas.captureStream(10); } };
    Object.defineProperty(navigator, "mediaDevices", { value: media });
  });
}
interface Code { path: string; width: number }
const show = (page: Page, code: Code | null) => page.evaluate(([path, width]) => (window as unknown as { __camera: (path: string, width: number) => void }).__camera(path as string, width as number), [code?.path ?? "", code?.width ?? 1]);

/** The QR of everybody on the sheet, by name. */
async function codes(page: Page): Promise<Record<string, Code>> {
  const found = await page.locator("li.card").evaluateAll((cards) => cards.map((card) => {
    const svg = card.querySelector("svg.qr")!;
    return { name: card.querySelector("strong")!.textContent!, path: svg.querySelectorAll("path")[1].getAttribute("d")!, width: Number(svg.getAttribute("viewBox")!.split(" ")[2]) };
  }));
  return Object.fromEntries(found.map(({ name, ...code }) => [name, code]));
}

async function enter(page: Page, base: string, list: string): Promise<void> {
  await page.goto(`${base}peserta`);
  await page.getByText("Tempel daftar").click();
  await page.getByLabel("Daftar", { exact: true }).fill(list);
  await page.getByRole("button", { name: "Tambahkan semua" }).click();
  await expect(page.getByText("Peserta tersimpan")).toBeVisible();
}

test("two doors without a network agree afterwards", async ({ page, another }) => {
  await enterAs(page, PLANNER);
  await create(page, "Temu Lain", today(), tomorrow());
  const elsewhere = page.url().split("?")[0].replace(/agenda$/, "");
  await enter(page, elsewhere, "Orang Lain Contoh");
  await page.goto(`${elsewhere}presensi/qr`);
  const strange = (await codes(page))["Orang Lain Contoh"];

  await create(page, "Temu Dua Pintu", today(), tomorrow());
  const base = page.url().split("?")[0].replace(/agenda$/, "");
  await enter(page, base, "Bu Satu Contoh; P\nPak Dua Contoh; L\nBu Tiga Contoh; P\nBu Hapus Contoh; P");
  await page.getByRole("button", { name: "Hapus Bu Hapus Contoh" }).click();
  await expect(page.getByText(/Peserta dihapus/)).toBeVisible();
  await page.getByText(/Dihapus dari daftar/).click();
  await page.getByRole("button", { name: "Pulihkan Bu Hapus Contoh" }).click();
  await page.goto(`${base}presensi/qr`);
  const code = await codes(page);
  await page.goto(`${base}peserta`);
  await page.getByRole("button", { name: "Hapus Bu Hapus Contoh" }).click();

  const doors = [await another(), await another()];
  for (const [n, door] of doors.entries()) {
    await withCamera(door);
    await enterAs(door, [PLANNER, SECOND_PLANNER][n]);
    await door.goto(`${base}presensi`);
    await expect(door.locator("[data-pintu][data-live]")).toBeVisible();
    await door.getByRole("button", { name: "Buka kamera" }).click();
    await expect(door.getByRole("button", { name: "Tutup kamera" })).toBeVisible();
    // The worker that opens the door without a network takes its files while there is one.
    await door.waitForFunction(() => navigator.serviceWorker.getRegistration("/kantor/plm/").then((it) => it?.active?.state === "activated"));
    await door.context().setOffline(true);
  }
  const said = (door: Page) => door.locator("[data-pintu] .notice");
  const scan = async (door: Page, one: Code, words: RegExp) => {
    await show(door, null);
    await show(door, one);
    await expect(said(door)).toContainText(words);
  };
  const [a, b] = doors;
  await scan(a, code["Bu Satu Contoh"], /Bu Satu Contoh hadir/);
  await scan(a, code["Pak Dua Contoh"], /Pak Dua Contoh hadir/);
  await scan(a, strange, /milik pertemuan lain/);
  await scan(a, code["Bu Hapus Contoh"], /sudah dihapus dari daftar/);
  await scan(b, code["Bu Satu Contoh"], /Bu Satu Contoh hadir/);
  // By name, and undone, still without a network.
  await b.getByLabel("Cari nama atau perpustakaan").fill("tiga");
  await b.getByRole("button", { name: "Hadir Bu Tiga Contoh" }).click();
  await expect(b.getByRole("button", { name: "Batalkan kehadiran Bu Tiga Contoh" })).toBeVisible();
  await b.getByRole("button", { name: "Batalkan kehadiran Bu Tiga Contoh" }).click();
  await expect(b.locator("[data-bagian=hadir]")).toHaveText("1");
  await expect(a.locator("[data-bagian=hadir]")).toHaveText("2");
  await expect(a.locator("[data-pintu] .saving")).toContainText("menunggu dikirim");

  // The tab is gone and opened again, still without a network: nothing is lost.
  await a.reload();
  await expect(a.locator("[data-pintu][data-live]")).toBeVisible();
  await expect(a.locator("[data-bagian=hadir]")).toHaveText("2");

  for (const door of doors) {
    await door.context().setOffline(false);
    await expect(door.locator("[data-pintu]")).toHaveAttribute("data-menunggu", "0");
  }
  await b.getByLabel("Cari nama atau perpustakaan").fill("");
  for (const door of doors) await expect(door.locator("[data-bagian=hadir]")).toHaveText("2", { timeout: 20_000 });
  // What the server holds.
  await page.goto(`${base}presensi`);
  await expect(page.locator("[data-bagian=hadir]")).toHaveText("2");
  await scan(b, code["Pak Dua Contoh"], /sudah dicatat hadir pukul/);
});

test("a camera that is refused leads to the names", async ({ page }) => {
  await page.addInitScript(() => {
    const refuse = { getUserMedia: () => Promise.reject(new DOMException("no", "NotAllowedError")) };
    Object.defineProperty(navigator, "mediaDevices", { value: refuse });
  });
  await enterAs(page, PLANNER);
  await create(page, "Temu Tanpa Kamera", today(), tomorrow());
  const base = page.url().split("?")[0].replace(/agenda$/, "");
  await enter(page, base, "Bu Satu Contoh; P");
  await page.goto(`${base}presensi`);
  await page.getByRole("button", { name: "Buka kamera" }).click();
  await expect(page.getByText(/Kamera tidak diizinkan/)).toBeVisible();
  await expect(page.getByLabel("Cari nama atau perpustakaan")).toBeFocused();
});
