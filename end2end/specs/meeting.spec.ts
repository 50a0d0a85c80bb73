// A meeting from the invitation to the door, on a phone with and without scripts: invited, answered, changed, seen by the planner,
// checked in by name, on the list to be signed; the anonymous sheet.
import { create } from "../agenda";
import { expect, test } from "../fixtures";
import { enterAs } from "../people";

/** Today in the demo's office, WIB. */
const today = () => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
const tomorrow = () => new Date(Date.now() + 31 * 3_600_000).toISOString().slice(0, 10);

test("libraries are invited, answer, and come", async ({ page, another, javaScriptEnabled }, info) => {
  const name = `Temu Undangan ${info.project.name}`;
  await enterAs(page, "planner");
  await create(page, name, today(), tomorrow());
  const base = page.url().split("?")[0].replace(/agenda$/, "");

  // How it invites, and whom: everybody but one.
  await page.goto(`${base}undangan`);
  await page.getByLabel("Tempat duduk sehari").fill("2");
  await page.getByLabel("Tautan peta").fill("http://peta.example.id");
  await page.getByRole("button", { name: "Simpan pengaturan" }).click();
  await expect(page.getByRole("alert")).toContainText("https://");
  await expect(page.getByLabel("Tempat duduk sehari")).toHaveValue("2");
  await page.getByLabel("Tautan peta").fill("https://peta.example.id/aula");
  await page.getByLabel(/^Narahubung/).fill("Bu Contoh");
  await page.getByRole("button", { name: "Simpan pengaturan" }).click();
  await expect(page.getByText("Pengaturan tersimpan.")).toBeVisible();
  const boxes = page.getByRole("group", { name: "Perpustakaan" }).getByRole("checkbox");
  await expect(boxes.nth(12)).toBeAttached();
  await boxes.first().uncheck();
  await page.getByRole("button", { name: "Undang yang dicentang" }).click();
  await expect(page.getByText(/perpustakaan diundang/)).toBeVisible();
  const card = page.locator("li.card", { hasText: "Natai Raya" }).first();
  await card.getByText("Surat, ganti tautan, cabut").click();
  await expect(card.getByRole("textbox")).toHaveValue(/Yth\. Kepala Desa Natai Raya[\s\S]*menugaskan pengelolanya/);
  const link = new URL((await card.getByRole("link", { name: /Buka undangan/ }).getAttribute("href")) ?? "", page.url()).pathname;

  // A stranger to the office, without an account.
  const guest = await another();
  await guest.goto(link);
  await expect(guest.getByRole("link", { name: "Buka lokasi di peta" })).toBeVisible();
  await guest.getByLabel("Ya, kami hadir").check();
  const first = guest.getByRole("group", { name: "Orang ke-1" });
  const long = "a".repeat(200);
  await first.getByLabel("Nama lengkap dengan gelar").fill(long);
  await guest.getByLabel("Kebutuhan makan").fill("Satu orang tidak makan daging");
  await guest.getByRole("button", { name: "Kirim jawaban" }).click();
  await expect(guest.getByRole("alert")).toContainText("200 huruf");
  await expect(first.getByLabel("Nama lengkap dengan gelar")).toHaveValue(long);
  await expect(guest.getByLabel("Kebutuhan makan")).toHaveValue("Satu orang tidak makan daging");
  await first.getByLabel("Nama lengkap dengan gelar").fill("Hj. Nur'aini Contoh, S.Sos., M.A.P.");
  await first.getByLabel("Perempuan").check();
  await guest.waitForLoadState();
  for (const box of await first.getByRole("checkbox").all()) await box.check();
  await guest.getByRole("button", { name: "Tambah orang" }).click();
  const second = guest.getByRole("group", { name: "Orang ke-2" });
  await second.getByLabel("Nama lengkap dengan gelar").fill("O");
  await second.getByRole("checkbox").first().check();
  await guest.getByRole("group", { name: "Yang ingin kami bagikan" }).getByLabel("Publikasi").check();
  await guest.getByRole("button", { name: "Kirim jawaban" }).click();
  await expect(guest.getByText("Jawaban tersimpan")).toBeVisible();
  await expect(guest.locator("svg.qr")).toHaveCount(2);

  // Another library: the hall is full on the first day.
  const others = page.locator("li.card", { hasNotText: "Natai Raya" }).first();
  const second_link = new URL((await others.getByRole("link", { name: /Buka undangan/ }).getAttribute("href")) ?? "", page.url()).pathname;
  const neighbour = await another();
  await neighbour.goto(second_link);
  await expect(neighbour.getByText(/penuh; yang mendaftar sekarang masuk daftar tunggu/)).toBeVisible();
  await expect(neighbour.getByText("Nur'aini")).toHaveCount(0);
  await neighbour.getByLabel("Ya, kami hadir").check();
  const waiting = neighbour.getByRole("group", { name: "Orang ke-1" });
  await waiting.getByLabel("Nama lengkap dengan gelar").fill("Pak Tunggu Contoh");
  await waiting.getByRole("checkbox").first().check();
  await neighbour.getByRole("button", { name: "Kirim jawaban" }).click();
  await expect(neighbour.getByText("daftar tunggu nomor 1")).toBeVisible();

  // The planner has it all; the wish stands among the proposals'.
  await page.goto(`${base}peserta`);
  await expect(page.getByRole("row", { name: /Natai Raya.*Hadir.*2 orang/ })).toBeVisible();
  await expect(page.getByText("Satu orang tidak makan daging")).toBeVisible();
  await page.goto(`${base}usulan`);
  await expect(page.locator("#keinginan").locator("..")).toContainText("ingin berbagi “Publikasi”");

  // The door, by name; twice is once; undone; somebody new.
  await page.goto(`${base}presensi`);
  if (javaScriptEnabled !== false) await expect(page.locator("[data-pintu][data-live]")).toBeVisible();
  await page.getByRole("button", { name: "Hadir Hj. Nur'aini Contoh, S.Sos., M.A.P." }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Nur'aini" }).getByText(/^Hadir \d\d\.\d\d/)).toBeVisible();
  await expect(page.locator("[data-bagian=hadir]")).toHaveText("1");
  await page.getByRole("button", { name: /Batalkan kehadiran Hj\. Nur'aini/ }).click();
  await expect(page.locator("[data-bagian=hadir]")).toHaveText("0");
  await page.getByRole("button", { name: "Hadir O", exact: true }).click();
  await expect(page.getByRole("button", { name: "Batalkan kehadiran O", exact: true })).toBeVisible();
  await page.getByText("Catat yang datang tanpa undangan").click();
  await page.getByLabel("Nama lengkap dengan gelar").fill("Bu Tamu Contoh");
  await page.getByLabel("Instansi").fill("Bunda PAUD");
  await page.getByRole("button", { name: "Catat dan hadir" }).click();
  await expect(page.getByText("Bu Tamu Contoh hadir.")).toBeVisible();
  await expect(page.locator("[data-bagian=hadir]")).toHaveText("2");

  // On paper.
  await page.getByRole("link", { name: "Daftar hadir untuk tanda tangan" }).click();
  await expect(page.getByRole("columnheader", { name: "Tanda tangan" })).toBeVisible();
  await expect(page.getByRole("cell", { name: "Bunda PAUD" })).toBeVisible();

  // A library that withdrew: its link is dead, and says so kindly; its people are off the list.
  await page.goto(`${base}undangan`);
  const gone = page.locator("li.card", { hasText: "Natai Raya" }).first();
  await gone.getByText("Surat, ganti tautan, cabut").click();
  await gone.getByRole("button", { name: "Cabut undangan" }).click();
  await expect(page.getByText(/Undangan dicabut/)).toBeVisible();
  const answer = await guest.goto(link);
  expect(answer?.status()).toBe(404);
  await expect(guest.getByRole("heading", { name: "Undangan ini tidak berlaku" })).toBeVisible();
  await neighbour.goto(second_link);
  await expect(neighbour.getByText("daftar tunggu nomor 1")).toHaveCount(0);
});

test("a past meeting is entered from paper, with its gaps", async ({ page }) => {
  await enterAs(page, "planner");
  await page.goto("/kantor/plm");
  await page.getByRole("link", { name: /Tahun 2022/ }).click();
  await page.getByRole("navigation", { name: "Halaman pertemuan ini" }).getByRole("link", { name: "Peserta" }).click();
  await expect(page.locator("[data-part=jawaban] tbody tr")).toHaveCount(13);
  await expect(page.getByText("nama belum diketahui").first()).toBeVisible();
});
