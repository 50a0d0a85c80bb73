// The month of a library: filled in on its form, sent, seen by the office, returned, mended, sent again, approved, public.
import type { Page } from "@playwright/test";
import { expect, live, test } from "../fixtures";
import { due, enterAs, signIn } from "../people";
import { picture } from "../picture";
import { onward } from "../steps";

const FIGURES: Record<string, string> = {
  "Hari buka": "21",
  Pengunjung: "96",
  "Pengunjung anak": "41",
  "Dilayani lewat daring": "7",
  "Anggota baru": "4",
  "Buku dipinjam": "38",
  "Buku dibaca di tempat": "72",
  "Pengguna komputer dan internet": "12",
  "Akses bahan digital": "5",
};
const COMMENT = "Mohon tulis juga mitra kegiatannya.";

/** To the next step where the form shows one at a time; elsewhere everything stands on the page. */
async function further(page: Page): Promise<void> {
  if (await page.getByRole("button", { name: "Lanjut", exact: true }).isVisible()) await onward(page);
}

/** Presses send; where a figure is unusual, gives the word of explanation that is asked for and sends again. */
async function send(page: Page, button: string | RegExp): Promise<void> {
  const sent = page.getByRole("heading", { level: 1, name: /terkirim/ });
  const summary = page.locator(".error-summary:not([data-before])");
  for (let tries = 0; tries < 3; tries++) {
    for (let steps = 0; steps < 5; steps++) await further(page);
    // What the last try was told still stands there until this one is judged.
    await summary.evaluateAll((all) => all.forEach((one) => one.setAttribute("data-before", "")));
    await page.getByRole("button", { name: button }).last().click();
    await expect(sent.or(summary)).toBeVisible({ timeout: 20_000 });
    if (await sent.isVisible()) return;
    await page.waitForLoadState();
    for (const link of await summary.locator("a[href^='#f-penjelasan']").all()) {
      const field = page.locator((await link.getAttribute("href"))!);
      await link.click();
      await field.fill("Sudah dihitung ulang dari buku tamu.");
    }
  }
}

test("a month is reported, returned, mended, approved and public", async ({ page, another, javaScriptEnabled }, info) => {
  const scripts = javaScriptEnabled !== false;
  const title = `Kelas merajut ${info.project.name}`;

  // The office has its board open before anything arrives.
  const office = await another();
  await enterAs(office, "planner");
  await office.goto("/kantor");
  await live(office, javaScriptEnabled);

  await signIn(page, due(info.project.name));
  await expect(page).toHaveURL(/\/lapor$/);
  await page.getByRole("link", { name: /^Isi laporan/ }).first().click();
  await live(page, javaScriptEnabled);
  const form = new URL(page.url()).pathname;
  const [, , slug, month] = form.split("/");
  for (const [label, value] of Object.entries(FIGURES)) {
    await page.getByLabel(new RegExp(`^${label}( \\(boleh kosong\\))?$`)).fill(value);
  }
  await further(page);
  if ((await page.getByLabel("Nama kegiatan").count()) === 0) {
    await page.getByRole("button", { name: "Tambah kegiatan" }).click();
  }
  await page.getByLabel("Nama kegiatan").first().fill(title);
  await page.getByLabel("Strategi").first().selectOption({ label: "Pelibatan masyarakat" });
  await page.getByLabel("Tanggal", { exact: true }).first().fill(`${month}-15`);
  await page.getByLabel("Peserta").first().fill("18");
  await page.getByLabel("Foto kegiatan").first().setInputFiles({
    name: "merajut.png",
    mimeType: "image/png",
    buffer: picture(title.length + form.length),
  });
  // With scripts the photo is there at once with its own fields; without them these say how it may be used when it arrives.
  const photo = scripts ? page.getByRole("list", { name: "Foto tersimpan" }) : page.locator(".new-photos").first();
  if (!scripts) await page.getByText("Foto ini boleh dilihat umum?").first().click();
  await photo.getByLabel("Boleh tampil untuk umum").check();
  await photo.getByLabel("Tidak ada anak yang dikenali").check();

  // A draft holds everything, the photo too.
  for (let steps = 0; steps < 5; steps++) await further(page);
  await page.getByRole("button", { name: "Simpan draf" }).last().click();
  await expect(page.getByText("Draf tersimpan").first()).toBeVisible();
  if (scripts) await page.goto(`${form}#angka`);
  await live(page, javaScriptEnabled);
  await expect(page.getByLabel("Pengunjung", { exact: true })).toHaveValue("96");
  await further(page);
  await expect(page.getByRole("list", { name: "Foto tersimpan" }).getByRole("img")).toHaveCount(1);

  await send(page, "Kirim laporan");
  await expect(page.getByRole("heading", { level: 1, name: "Laporan terkirim" })).toBeVisible();
  const reference = await page.locator(".confirmation .ref, .ref").first().innerText();
  expect(reference).toMatch(/^LK-\d{4}-\d{2}-\d{4}$/);

  // The board shows it: by itself where scripts run, after a reload where they do not.
  if (!scripts) await office.reload();
  const cell = office.locator(`#k-${slug}-${month}`);
  await expect(cell).toContainText("menunggu diperiksa");
  await cell.click();
  await expect(office.getByText(title).first()).toBeVisible();
  await expect(office.getByText(reference).first()).toBeVisible();
  await office.getByLabel("Catatan untuk perpustakaan").fill(COMMENT);
  await office.getByRole("button", { name: "Kembalikan laporan" }).click();
  await expect(office.getByText("Laporan dikembalikan")).toBeVisible();

  // The comment stands first; what was sent is still there to be mended.
  await page.goto("/lapor");
  await expect(page.getByText(COMMENT)).toBeVisible();
  await page.getByRole("link", { name: /^Perbaiki laporan/ }).click();
  await live(page, javaScriptEnabled);
  await expect(page.getByText(COMMENT)).toBeVisible();
  await further(page);
  await expect(page.getByLabel("Nama kegiatan").first()).toHaveValue(title);
  await page.getByLabel("Mitra").first().fill("PKK Desa");
  await send(page, /^Kirim/);
  await expect(page.getByRole("heading", { level: 1, name: /terkirim/ })).toBeVisible();
  await expect(page.getByText(reference).first()).toBeVisible();

  // The office confirms the photo and approves.
  await office.goto("/kantor/laporan");
  await office.goto("/kantor");
  await office.locator(`#k-${slug}-${month}`).click();
  await expect(office.getByText("PKK Desa").first()).toBeVisible();
  await office.locator("input[type=checkbox][name=foto]").check();
  await office.getByRole("button", { name: "Setujui laporan" }).click();
  await expect(office.getByText("Laporan disetujui")).toBeVisible();

  // Everybody reads what may be public, and nothing else.
  const reader = await another();
  await reader.goto(`/perpustakaan/${slug}`);
  await expect(reader.getByText(title).first()).toBeVisible();
  await expect(reader.getByText("18").first()).toBeVisible();
  await expect(reader.getByText("PKK Desa")).toHaveCount(0);
  await expect(reader.locator("img[src^='/foto/']").first()).toBeVisible();
  await expect(reader.getByText(COMMENT)).toHaveCount(0);
  await expect(reader.getByText(reference)).toHaveCount(0);
});

test("what was typed survives a mistake", async ({ page, javaScriptEnabled }) => {
  await enterAs(page, due("desktop").replace(/13$/, "02"));
  await page.goto("/lapor");
  await page.getByRole("main").getByRole("link", { name: /^(Isi laporan|Perbaiki laporan|Lanjutkan mengisi)/ }).first().click();
  await live(page, javaScriptEnabled);
  await page.getByLabel("Pengunjung", { exact: true }).fill("-5 orang");
  for (let steps = 0; steps < 3; steps++) await further(page);
  await page.getByLabel("Kendala bulan ini").fill("Hujan terus, jalan terendam.");
  await further(page);
  await page.getByRole("button", { name: /^Kirim/ }).last().click();
  await expect(page.locator(".error-summary")).toBeVisible();
  await expect(page.locator("[name=angka-pengunjung]")).toHaveValue("-5 orang");
  await expect(page.locator("[name=kendala]")).toHaveValue("Hujan terus, jalan terendam.");
});
