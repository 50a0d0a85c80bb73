// In the room and after it: notes, a choice between two versions, a tip as a card, a promise that its library closes.
import { add, create } from "../agenda";
import { expect, live, test } from "../fixtures";
import { enterAs, SECOND_PLANNER } from "../people";

const FIRST = "2026-09-16";
const SECOND = "2026-09-17";

test("notes, tips and promises of a meeting that is typed in afterwards", async ({ page, another, javaScriptEnabled }, info) => {
  const name = `Temu Catatan ${info.project.name}`;
  await enterAs(page, "planner");
  await create(page, name, FIRST, SECOND);
  await live(page, javaScriptEnabled);
  await add(page, FIRST, "Berbagi dari lapangan", 30);
  const base = page.url().split("?")[0].replace(/\/agenda$/, "");
  await page.goto(base + "/agenda");
  await live(page, javaScriptEnabled);
  await page.getByLabel("Apa yang baru di versi ini?").fill("Dari kertas.");
  await page.getByRole("button", { name: "Terbitkan agenda" }).click();
  const address = (await page.getByRole("link", { name: "Lihat halaman publik" }).getAttribute("href")) ?? "";

  // Two planners write about the same item while each has the page open.
  const other = await another();
  await enterAs(other, SECOND_PLANNER);
  const part = (one: typeof page) => one.getByRole("region", { name: "Berbagi dari lapangan" });
  await page.goto(`${base}/notulen`);
  await other.goto(`${base}/notulen`);
  const save = async (one: typeof page) => {
    await part(one).getByRole("button", { name: /Simpan catatan/ }).click();
    if (javaScriptEnabled === false) await expect(one).toHaveURL(/kabar=/);
    else await expect(part(one).locator("[data-bagian=keadaan]")).toContainText("Tersimpan ");
  };
  await live(page, javaScriptEnabled);
  await live(other, javaScriptEnabled);
  await part(page).getByLabel("Pembahasan").fill("Jam buka mengikuti hari pasar.");
  await save(page);
  await part(other).getByLabel("Keputusan").fill("Pasang papan jam buka.");
  await save(other);
  await page.goto(`${base}/notulen`);
  await expect(part(page).getByLabel("Pembahasan")).toHaveValue("Jam buka mengikuti hari pasar.");
  await expect(part(page).getByLabel("Keputusan")).toHaveValue("Pasang papan jam buka.");

  // The tip becomes a card that everybody finds by subject.
  await part(page).getByRole("link", { name: /Jadikan kartu kiat/ }).click();
  const tip = `Satu tikar dan dua kotak buku di pasar (${info.project.name})`;
  await page.getByLabel("Kiatnya").fill(tip);
  await page.getByRole("button", { name: "Simpan kartu" }).click();
  await expect(page.getByRole("link", { name: "Pilih topiknya, atau angka yang ditolong oleh kiat ini." })).toBeVisible();
  await expect(page.getByLabel("Kiatnya")).toHaveValue(tip);
  await page.getByLabel("Topik", { exact: true }).selectOption({ label: "Menarik pengunjung" });
  await page.getByLabel(/^Menolong angka/).selectOption({ label: "Pengunjung" });
  await page.getByLabel(/^Dari perpustakaan/).selectOption({ label: "Perpustakaan Desa Natai Raya" });
  await page.getByRole("button", { name: "Simpan kartu" }).click();
  await expect(page.getByText("Kartu tersimpan")).toBeVisible();

  // A promise: what cannot be is told, what was typed stays.
  await page.getByRole("link", { name: "Tindak lanjut", exact: true }).last().click();
  const plan = `Buka malam pada hari pasar (${info.project.name})`;
  const form = page.locator("#rencana");
  await form.getByLabel("Perpustakaan", { exact: true }).selectOption({ label: "Perpustakaan Desa Natai Raya" });
  await form.getByLabel("Apa yang akan dilakukan").fill(plan);
  await form.getByLabel("Sampai kapan").fill("2026-09-01");
  await form.getByRole("button", { name: "Simpan rencana" }).click();
  await expect(page.getByRole("link", { name: /Tenggat tidak bisa sebelum pertemuannya/ })).toBeVisible();
  await expect(form.getByLabel("Apa yang akan dilakukan")).toHaveValue(plan);
  await form.getByLabel("Sampai kapan").fill("2027-12-31");
  await form.getByRole("button", { name: "Simpan rencana" }).click();
  await expect(page.getByText("Rencana tersimpan")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Pesan pengingat" })).toBeVisible();

  // Its library finds it on the start page and closes it with what was done.
  const own = await another();
  await enterAs(own, "librarian");
  await own.goto("/lapor");
  await own.getByRole("link", { name: plan }).click();
  await own.getByLabel(/Apa yang sudah dilakukan/).fill("Sudah tiga kali, tiap Kamis malam.");
  await own.getByRole("button", { name: "Tandai selesai" }).click();
  await expect(own.getByText("Terima kasih, rencana ini sudah ditandai selesai")).toBeVisible();
  await page.goto(`${base}/tindak-lanjut`);
  await expect(page.getByText("Sudah tiga kali, tiap Kamis malam.")).toBeVisible();

  // What everybody reads: numbers and tips, nobody's delay.
  const reader = await another();
  await reader.goto(`${address}/rekap`);
  await expect(reader.getByText(tip)).toBeVisible();
  await expect(reader.getByText("rencana disepakati")).toBeVisible();
  await reader.goto("/kiat?topik=kunjungan");
  await expect(reader.getByText(tip)).toBeVisible();
  // Weeks after the meeting the screen says thanks.
  await reader.goto(`${address}/layar`);
  await expect(reader.getByRole("heading", { level: 1, name: "Pertemuan sudah selesai" })).toBeVisible();
});
