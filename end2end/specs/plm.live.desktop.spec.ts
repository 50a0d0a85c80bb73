// The whole circle of one meeting, on a server of its own: thirteen libraries are invited, eleven answer (two without scripts), the
// agenda takes their wishes, two doors check people in without a network and agree, notes and promises are written, awards are decided and
// published, certificates, papers and the press text come out, and the next month's reports close two promises, which the circle tells.
//
// The clock cannot be moved, so the meeting's first day lies two months back and its second is today: the month that is due now is the
// month after the meeting.
import type { APIRequestContext, Browser, BrowserContext, Page } from "@playwright/test";
import { add, create } from "../agenda";
import { expect, live, test } from "../fixtures";
import { librarian, PLANNER, SECOND_PLANNER, signIn } from "../people";
import { Server } from "../server";

let server: Server;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  server = await Server.start();
});
test.afterAll(async () => server?.gone());
// Doors without a network are part of this journey.
test.afterEach(({ complaints }) => { complaints.splice(0, complaints.length, ...complaints.filter((words) => !/net::ERR_/.test(words))); });

const wib = (days = 0) => new Date(Date.now() + 7 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
/** The sixteenth, so many months back. */
const back = (months: number) => {
  const [year, month] = wib().split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 - months, 16)).toISOString().slice(0, 10);
};

async function person(browser: Browser, phone = "", scripts = true): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ baseURL: server.url, javaScriptEnabled: scripts, locale: "id-ID", timezoneId: "Asia/Pontianak" });
  const page = await context.newPage();
  if (phone) await signIn(page, phone);
  return page;
}

/** Answers an invitation with one person, who comes today. */
async function answer(page: Page, link: string, name: string, wish: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Ya, kami hadir").check();
  const one = page.getByRole("group", { name: "Orang ke-1" });
  await one.getByLabel("Nama lengkap dengan gelar").fill(name);
  await one.getByRole("group", { name: "Hari kedatangan" }).getByRole("checkbox").last().check();
  await page.getByRole("group", { name: "Yang ingin kami bagikan" }).getByLabel(wish).check();
  await page.getByRole("button", { name: "Kirim jawaban" }).click();
  await expect(page.getByText("Jawaban tersimpan")).toBeVisible();
  await expect(page.locator("svg.qr")).toHaveCount(1);
}

interface Sent { slug: string; month: string }
/** Sends a librarian's report of the month that is due, as the phone does. */
async function report(request: APIRequestContext, visitors: number): Promise<Sent> {
  const status = await (await request.get("/api/v1/status")).json();
  const slug: string = status.libraries[0].slug;
  const month = back(1).slice(0, 7);
  const path = `${slug}/bulanan/${month}`;
  const desk = await (await request.get(`/api/v1/drafts/${path}`)).json();
  const figures = Object.fromEntries(["hari_buka", "daring", "anggota_baru", "dipinjam", "dibaca", "tik", "digital"].map((code) => [code, { text: "12" }]));
  const explained = ["sama-bulan-lalu", "tanpa-kegiatan", "tanpa-foto", ...Object.keys(figures).concat("pengunjung").map((code) => `lonjakan-${code}`)];
  const body = JSON.stringify({
    schema: 1, op: "submit", account: status.account, form: desk.form?.number ?? 0, photos: [],
    draft: {
      figures: { ...figures, pengunjung: { text: String(visitors) } },
      activities: [{ id: "a1", strategy: "pelibatan", title: "Kelas contoh", held_on: `${month}-14`, participants: "9" }],
      explanations: Object.fromEntries(explained.map((rule) => [rule, "Sudah dihitung ulang."])),
    },
  });
  const { createHash, randomUUID } = await import("node:crypto");
  const version = desk.version ?? 0;
  const sent = await request.put(`/api/v1/reports/${path}`, {
    data: body,
    headers: {
      "content-type": "application/json", "idempotency-key": randomUUID(), "x-payload-sha256": createHash("sha256").update(body).digest("hex"),
      ...(version ? { "if-match": `"v${version}"` } : { "if-none-match": "*" }),
    },
  });
  expect([200, 201], await sent.text()).toContain(sent.status());
  return { slug, month };
}

test("a whole meeting, from the invitation to what it moved", async ({ browser }) => {
  test.setTimeout(600_000);
  const planner = await person(browser, PLANNER);
  await create(planner, "PLM Lingkaran Penuh", back(2), wib());
  await live(planner, true);
  await add(planner, back(2), "Pembukaan dan perkenalan", 30);
  await add(planner, wib(), "Berbagi dari lapangan", 30);
  const base = new URL(planner.url()).pathname.replace(/agenda$/, "");

  // Thirteen invited, eleven answer; two of them without scripts.
  await planner.goto(`${base}undangan`);
  await expect(planner.getByRole("group", { name: "Perpustakaan" }).getByRole("checkbox")).toHaveCount(13);
  await planner.getByRole("button", { name: "Undang yang dicentang" }).click();
  await expect(planner.getByText("13 perpustakaan diundang.")).toBeVisible();
  await expect(planner.getByRole("link", { name: /^Buka undangan/ })).toHaveCount(13);
  const invitations = await planner.getByRole("link", { name: /^Buka undangan/ }).evaluateAll((all) => all.map((link) => ({ href: (link as HTMLAnchorElement).href, name: link.textContent!.replace("Buka undangan", "").trim() })));
  for (const [n, { href, name }] of invitations.slice(0, 11).entries()) {
    const guest = await person(browser, "", n >= 2);
    await answer(guest, new URL(href).pathname, `Contoh ${name}, S.Sos.`, n === 0 ? "Publikasi" : "Menarik pengunjung");
    await guest.context().close();
  }
  await planner.goto(`${base}undangan`);
  await expect(planner.getByText("11 dari 13 undangan sudah dijawab.")).toBeVisible();

  // The agenda takes their wishes.
  await planner.goto(`${base}usulan`);
  await expect(planner.locator("#keinginan").locator("..").locator("li", { hasText: "ingin berbagi" })).toHaveCount(11);
  await planner.getByRole("button", { name: /Terima yang dicentang/ }).click();
  await expect(planner.getByText(/masuk ke agenda/).first()).toBeVisible();
  await planner.goto(`${base}agenda`);
  await live(planner, true);
  await planner.getByLabel("Apa yang baru di versi ini?").fill("Dengan keinginan perpustakaan.");
  await planner.getByRole("button", { name: "Terbitkan agenda" }).click();
  const address = (await planner.getByRole("link", { name: "Lihat halaman publik" }).getAttribute("href")) ?? "";

  // Two doors without a network: five each, and one at both.
  const doors = [await person(browser, PLANNER), await person(browser, SECOND_PLANNER)];
  for (const door of doors) {
    await door.goto(`${base}presensi`);
    await expect(door.locator("[data-pintu][data-live]")).toBeVisible();
    await door.context().setOffline(true);
  }
  const names = invitations.slice(0, 11).map(({ name }) => `Contoh ${name}, S.Sos.`);
  for (const [n, name] of names.entries()) {
    for (const [at, door] of doors.entries()) {
      if (n === 10 || n % 2 === at) await door.getByRole("button", { name: `Hadir ${name}`, exact: true }).click();
    }
  }
  for (const door of doors) await expect(door.locator("[data-bagian=hadir]")).toHaveText("6");
  for (const door of doors) await door.context().setOffline(false);
  for (const door of doors) await expect(door.locator("[data-bagian=hadir]")).toHaveText("11", { timeout: 30_000 });
  const list = await (await planner.request.get(`${base}presensi/daftar-hadir.csv`)).text();
  for (const name of names) expect(list.split(name), name).toHaveLength(2);

  // Notes, and a promise for each of the two libraries whose report is due.
  await planner.goto(`${base}notulen`);
  const part = planner.getByRole("region", { name: "Berbagi dari lapangan" });
  await part.getByLabel("Pembahasan").fill("Jam buka mengikuti hari pasar.");
  await part.getByRole("button", { name: /Simpan catatan/ }).click();
  await expect(part.locator("[data-bagian=keadaan]")).toContainText("Tersimpan ");
  const own = [await person(browser, librarian(1)), await person(browser, librarian(10))];
  for (const page of own) {
    const status = await (await page.request.get("/api/v1/status")).json();
    await page.goto(`/perpustakaan/${status.libraries[0].slug}`);
    const library = await page.getByRole("heading", { level: 1 }).innerText();
    await planner.goto(`${base}tindak-lanjut`);
    const form = planner.locator("#rencana");
    if ((await form.getAttribute("open")) === null) await form.locator("summary").click();
    const option = form.getByLabel("Perpustakaan", { exact: true }).locator("option", { hasText: library.replace(/^Perpustakaan (Desa|Kelurahan) /, "") });
    await form.getByLabel("Perpustakaan", { exact: true }).selectOption((await option.first().getAttribute("value")) ?? "");
    await form.getByLabel("Apa yang akan dilakukan").fill(`Buka pada hari pasar: ${library}`);
    await form.getByLabel("Sampai kapan").fill(wib(60));
    await form.getByLabel(/^Angka yang diharapkan berubah/).selectOption("pengunjung");
    await form.getByLabel(/^Dari/).fill("20");
    await form.getByLabel(/^Menjadi/).fill("60");
    await form.getByRole("button", { name: "Simpan rencana" }).click();
    await expect(planner.getByText("Rencana tersimpan")).toBeVisible();
  }

  // Awards: computed from approved reports, decided by a jury, published, with certificates.
  await planner.goto(`${base}apresiasi`);
  await planner.getByRole("button", { name: "Mulai dengan dua penghargaan" }).click();
  await planner.getByRole("link", { name: /^Tiga perpustakaan desa terbaik/ }).click();
  await planner.getByRole("link", { name: "Ubah dan coba bobot lain" }).click();
  const last = planner.getByLabel("Sampai bulan");
  await expect(last).toBeVisible();
  await planner.waitForLoadState();
  const months = await last.locator("option").evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
  let ranked = false;
  for (let n = 0; n < 8 && !ranked; n++) {
    await planner.getByLabel("Dari bulan").selectOption(months[n + 4]);
    await last.selectOption(months[n]);
    await planner.getByRole("button", { name: "Coba hitung" }).click();
    await expect(planner.getByRole("heading", { name: "Hasil percobaan" })).toBeVisible();
    await planner.waitForLoadState();
    ranked = (await planner.getByRole("heading", { name: "Urutan" }).count()) > 0;
  }
  expect(ranked).toBe(true);
  await planner.getByRole("button", { name: "Simpan penghargaan" }).click();
  await planner.getByLabel("Juri", { exact: true }).fill("Hj. Contoh, S.Sos., M.A.P. | Ketua\nPak Contoh");
  await planner.getByLabel("Tanggal keputusan").fill(wib());
  await planner.getByRole("button", { name: "Catat keputusan juri" }).click();
  await expect(planner.getByRole("status")).toContainText("Keputusan juri tercatat");
  const pdf = async (href: string | null) => {
    const file = await planner.request.get(href ?? "");
    expect(file.status(), href ?? "").toBe(200);
    expect(file.headers()["content-type"]).toContain("application/pdf");
    expect((await file.body()).subarray(0, 5).toString()).toBe("%PDF-");
  };
  await planner.getByRole("button", { name: "Terbitkan keputusan" }).click();
  await expect(planner.getByRole("status")).toContainText("Keputusan terbit");
  await pdf(await planner.getByRole("link", { name: "Piagam (PDF)" }).getAttribute("href"));
  await planner.goto(`${base}dokumen`);
  const papers = await planner.getByRole("link", { name: /^PDF/ }).evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  expect(papers.length).toBeGreaterThan(4);
  for (const href of papers) await pdf(href);

  // The press text.
  await planner.goto(`${base}siaran-pers`);
  await planner.getByLabel("Yang dapat dihubungi").fill("Dinas Perpustakaan (contoh)");
  await planner.getByRole("button", { name: "Terbitkan siaran pers" }).click();
  await expect(planner.getByRole("status")).toContainText("Siaran pers terbit");
  const reader = await person(browser);
  await reader.goto(`${address}/siaran-pers`);
  await expect(reader.getByRole("heading", { level: 1 })).toContainText("PLM Lingkaran Penuh");

  // The next month's reports close both promises; the circle tells it.
  for (const page of own) {
    const { slug, month } = await report(page.request, 96);
    await planner.goto("/kantor/laporan");
    const name = await (await planner.request.get(`/kantor/perpustakaan/${slug}`)).text();
    const library = name.match(/<h1[^>]*>([^<]+)</)?.[1] ?? "";
    await planner.getByRole("link", { name: new RegExp(library.replace(/^Perpustakaan (Desa|Kelurahan) /, "")) }).first().click();
    await planner.getByRole("button", { name: "Setujui laporan" }).click();
    await page.goto(`/lapor/${slug}/${month}/terkirim`);
  }
  await planner.goto("/kantor/lingkaran");
  const promised = planner.locator("#janji").locator("..");
  await expect(promised.getByRole("listitem").filter({ hasText: /^2selesai$/ })).toBeVisible();
  await expect(promised.getByRole("listitem").filter({ hasText: /^2di antaranya lewat laporan$/ })).toBeVisible();
});
