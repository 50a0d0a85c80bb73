// The report form on the phone: what only scripts can do. Each test has a library of its own.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, live, tabTo, test } from "../fixtures";
import { newcomer, redeem } from "../newcomer";
import { picture } from "../picture";
import { onward } from "../steps";

const STEPS = ["angka", "kegiatan", "cerita", "kendala", "periksa"];
const saved = (page: Page) => page.getByText(/^Tersimpan di HP \d\d\.\d\d$/);

/** Counts what a person does: every tap and every field. */
class Hands {
  taps = 0;
  fields = 0;
  constructor(private page: Page) {}
  async tap(role: "link" | "button", name: string | RegExp): Promise<void> {
    this.taps += 1;
    await this.page.getByRole(role, { name }).first().click();
  }
  async onward(): Promise<void> {
    this.taps += 1;
    await onward(this.page);
  }
  async fill(label: string, value: string): Promise<void> {
    this.fields += 1;
    await this.page.getByLabel(label, { exact: true }).fill(value);
  }
  async choose(label: string, option: string): Promise<void> {
    this.fields += 1;
    await this.page.getByLabel(label, { exact: true }).selectOption({ label: option });
  }
}

async function figures(hands: Hands): Promise<void> {
  await hands.fill("Hari buka", "21");
  await hands.fill("Pengunjung", "96");
  await hands.fill("Buku dipinjam", "38");
}

test("from the one-use code to the receipt, by what is written on the screen", async ({ page, another }, info) => {
  test.skip(info.project.name !== "phone", "at 360 px");
  await redeem(page, await newcomer(await another(), "TBM Kapur Sirih", "0812-7000-0001"));
  const hands = new Hands(page);
  await hands.tap("link", /^Isi laporan/);
  await live(page, true);
  await figures(hands);
  await hands.onward();
  await hands.fill("Nama kegiatan", "Kelas membaca anak");
  await hands.choose("Strategi", "Pelibatan masyarakat");
  const month = new URL(page.url()).pathname.split("/")[3];
  await hands.fill("Tanggal", `${month}-12`);
  await hands.fill("Peserta", "18");
  hands.fields += 1;
  await page.locator("input[type=file]").setInputFiles({ name: "kelas.png", mimeType: "image/png", buffer: picture(3) });
  await expect(page.getByRole("list", { name: "Foto tersimpan" }).getByRole("img")).toHaveCount(1);
  for (let step = 0; step < 3; step++) await hands.onward();
  await expect(page.getByText("Semua yang wajib sudah terisi.")).toBeVisible();
  await hands.tap("button", "Kirim laporan");
  await expect(page.getByRole("heading", { level: 1, name: "Laporan terkirim" })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/^LK-/).first()).toBeVisible();
  await expect(page.getByText("Laporan dengan 1 foto")).toBeVisible();
  console.log(`a typical report: ${hands.taps} taps, ${hands.fields} fields`);
});

test("nihil in three taps after signing in", async ({ page, another }, info) => {
  test.skip(info.project.name !== "phone", "at 360 px");
  await redeem(page, await newcomer(await another(), "TBM Pinang Muda", "0812-7000-0002"));
  const hands = new Hands(page);
  await hands.tap("link", /^Isi laporan/);
  await hands.tap("link", "Kirim laporan nihil");
  await live(page, true);
  await hands.tap("button", "Kirim laporan nihil");
  await expect(page.getByRole("heading", { level: 1, name: "Laporan terkirim" })).toBeVisible({ timeout: 30_000 });
  console.log(`a nihil report: ${hands.taps} taps, ${hands.fields} fields`);
  expect(hands.taps).toBeLessThanOrEqual(3);
});

test("filled in without signal, closed, opened again, sent when there is signal", async ({ page, another, context, complaints }, info) => {
  test.skip(info.project.name !== "phone", "at 360 px");
  await redeem(page, await newcomer(await another(), "TBM Gambir Dua", "0812-7000-0013"));
  await page.getByRole("link", { name: /^Isi laporan/ }).first().click();
  await live(page, true);
  const address = page.url();
  await context.setOffline(true);
  await figures(new Hands(page));
  await onward(page);
  await page.getByLabel("Nama kegiatan").fill("Kelas membaca anak");
  await expect(saved(page)).toBeVisible();
  await page.locator("input[type=file]").setInputFiles({ name: "kelas.png", mimeType: "image/png", buffer: picture(4) });
  await expect(page.getByRole("list", { name: "Foto tersimpan" }).getByRole("img")).toHaveCount(1);
  // The debounced save has run when the store holds the name.
  await expect.poll(() => page.evaluate(async () => {
    const [line] = await (window as any).Antrean.states();
    return JSON.stringify((await (window as any).Antrean.loadDraft(line.key)).pairs);
  })).toContain("Kelas membaca anak");
  await page.close();
  await context.setOffline(false);

  // Opening with no network at all is in queue.live.desktop.spec.ts.
  const again = await context.newPage();
  await again.goto(address);
  await live(again, true);
  await context.setOffline(true);
  // The form opens at the step where it was left, with the photo.
  await expect(again.getByLabel("Nama kegiatan")).toHaveValue("Kelas membaca anak");
  await expect(again.getByRole("list", { name: "Foto tersimpan" }).getByRole("img")).toHaveCount(1);
  const month = new URL(address).pathname.split("/")[3];
  await again.getByLabel("Strategi", { exact: true }).selectOption({ label: "Pelibatan masyarakat" });
  await again.getByLabel("Tanggal", { exact: true }).fill(`${month}-12`);
  await again.getByLabel("Peserta", { exact: true }).fill("18");
  for (let step = 0; step < 3; step++) await onward(again);
  await again.getByRole("button", { name: "Kirim laporan" }).click();
  await expect(again.getByText("Laporan sudah aman di HP ini")).toBeInViewport();
  await expect(again.locator("#lapor-kabar")).toBeFocused();
  await context.setOffline(false);
  await expect(again.getByRole("heading", { level: 1, name: "Laporan terkirim" })).toBeVisible({ timeout: 30_000 });
  await expect(again.getByText("Laporan dengan 1 foto")).toBeVisible();
  // Requests without a network are logged by the browser, as they should be here.
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(line)));
});

test("typing before the scripts are there is kept, and no photo that cannot be read is queued", async ({ page, another }, info) => {
  test.skip(info.project.name !== "phone", "at 360 px");
  // The form's program is slower than the typist (forms.md 6.11, case 28), also for the service worker that would keep it.
  let letGo = () => {};
  const held = new Promise<void>((resolve) => { letGo = resolve; });
  await page.context().route("**/lapor_bg.wasm", async (route) => { await held; await route.continue(); });
  await redeem(page, await newcomer(await another(), "TBM Daun Sirih", "0812-7000-0014"));
  await page.getByRole("link", { name: /^Isi laporan/ }).first().click();
  await page.getByLabel("Pengunjung", { exact: true }).fill("96");
  await page.getByLabel("Buku dipinjam", { exact: true }).fill("38");
  expect(await page.locator("[data-live]").count()).toBe(0);
  letGo();
  await live(page, true);
  await expect(page.getByLabel("Pengunjung", { exact: true })).toHaveValue("96");
  await expect.poll(() => page.evaluate(async () => {
    const [line] = await (window as any).Antrean.states();
    return line ? JSON.stringify((await (window as any).Antrean.loadDraft(line.key)).pairs) : "";
  })).toMatch(/"angka-pengunjung","96".*"angka-dipinjam","38"/);
  // Case 10: refused at once, in a sentence, each by its name.
  await onward(page);
  const kept = () => page.evaluate(async () => {
    const [line] = await (window as any).Antrean.states();
    return (await (window as any).Antrean.photos(line.key)).length;
  });
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic"), Buffer.alloc(40)]);
  await page.locator("input[type=file]").setInputFiles([
    { name: "IMG_1.HEIC", mimeType: "image/heic", buffer: heic },
    { name: "kosong.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(0) },
    { name: "halaman.jpg", mimeType: "image/jpeg", buffer: Buffer.from("<!doctype html><script>alert(1)</script>") },
    { name: "kelas.png", mimeType: "image/png", buffer: picture(6) },
  ]);
  const news = page.locator(".photo-news");
  for (const name of ["IMG_1.HEIC", "kosong.jpg", "halaman.jpg"]) await expect(news).toContainText(name);
  await expect(news).toContainText("HEIC");
  await expect(page.getByRole("list", { name: "Foto tersimpan" }).getByRole("img")).toHaveCount(1);
  expect(await kept()).toBe(1);
});

test("two phones in one report: both kept, only a true clash is asked", async ({ page, another }, info) => {
  test.skip(info.project.name !== "phone", "once is enough");
  const who = await newcomer(await another(), "TBM Sirih Merah", "0812-7000-0004");
  await redeem(page, who);
  const other = await another();
  await other.goto("/masuk");
  await other.getByLabel("Nomor HP").fill(who.phone);
  await other.getByLabel("Kata sandi", { exact: true }).fill("kapur-sirih-pinang-7");
  await other.getByRole("main").getByRole("button", { name: "Masuk" }).click();
  await page.getByRole("link", { name: /^Isi laporan/ }).first().click();
  await live(page, true);
  await other.goto(page.url());
  await live(other, true);
  const sync = (one: Page) => one.evaluate(() => (window as any).Antrean.sync({ now: true }));
  await page.getByLabel("Hari buka", { exact: true }).fill("20");
  await page.getByLabel("Pengunjung", { exact: true }).fill("120");
  await expect(saved(page)).toBeVisible();
  // The draft is at the office, with both figures, once a reload elsewhere would show it.
  await expect.poll(async () => {
    await sync(page);
    return page.evaluate(async () => {
      const [line] = await (window as any).Antrean.states();
      return line?.mirrored ? JSON.stringify((await (window as any).Antrean.loadDraft(line.key)).draft.figures) : "";
    });
  }, { timeout: 30_000 }).toMatch(/(?=.*"20")(?=.*"120")/);
  await other.getByLabel("Pengunjung", { exact: true }).fill("112");
  await other.getByLabel("Buku dipinjam", { exact: true }).fill("38");
  await expect(saved(other)).toBeVisible();
  await expect.poll(async () => { await sync(other); return other.getByText("Diisi berbeda di dua tempat").count(); }, { timeout: 30_000 }).toBe(1);
  await expect(other.getByText("HP ini: 112 \u00b7 Tersimpan di dinas: 120. Pakai yang mana?")).toBeVisible();
  await expect(other.getByLabel("Hari buka", { exact: true })).toHaveValue("20");
  await expect(other.getByLabel("Buku dipinjam", { exact: true })).toHaveValue("38");
  await other.getByRole("button", { name: "Dari dinas" }).click();
  await expect(other.getByLabel("Pengunjung", { exact: true })).toHaveValue("120");
  await expect(other.getByText("Diisi berbeda di dua tempat")).toHaveCount(0);
});

test("two tabs of one phone: nothing typed in either is lost", async ({ page, another }, info) => {
  test.skip(info.project.name !== "phone", "once is enough");
  await redeem(page, await newcomer(await another(), "TBM Sirih Kembar", "0812-7000-0015"));
  await page.getByRole("link", { name: /^Isi laporan/ }).first().click();
  await live(page, true);
  const second = await page.context().newPage();
  await second.goto(page.url());
  await live(second, true);
  await page.getByLabel("Pengunjung", { exact: true }).fill("120");
  // The other tab takes it in by itself, and types on top of it.
  await expect(second.getByLabel("Pengunjung", { exact: true })).toHaveValue("120");
  await second.getByLabel("Buku dipinjam", { exact: true }).fill("38");
  await expect(page.getByLabel("Buku dipinjam", { exact: true })).toHaveValue("38");
  await page.getByLabel("Hari buka", { exact: true }).fill("20");
  const kept = () => second.evaluate(async () => {
    const [line] = await (window as any).Antrean.states();
    return JSON.stringify((await (window as any).Antrean.loadDraft(line.key)).draft.figures);
  });
  await expect.poll(kept).toMatch(/(?=.*"120")(?=.*"38")(?=.*"20")/);
  await expect(second.getByText("Diisi berbeda di dua tempat")).toHaveCount(0);
  // Nobody looks at the other tab: it takes nothing in until it writes.
  const look = (away: boolean) => second.evaluate((away) => {
    Object.defineProperty(document, "hidden", { configurable: true, value: away });
    Object.defineProperty(document, "visibilityState", { configurable: true, value: away ? "hidden" : "visible" });
    document.dispatchEvent(new Event("visibilitychange"));
  }, away);
  await look(true);
  await page.getByLabel("Pengunjung", { exact: true }).fill("130");
  await expect.poll(kept).toMatch(/"130"/);
  await second.getByLabel("Pengunjung", { exact: true }).fill("112");
  await expect(second.getByText("Tab ini: 112 \u00b7 Tab lain: 130. Pakai yang mana?")).toBeVisible();
  await expect(page.getByLabel("Pengunjung", { exact: true })).toHaveValue("112");
  await second.getByRole("button", { name: "Dari tab lain" }).click();
  await expect(page.getByLabel("Pengunjung", { exact: true })).toHaveValue("130");
  // One is sent and received while nobody looks at the other: coming back to it shows what was sent.
  await onward(page);
  await page.getByLabel("Nama kegiatan", { exact: true }).fill("Kelas membaca anak");
  await page.getByLabel("Strategi", { exact: true }).selectOption({ label: "Pelibatan masyarakat" });
  await page.getByLabel("Tanggal", { exact: true }).fill(`${new URL(page.url()).pathname.split("/")[3]}-12`);
  await page.getByLabel("Peserta", { exact: true }).fill("18");
  for (let step = 0; step < 3; step++) await onward(page);
  await page.getByRole("button", { name: "Kirim laporan" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Laporan terkirim" })).toBeVisible({ timeout: 30_000 });
  await look(false);
  await expect(second.getByText("Laporan ini sudah dikirim dari tab lain")).toBeVisible();
  // Its page is of before that: what it says of the report at its head holds no longer.
  await expect(second.locator("#nihil-tautan")).toBeHidden();
  await expect(second.locator(".page-head .tags")).toBeHidden();
  await expect(second.getByLabel("Nama kegiatan", { exact: true })).toHaveValue("Kelas membaca anak");
});

test("\"Kirim laporan nihil\" pressed twice without signal is one report", async ({ page, another, context, complaints }, info) => {
  test.skip(info.project.name !== "phone", "once is enough");
  await redeem(page, await newcomer(await another(), "TBM Pinang Kembar", "0812-7000-0016"));
  await page.getByRole("link", { name: /^Isi laporan/ }).first().click();
  await page.getByRole("link", { name: "Kirim laporan nihil" }).first().click();
  await live(page, true);
  await context.setOffline(true);
  await page.locator("#nihil form").evaluate((form: HTMLFormElement) => { form.requestSubmit(); form.requestSubmit(); });
  await expect(page.getByText("Laporan sudah aman di HP ini")).toBeVisible();
  // Two taps are sent: nothing is offered to be changed, as there is no way back into them.
  await expect(page.getByRole("button", { name: "Ubah isian" })).toHaveCount(0);
  expect(JSON.parse(await page.evaluate(async () => (await (window as any).Antrean.exportFile()).text)).ops).toHaveLength(1);
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(line)));
});

test("\"Ubah isian\" while the report waits: the form stays open, and what is typed since is neither lost nor called sent", async ({ page, another, context, complaints }, info) => {
  test.skip(info.project.name !== "phone", "at 360 px");
  await redeem(page, await newcomer(await another(), "TBM Sirih Ulang", "0812-7000-0017"));
  await page.getByRole("link", { name: /^Isi laporan/ }).first().click();
  await live(page, true);
  const address = page.url();
  await figures(new Hands(page));
  await onward(page);
  await page.getByLabel("Nama kegiatan", { exact: true }).fill("Kelas membaca anak");
  await page.getByLabel("Strategi", { exact: true }).selectOption({ label: "Pelibatan masyarakat" });
  await page.getByLabel("Tanggal", { exact: true }).fill(`${new URL(address).pathname.split("/")[3]}-12`);
  await page.getByLabel("Peserta", { exact: true }).fill("18");
  for (let step = 0; step < 3; step++) await onward(page);
  await context.setOffline(true);
  await page.getByRole("button", { name: "Kirim laporan" }).click();
  await expect(page.getByText("Laporan sudah aman di HP ini")).toBeVisible();
  await page.getByRole("button", { name: "Ubah isian" }).click();
  await expect(page.getByRole("heading", { name: "Periksa dan kirim" })).toBeFocused();
  await expect(page.getByText("baru ikut terkirim setelah Anda kirim lagi")).toBeVisible();
  // The queue tells of a try that met no network: the form stays.
  const tried = () => page.evaluate(async () => {
    await (window as any).Antrean.sync({ now: true });
    await new Promise((resolve) => setTimeout(resolve, 500));
  });
  await tried();
  await expect(page.getByRole("button", { name: "Kirim laporan" })).toBeVisible();
  await page.evaluate(() => { location.hash = "angka"; });
  const visitors = page.getByLabel("Pengunjung", { exact: true });
  await visitors.fill("97");
  const draft = () => page.evaluate(async () => {
    const [line] = await (window as any).Antrean.states();
    return JSON.stringify((await (window as any).Antrean.loadDraft(line.key)).pairs);
  });
  await expect.poll(draft).toContain('"angka-pengunjung","97"');
  await tried();
  await expect(visitors).toBeVisible();
  // What was sent arrives; what was typed since stands in the form and is said not to be sent.
  await context.setOffline(false);
  await expect(page.getByText("Laporan diterima")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("Yang Anda ubah sesudah mengirim belum terkirim.")).toBeVisible();
  await expect(page.locator("#nihil-tautan")).toBeHidden();
  await expect(page.locator(".page-head .tags")).toBeHidden();
  await expect(visitors).toBeVisible();
  await expect(visitors).toHaveValue("97");
  expect(new URL(page.url()).pathname).toBe(new URL(address).pathname);
  expect(await draft()).toContain('"angka-pengunjung","97"');
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(line)));
});

test("sent without signal while another phone wrote: asked, and nothing that was typed is lost", async ({ page, another, context, complaints }, info) => {
  test.skip(info.project.name !== "phone", "once is enough");
  const who = await newcomer(await another(), "TBM Sirih Jauh", "0812-7000-0018");
  await redeem(page, who);
  await page.getByRole("link", { name: /^Isi laporan/ }).first().click();
  await live(page, true);
  const other = await another();
  await other.goto("/masuk");
  await other.getByLabel("Nomor HP").fill(who.phone);
  await other.getByLabel("Kata sandi", { exact: true }).fill("kapur-sirih-pinang-7");
  await other.getByRole("main").getByRole("button", { name: "Masuk" }).click();
  await expect(other.getByRole("link", { name: /^Isi laporan/ }).first()).toBeVisible();
  await other.goto(page.url());
  await live(other, true);
  // Nothing of this phone's has reached the office when it sends.
  await context.setOffline(true);
  await figures(new Hands(page));
  await onward(page);
  await page.getByLabel("Nama kegiatan", { exact: true }).fill("Kelas membaca anak");
  await page.getByLabel("Strategi", { exact: true }).selectOption({ label: "Pelibatan masyarakat" });
  await page.getByLabel("Tanggal", { exact: true }).fill(`${new URL(page.url()).pathname.split("/")[3]}-12`);
  await page.getByLabel("Peserta", { exact: true }).fill("18");
  for (let step = 0; step < 3; step++) await onward(page);
  await page.getByRole("button", { name: "Kirim laporan" }).click();
  await expect(page.getByText("Laporan sudah aman di HP ini")).toBeVisible();
  await other.getByLabel("Pengunjung", { exact: true }).fill("112");
  await expect.poll(() => other.evaluate(async () => {
    await (window as any).Antrean.sync({ now: true });
    const [line] = await (window as any).Antrean.states();
    return line?.mirrored && JSON.stringify((await (window as any).Antrean.loadDraft(line.key)).draft.figures);
  }), { timeout: 30_000 }).toMatch(/"112"/);
  await context.setOffline(false);
  await expect(page.getByText("HP ini: 96 \u00b7 Tersimpan di dinas: 112. Pakai yang mana?")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByLabel("Pengunjung", { exact: true })).toHaveValue("96");
  await expect(page.getByLabel("Buku dipinjam", { exact: true })).toHaveValue("38");
  await expect(page.getByLabel("Nama kegiatan", { exact: true })).toHaveValue("Kelas membaca anak");
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(line)));
});

test("a whole report by the keyboard alone", async ({ page, another }, info) => {
  test.skip(info.project.name !== "desktop", "there are keys on a PC");
  await redeem(page, await newcomer(await another(), "TBM Tinta Biru", "0812-7000-0005"));
  await tabTo(page, page.getByRole("link", { name: /^Isi laporan/ }).first());
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/lapor\/.+/);
  await live(page, true);
  const month = new URL(page.url()).pathname.split("/")[3];
  const type = async (label: string, words: string) => {
    await tabTo(page, page.getByLabel(label, { exact: true }));
    await page.keyboard.type(words);
  };
  await type("Hari buka", "21");
  await type("Pengunjung", "96");
  await type("Buku dipinjam", "38");
  await type("Nama kegiatan", "Kelas membaca anak");
  await type("Strategi", "Pel");
  await tabTo(page, page.getByLabel("Tanggal", { exact: true }));
  // Day, month, year: the order of the parts is the browser's.
  await page.getByLabel("Tanggal", { exact: true }).evaluate((input: HTMLInputElement, value) => {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }, `${month}-12`);
  await type("Peserta", "18");
  await tabTo(page, page.getByRole("button", { name: "Kirim laporan" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Laporan terkirim" })).toBeVisible({ timeout: 30_000 });
});

test("each step can be used by everyone", async ({ page, another }, info) => {
  test.skip(info.project.name !== "phone", "one step at a time is for phones");
  await redeem(page, await newcomer(await another(), "TBM Rotan Jernang", "0812-7000-0006"));
  await page.getByRole("link", { name: /^Isi laporan/ }).first().click();
  await live(page, true);
  // With everything that may appear: a finding, a photo, a story.
  await page.getByLabel("Hari buka", { exact: true }).fill("40");
  for (const step of STEPS) {
    if (step === "kegiatan") {
      await page.locator("input[type=file]").setInputFiles({ name: "kelas.png", mimeType: "image/png", buffer: picture(5) });
      await expect(page.getByRole("list", { name: "Foto tersimpan" }).getByRole("img")).toHaveCount(1);
    }
    if (step === "cerita") await page.getByRole("button", { name: "Tambah cerita" }).click();
    if (step === "periksa") await page.getByRole("button", { name: "Kirim laporan" }).click();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
      const said = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.target.join(" ")).join("\n  ")}`);
      expect(said, `${step}, ${colorScheme}`).toEqual([]);
    }
    const [needed, given] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(needed, `${step}: the page's width`).toBeLessThanOrEqual(given);
    if (step !== "periksa") await onward(page);
  }
  // Back through the steps by the browser's own way, and nothing is lost.
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Kendala dan upaya" })).toBeVisible();
});
