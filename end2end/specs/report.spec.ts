// The month of a library: filled in on its form, sent, seen by the office, returned, mended, sent again, approved, public.
import type { Page } from "@playwright/test";
import { expect, live, test } from "../fixtures";
import { due, enterAs, signIn } from "../people";
import { picture } from "../picture";

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

/** Presses send; where a figure is unusual, gives the word of explanation that is asked for and sends again. */
async function send(page: Page, button: string | RegExp): Promise<void> {
  await page.getByRole("button", { name: button }).click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  const explanations = page.locator("textarea[name^=penjelasan-]");
  if (/terkirim/i.test((await page.getByRole("heading", { level: 1 }).innerText()) ?? "")) return;
  for (const field of await explanations.all()) await field.fill("Sudah dihitung ulang dari buku tamu.");
  await page.getByRole("button", { name: button }).click();
}

test("a month is reported, returned, mended, approved and public", async ({ page, another, javaScriptEnabled }, info) => {
  test.setTimeout(150_000);
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
  await page.getByText("Foto ini boleh dilihat umum?").first().click();
  await page.getByLabel("Boleh tampil untuk umum").first().check();
  await page.getByLabel("Tidak ada anak yang dikenali").first().check();

  // A draft holds everything, the photo too.
  await page.getByRole("button", { name: "Simpan draf" }).last().click();
  await expect(page.getByText("Draf tersimpan").first()).toBeVisible();
  await expect(page.getByLabel("Pengunjung", { exact: true })).toHaveValue("96");
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
  await expect(page.getByText(COMMENT)).toBeVisible();
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
  for (const box of await office.locator("input[type=checkbox][name=foto]").all()) await box.check();
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

test("what was typed survives a mistake", async ({ page }) => {
  await enterAs(page, due("desktop").replace(/13$/, "02"));
  await page.goto("/lapor");
  await page.getByRole("main").getByRole("link", { name: /^(Isi laporan|Perbaiki laporan|Lanjutkan mengisi)/ }).first().click();
  await page.getByLabel("Pengunjung", { exact: true }).fill("-5 orang");
  await page.getByLabel("Kendala bulan ini").fill("Hujan terus, jalan terendam.");
  await page.getByRole("button", { name: /^Kirim/ }).last().click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page.getByLabel("Pengunjung", { exact: true })).toHaveValue("-5 orang");
  await expect(page.getByLabel("Kendala bulan ini")).toHaveValue("Hujan terus, jalan terendam.");
});
