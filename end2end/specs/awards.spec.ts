// The whole way of an award: begun, weights tried out, decided by a jury against the order with a reason, published, read by
// everybody, printed; and the papers and the press text of the same meeting. Without scripts too.
import type { Page } from "@playwright/test";
import { add, create } from "../agenda";
import { expect, live, test } from "../fixtures";
import { enterAs } from "../people";

/** Makes a published meeting; answers the office's address of it and everybody's. */
async function meeting(page: Page, name: string, first: string, second: string, scripts: boolean | undefined) {
  await enterAs(page, "planner");
  await create(page, name, first, second);
  await live(page, scripts);
  const base = page.url().split("?")[0].replace(/\/agenda$/, "");
  await add(page, first, "Pembukaan", 30);
  await add(page, second, "Penutupan", 30);
  await page.getByLabel("Apa yang baru di versi ini?").fill("Pertama.");
  await page.getByRole("button", { name: "Terbitkan agenda" }).click();
  const link = page.getByRole("link", { name: "Lihat halaman publik" });
  await expect(link).toBeVisible();
  return { base, address: (await link.getAttribute("href")) ?? "" };
}

test("awards are tried out, decided, published and printed", async ({ page, another, javaScriptEnabled }, info) => {
  const name = `Temu Apresiasi ${info.project.name}`;
  const { base, address } = await meeting(page, name, "2027-11-17", "2027-11-18", javaScriptEnabled);

  await page.goto(`${base}/apresiasi`);
  await page.getByRole("button", { name: "Mulai dengan dua penghargaan" }).click();
  await page.getByRole("link", { name: /^Tiga perpustakaan desa terbaik/ }).click();

  // The demo's newest months hold reports that came in time and wait: no order then, and it says which.
  const last = page.getByLabel("Sampai bulan");
  await page.getByRole("link", { name: "Ubah dan coba bobot lain" }).click();
  await expect(last).toBeVisible();
  await page.waitForLoadState();
  const values = await last.locator("option").evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
  expect(values.length).toBeGreaterThan(6);
  let ranked = false;
  for (let back = 0; back < 8 && !ranked; back++) {
    await page.getByLabel("Dari bulan").selectOption(values[back + 4]);
    await last.selectOption(values[back]);
    await page.getByRole("button", { name: "Coba hitung" }).click();
    await expect(page.getByRole("heading", { name: "Hasil percobaan" })).toBeVisible();
    await page.waitForLoadState();
    ranked = (await page.getByRole("heading", { name: "Urutan" }).count()) > 0;
  }
  expect(ranked).toBe(true);

  // Weights that sum to nothing are refused, and nothing typed is lost.
  const weight = page.locator("#f-bobot-kegiatan");
  await weight.fill("-3");
  await page.getByRole("button", { name: "Coba hitung" }).click();
  await expect(page.locator("#f-bobot-kegiatan-error")).toBeVisible();
  await expect(weight).toHaveValue("-3");
  await weight.fill("60");
  await page.getByRole("button", { name: "Simpan penghargaan" }).click();
  await expect(page.getByRole("status")).toContainText("Penghargaan tersimpan");

  // Every score opens down to the reports behind it.
  const table = page.getByRole("table", { name: "Urutan menurut laporan yang disetujui" });
  await table.getByText(/^Lihat/).first().click();
  await expect(table.getByRole("link", { name: /: \d/ }).first()).toHaveAttribute("href", /^\/kantor\/laporan\//);
  await page.waitForLoadState();

  // The jury departs from the order: it says why.
  const first = page.locator("#f-penerima-0");
  const second = page.locator("#f-penerima-1");
  const [a, b] = [await first.inputValue(), await second.inputValue()];
  expect(a && b && a !== b).toBeTruthy();
  await first.selectOption(b);
  await second.selectOption(a);
  const honoured = (await first.locator("option:checked").textContent()) ?? "";
  await page.getByLabel("Juri", { exact: true }).fill("Hj. Nur'aini, S.Sos., M.A.P. | Ketua\nPak Contoh");
  await page.getByRole("button", { name: "Catat keputusan juri" }).click();
  await expect(page.locator("#f-alasan-error")).toBeVisible();
  await page.getByLabel(/^Alasan/).fill("Kunjungan lapangan menunjukkan lebih banyak.");
  await page.getByLabel("Tanggal keputusan").fill("2026-11-01");
  await page.getByRole("button", { name: "Catat keputusan juri" }).click();
  await expect(page.getByRole("status")).toContainText("Keputusan juri tercatat");

  const reader = await another();
  await reader.goto(`${address}/apresiasi`);
  await expect(reader.getByText("Belum ada apresiasi yang diumumkan di sini.")).toBeVisible();
  await page.getByRole("button", { name: "Terbitkan keputusan" }).click();
  await expect(page.getByRole("status")).toContainText("Keputusan terbit");
  await reader.reload();
  await expect(reader.getByText(`Terbaik I: ${honoured}`)).toBeVisible();
  await expect(reader.getByText("Kunjungan lapangan menunjukkan lebih banyak.")).toBeVisible();
  await reader.getByText("Cara menghitung").first().click();
  await expect(reader.getByRole("row", { name: /^Kegiatan / })).toBeVisible();

  // Certificates for all at once, as one file.
  const certificates = page.getByRole("link", { name: "Piagam (PDF)" });
  const file = await page.request.get((await certificates.getAttribute("href")) ?? "");
  expect(file.status()).toBe(200);
  expect((await file.body()).subarray(0, 5).toString()).toBe("%PDF-");
  const outside = await reader.request.get((await certificates.getAttribute("href")) ?? "", { maxRedirects: 0 });
  expect(outside.status()).toBe(401);
});

test("papers take a number and a wording, the press text says where its figures come from", async ({ page, another, javaScriptEnabled }, info) => {
  const name = `Temu Dokumen ${info.project.name}`;
  const { base, address } = await meeting(page, name, "2027-11-24", "2027-11-25", javaScriptEnabled);

  await page.goto(`${base}/dokumen`);
  await page.getByRole("table").getByRole("link", { name: "Undangan", exact: true }).click();
  const text = page.getByLabel("Isi", { exact: true });
  await text.fill("{kop}\n# UNDANGAN\nNomor : {nomor}\nGaji : {gaji}");
  await page.getByLabel(/^Nomor/).fill("005/77/CONTOH");
  await page.getByRole("button", { name: "Simpan dokumen" }).click();
  await expect(page.locator("#f-isi-error")).toContainText("{gaji} tidak dikenal");
  await text.fill("{kop}\n# UNDANGAN\nNomor : {nomor}\n{tabel_acara}\n{ttd}");
  await page.getByRole("button", { name: "Simpan dokumen" }).click();
  await expect(page.getByRole("status")).toContainText("Dokumen tersimpan");
  for (const [link, head] of [["Unduh PDF", "%PDF-"], ["Unduh Word (.docx)", "PK"]]) {
    const href = (await page.getByRole("link", { name: link }).getAttribute("href")) ?? "";
    const file = await page.request.get(href);
    expect(file.status(), href).toBe(200);
    expect((await file.body()).subarray(0, head.length).toString()).toBe(head);
  }

  await page.goto(`${base}/siaran-pers`);
  await expect(page.getByRole("heading", { name: "Dari mana faktanya" })).toBeVisible();
  const body = page.getByLabel("Isi", { exact: true });
  await body.fill(`${await body.inputValue()}\n\nSebanyak 4.321 buku dibagikan.`);
  await page.getByRole("button", { name: "Simpan draf" }).click();
  await expect(page.getByText("Angka tanpa sumber")).toBeVisible();
  await expect(page.getByText("4.321", { exact: true })).toBeVisible();
  await page.waitForLoadState();
  await body.fill((await body.inputValue()).replace(/\n\nSebanyak 4\.321.*/, ""));
  await page.getByLabel("Yang dapat dihubungi").fill("Dinas Perpustakaan (contoh)");
  await page.getByRole("button", { name: "Terbitkan siaran pers" }).click();
  await expect(page.getByRole("status")).toContainText("Siaran pers terbit");
  const reader = await another();
  await reader.goto(`${address}/siaran-pers`);
  await expect(reader.getByRole("heading", { level: 1 })).toContainText(name);
  await expect(reader.getByText("Dinas Perpustakaan (contoh)")).toBeVisible();
  await expect(reader.getByText("4.321")).toHaveCount(0);
});
