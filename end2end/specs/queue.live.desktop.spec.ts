// The phone's queue in a real browser against the real server, both killed and started again: a report that the phone called safe
// arrives exactly once, with all its photos.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, live, test } from "../fixtures";
import { librarian, PLANNER, signIn } from "../people";
import { picture } from "../picture";
import { Handset, Server } from "../server";

/** queue.js, as the page has it. */
declare const Antrean: any;

test.describe.configure({ mode: "serial" });
let server: Server;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  server = await Server.start();
});
test.afterAll(async () => server?.gone());
// A network that fails is what these tests are about; what the page makes of it still counts.
test.afterEach(({ complaints }) => { complaints.splice(0, complaints.length, ...complaints.filter((words) => !/net::ERR_/.test(words))); });

interface Month { account: string; slug: string; month: string; key: string }

/** Signs in by the page of this server; answers the month that is due, and waits until the app opens without a network. */
async function begin(page: Page, phone: string): Promise<Month> {
  await signIn(page, phone, server.url);
  await page.goto(`${server.url}/lapor`);
  const href = (await page.getByRole("link", { name: /^(Isi laporan|Lanjutkan mengisi|Lihat laporan)/ }).first().getAttribute("href")) ?? "";
  const [, , slug, month] = href.split("/");
  const account = (await page.locator("meta[name=akun]").getAttribute("content")) ?? "";
  await page.evaluate(() => navigator.serviceWorker.ready.then((worker) => worker.active && worker.active.state));
  await expect.poll(() => page.evaluate(async () => (await caches.keys()).length)).toBe(1);
  const key = `${account}/${slug}/${month}`;
  // What the office has of that month is on the phone: without it a report would be sent as the first one, and be a conflict.
  await page.evaluate((key) => Antrean.refreshDesk(key), key);
  return { account, slug, month, key };
}

const FIGURES = { pengunjung: "96", dipinjam: "38", hari_buka: "21" };
/** Puts a filled-in report with photos into the queue, as the form does. */
async function queueUp(page: Page, at: Month, title: string, photos: number, padding = 0): Promise<string> {
  const pictures = Array.from({ length: photos }, (_, n) => Buffer.concat([picture(title.length * 7 + n), randomBytes(padding)]).toString("base64"));
  return page.evaluate(async ([at, title, pictures, figures]) => {
    await Antrean.open();
    const desk = await Antrean.desk(at.key);
    const activity = crypto.randomUUID();
    const draft = {
      ...(desk?.draft ?? {}), figures: Object.fromEntries(Object.entries(figures).map(([code, text]) => [code, { text, not_counted: false }])),
      activities: [{ id: activity, strategy: "pelibatan", field: "Keterampilan", title, held_on: `${at.month}-12`, place: "Balai desa", participants: "18", partner: "", result: "" }],
      explanations: Object.fromEntries(["bulan-berjalan", "sama-bulan-lalu", ...Object.keys(figures).map((code) => `lonjakan-${code}`)].map((rule) => [rule, "Sudah dihitung ulang."])),
    };
    await Antrean.saveDraft(at.key, { pairs: [], draft, base_version: desk?.version ?? 0, step: "kirim" });
    for (const data of pictures) {
      const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
      await Antrean.addPhoto(at.key, { activity, blob: new Blob([bytes], { type: "image/png" }) });
    }
    return Antrean.enqueue(at.key, { op: "submit", body_json: JSON.stringify({ form: desk?.form?.number ?? 0, draft, nihil_reason: "" }), base_version: desk?.version ?? 0 });
  }, [at, title, pictures, FIGURES] as const);
}
const state = (page: Page, at: Month) => page.evaluate(async (key) => (await Antrean.states()).find((line: any) => line.key === key), at.key);
/** Waits until it has arrived whole; says in which state it stays when it does not. */
async function arrives(page: Page, at: Month, push = false): Promise<void> {
  await expect.poll(async () => {
    if (push) await page.evaluate(() => Antrean.sync({ now: true }));
    const line = await state(page, at);
    return line ? `${line.words} ${line.why} ${JSON.stringify(line.findings ?? "")}`.replace(/ (\[\]|"")?$/, "").trim() : "none";
  }, { timeout: 50_000, intervals: [100] }).toBe("Diterima lengkap");
}
/** What the office has of it. */
const desk = (page: Page, at: Month) => page.evaluate(async ([slug, month]) => (await fetch(`/api/v1/drafts/${slug}/bulanan/${month}`)).json(), [at.slug, at.month]);

test("no network, a dead phone, a dead server: the report arrives once, whole, and the open board shows it", async ({ another }) => {
  const office = await another();
  await signIn(office, PLANNER, server.url);
  await office.goto(`${server.url}/kantor`);
  await live(office, true);

  const phone = new Handset();
  try {
    let page = await (await phone.on()).newPage();
    const at = await begin(page, librarian(1));
    await expect.poll(() => page.evaluate((key) => Antrean.desk(key), at.key)).toBeTruthy();
    await server.down();

    // Everything under /lapor opens from the phone; the form is filled in and sent there.
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${server.url}/lapor`);
    await expect(page.getByText("Sedang tidak ada jaringan")).toBeVisible();
    await page.locator(`[data-antrean=buka] a[href="/lapor/${at.slug}/${at.month}"]`).click();
    await live(page, true);
    for (const [label, value] of Object.entries({ "Hari buka": "20", Pengunjung: "200", "Buku dipinjam": "60" })) {
      await page.getByLabel(label, { exact: true }).fill(value);
    }
    if (!(await page.getByLabel("Nama kegiatan").count())) await page.getByRole("button", { name: "Tambah kegiatan" }).click();
    await page.getByLabel("Nama kegiatan").first().fill("Kelas merajut");
    await page.getByLabel("Strategi").first().selectOption({ label: "Pelibatan masyarakat" });
    await page.getByLabel("Tanggal", { exact: true }).first().fill(`${at.month}-15`);
    await page.getByLabel("Peserta").first().fill("18");
    await page.getByLabel("Foto kegiatan").first().setInputFiles([1, 2, 3].map((n) => ({ name: `${n}.png`, mimeType: "image/png", buffer: picture(n) })));
    await expect.poll(() => page.evaluate(async (key) => (await Antrean.photos(key)).length, at.key)).toBe(3);
    await page.getByRole("button", { name: "Kirim laporan", exact: true }).last().click();
    await expect(page.getByRole("main")).toContainText("Laporan sudah aman di HP ini");
    // A browser writes its cookies down every half a minute; this sign-in is younger, a real one is months old.
    const cookies = await page.context().cookies();
    await phone.kill();

    page = await (await phone.on()).newPage();
    await page.context().addCookies(cookies);
    await page.goto(`${server.url}/lapor/antrean`);
    await expect(page.locator(`[data-key="${at.key}"]`)).toContainText("Menunggu jaringan");

    await server.up();
    await page.getByRole("button", { name: "Kirim sekarang" }).click();
    await arrives(page, at);
    await expect(page.getByText("Diterima lengkap")).toBeVisible();
    await expect(office.locator(`#k-${at.slug}-${at.month}`)).toContainText("menunggu diperiksa", { timeout: 40_000 });

    await page.goto(`${server.url}/lapor`);
    const arrived = await desk(page, at);
    expect(arrived.status).toBe("terkirim");
    expect(arrived.revision).toBe(1);
    expect(arrived.photos.map((photo: any) => photo.state ?? "")).toHaveLength(3);
    expect(arrived.draft.activities[0].title).toBe("Kelas merajut");
    expect((await state(page, at)).receipt).toMatch(/^LK-/);
  } finally {
    await phone.gone();
  }
});

test("the answer is lost after the office has stored the report: the same receipt comes back", async ({ another }) => {
  const page = await another();
  const at = await begin(page, librarian(10));
  let puts = 0;
  await page.context().route("**/api/v1/reports/**", async (route) => {
    puts += 1;
    if (puts > 2) return route.continue();
    await route.fetch();
    await route.abort("connectionreset");
  });
  await queueUp(page, at, "Lomba bercerita", 1);
  await expect.poll(async () => (await state(page, at))?.state).toMatch(/menunggu|lengkap/);
  await arrives(page, at, true);
  expect(puts).toBeGreaterThan(2);
  expect((await desk(page, at)).revision).toBe(1);
});

test("the connection is cut at every border of an upload's parts", async ({ another }) => {
  const page = await another();
  const at = await begin(page, librarian(13));
  let parts = 0, cut = 0;
  await page.context().route("**/api/v1/photos/**", async (route) => {
    if (route.request().method() !== "PATCH") return route.continue();
    parts += 1;
    if (parts % 2 === 0) return route.continue();
    // Stored, but the phone never hears of it; or never arrived.
    cut += 1;
    if (parts % 4 === 1) await route.fetch();
    return route.abort("connectionreset");
  });
  await queueUp(page, at, "Kelas komputer", 2, 200_000);
  await arrives(page, at, true);
  expect(cut).toBeGreaterThan(4);
  expect((await desk(page, at)).photos).toHaveLength(2);
});

test("with no page open, Background Sync alone delivers", async ({ another }) => {
  const page = await another();
  const at = await begin(page, librarian(12));
  const before = (await desk(page, at)).revision;
  // Cut for as long as the page is open, for the service worker too: the browser may wake it at once.
  await page.context().route("**/api/v1/reports/**", (route) => route.abort("connectionreset"));
  await queueUp(page, at, "Kelas sinkron", 2);
  await expect.poll(async () => (await state(page, at))?.words).toBe("Menunggu jaringan");
  await page.goto("about:blank");
  await page.context().unroute("**/api/v1/reports/**");
  const browser = await page.context().newCDPSession(page);
  const registration = new Promise<string>((resolve) => browser.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    const mine = registrations.find((it) => it.scopeURL.startsWith(server.url) && !it.isDeleted);
    if (mine) resolve(mine.registrationId);
  }));
  await browser.send("ServiceWorker.enable");
  // As the browser does when there is signal again, and once more as long as something waits.
  const registrationId = await registration;
  const again = () => browser.send("ServiceWorker.dispatchSyncEvent", { origin: server.url, registrationId, tag: "lapor-outbox", lastChance: false });
  const standing = async () => (await page.context().request.get(`${server.url}/api/v1/reports/${at.slug}/bulanan/${at.month}`)).json();
  await expect.poll(async () => { await again(); const it = await standing(); return [it.revision, it.missing, it.photos?.length]; }, { timeout: 60_000, intervals: [3_000] }).toEqual([before + 1, [], 2]);
});

test("two tabs send at once: one request, one report", async ({ another }) => {
  const page = await another();
  const at = await begin(page, librarian(2));
  const second = await page.context().newPage();
  await second.goto(`${server.url}/lapor/antrean`);
  let puts = 0;
  await page.context().route("**/api/v1/reports/**", (route) => { puts += 1; return route.continue(); });
  const before = (await desk(page, at)).revision;
  await queueUp(page, at, "Senam pagi", 1);
  await Promise.all([page, second, page, second].map((tab) => tab.evaluate(() => Antrean.sync({ now: true }))));
  await arrives(second, at);
  expect(puts).toBe(1);
  expect((await desk(page, at)).revision).toBe(before + 1);
  // The other tab shows it without being asked.
  await expect(second.getByText("Semua laporan dari HP ini sudah diterima.")).toBeVisible();
});

test("the form without a network brings together what it had and what the office has since", async ({ another }) => {
  const page = await another();
  const at = await begin(page, librarian(3));
  const before = await page.evaluate(async ([at]) => {
    const desk = await Antrean.desk(at.key);
    // Another phone writes, and this one learns of it while it still has a network.
    const answer = await fetch(`/api/v1/drafts/${at.slug}/bulanan/${at.month}`, {
      method: "PATCH", headers: { "Content-Type": "application/json", ...(desk.version ? { "If-Match": `"v${desk.version}"` } : { "If-None-Match": "*" }) },
      body: JSON.stringify({ schema: 1, account: at.account, draft: { ...desk.draft, obstacles: "Dari HP lain" }, photos: [], removed: [] }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    await Antrean.refreshDesk(at.key);
    return desk;
  }, [at] as const);
  await server.down();
  try {
    await page.evaluate(([at, desk]) => {
      const pairs = [...desk.pairs.filter(([name]: [string]) => name !== "angka-pengunjung"), ["angka-pengunjung", "96"]];
      const draft = { ...desk.draft, figures: { ...desk.draft.figures, pengunjung: { text: "96", not_counted: false } } };
      return Antrean.saveDraft(at.key, { pairs, draft, base_version: desk.version, step: "angka", kept: { base: desk.pairs, removed: [], photos: [] } });
    }, [at, before] as const);
    await page.goto(`${server.url}/lapor/${at.slug}/${at.month}`);
    await live(page, true);
    await expect(page.locator("[name=kendala]")).toHaveValue("Dari HP lain");
    await expect(page.locator("[name=angka-pengunjung]")).toHaveValue("96");
  } finally {
    await server.up();
  }
});

test("a board whose fetch failed fetches again", async ({ another }) => {
  const [office, page] = [await another(), await another()];
  const at = await begin(page, librarian(7));
  await signIn(office, PLANNER, server.url);
  await office.goto(`${server.url}/kantor`);
  await live(office, true);
  let failed = 0;
  await office.route(office.url(), (route) => (route.request().resourceType() === "fetch" && failed++ === 0 ? route.abort() : route.continue()));
  await queueUp(page, at, "Kelas dongeng", 0);
  await arrives(page, at);
  await expect(office.locator(`#k-${at.slug}-${at.month}`)).toContainText("menunggu diperiksa", { timeout: 40_000 });
  expect(failed).toBeGreaterThan(1);
  await expect(office.getByText("Terhubung: yang baru muncul sendiri.")).toBeVisible();
});

test("signing out leaves the queue to its account; nobody else reads it", async ({ another }) => {
  const page = await another();
  const at = await begin(page, librarian(5));
  await page.context().route("**/api/v1/reports/**", (route) => route.abort("connectionreset"));
  await queueUp(page, at, "Rahasia Ibu Ani", 0);
  await page.goto(`${server.url}/keluar`);
  await expect(page.getByText("Masih ada laporan di HP ini")).toBeVisible();
  await page.getByRole("main").getByRole("button", { name: "Keluar" }).click();
  await page.waitForURL((url) => url.pathname !== "/keluar");
  await signIn(page, librarian(6), server.url);
  await page.context().unroute("**/api/v1/reports/**");
  await page.goto(`${server.url}/lapor/antrean`);
  await expect(page.getByText("1 laporan milik akun lain belum terkirim dari HP ini.")).toBeVisible();
  await expect(page.getByText("Rahasia Ibu Ani")).toHaveCount(0);
  await page.evaluate(() => Antrean.sync({ now: true }));
  await expect(page.getByText("1 laporan milik akun lain")).toBeVisible();
  // Back with the owner it goes out by itself.
  await page.goto(`${server.url}/keluar`);
  await page.getByRole("main").getByRole("button", { name: "Keluar" }).click();
  await page.waitForURL((url) => url.pathname !== "/keluar");
  await signIn(page, librarian(5), server.url);
  await page.goto(`${server.url}/lapor/antrean`);
  await expect(page.getByText(/Semua laporan dari HP ini sudah diterima|Diterima lengkap/).first()).toBeVisible({ timeout: 20_000 });
  expect((await desk(page, at)).draft.activities[0].title).toBe("Rahasia Ibu Ani");
});

test("the browser empties the phone's storage: what is lost is named", async ({ another }) => {
  const page = await another();
  const at = await begin(page, librarian(8));
  await page.context().route("**/api/v1/reports/**", (route) => route.abort("connectionreset"));
  await queueUp(page, at, "Kelas menjahit", 2);
  // All of it: the list is written anew after every step.
  await expect.poll(() => page.evaluate(() => localStorage.getItem("lapor:daftar"))).toContain(`"key":"${at.key}","photos":2,"queued":true`);
  const browser = await page.context().newCDPSession(page);
  await browser.send("Storage.clearDataForOrigin", { origin: server.url, storageTypes: "indexeddb" });
  await page.goto(`${server.url}/lapor/antrean`);
  await expect(page.getByRole("alert")).toContainText("Peramban mengosongkan penyimpanan HP ini");
  await expect(page.getByRole("alert")).toContainText("2 foto");
  await page.getByRole("button", { name: "Mengerti" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("emptied after the draft was online once: the office's copy comes back, the photos are named", async ({ another }) => {
  const page = await another();
  const at = await begin(page, librarian(4));
  const running = new Date().toISOString().slice(0, 7);
  const key = `${at.account}/${at.slug}/${running}`;
  const address = `${server.url}/lapor/${at.slug}/${running}`;
  await page.context().route("**/api/v1/photos/**", (route) => route.abort("connectionreset"));
  await page.goto(address);
  await live(page, true);
  await page.getByLabel("Pengunjung", { exact: true }).fill("81");
  if (!(await page.getByLabel("Nama kegiatan").count())) await page.getByRole("button", { name: "Tambah kegiatan" }).click();
  await page.getByLabel("Nama kegiatan").first().fill("Kelas anyaman");
  await page.getByLabel("Foto kegiatan").first().setInputFiles([{ name: "1.png", mimeType: "image/png", buffer: picture(8) }]);
  await expect.poll(() => page.evaluate(async (key) => (await Antrean.photos(key)).length, key)).toBe(1);
  await expect.poll(async () => {
    await page.evaluate(() => Antrean.sync({ now: true }));
    return page.evaluate(async (key) => {
      const line = (await Antrean.states()).find((it: any) => it.key === key);
      return line?.mirrored ? JSON.stringify((await Antrean.loadDraft(key)).draft) : "";
    }, key);
  }, { timeout: 40_000, intervals: [500] }).toMatch(/(?=.*"81")(?=.*"Kelas anyaman")/);
  await expect.poll(() => page.evaluate(() => localStorage.getItem("lapor:daftar"))).toContain(`"mirrored":true`);
  const browser = await page.context().newCDPSession(page);
  await browser.send("Storage.clearDataForOrigin", { origin: server.url, storageTypes: "indexeddb" });
  await page.goto(address);
  await live(page, true);
  await expect(page.getByLabel("Pengunjung", { exact: true })).toHaveValue("81");
  await expect(page.getByLabel("Nama kegiatan").first()).toHaveValue("Kelas anyaman");
  await page.goto(`${server.url}/lapor/antrean`);
  await expect(page.getByRole("alert")).toContainText("1 foto (isian draf masih ada di dinas)");
});

test("a new version of the app while somebody types reloads nothing and loses nothing", async ({ another }) => {
  const page = await another();
  const at = await begin(page, librarian(9));
  await page.goto(`${server.url}/lapor/${at.slug}/${new Date().toISOString().slice(0, 7)}`);
  await live(page, true);
  await page.getByLabel("Pengunjung", { exact: true }).fill("77");
  await page.evaluate(() => { (window as any).same = true; });
  await server.down();
  server.anotherBuild();
  await server.up();
  // The old page sends while the new worker is being kept (case 25): what it began it finishes.
  await queueUp(page, at, "Kelas melukis", 2, 100_000);
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  await arrives(page, at);
  expect((await desk(page, at)).photos.length).toBeGreaterThanOrEqual(2);
  // The new unit is whole beside the old one; the old one stays while this page is open.
  await expect.poll(() => page.evaluate(async () => (await caches.keys()).length), { timeout: 20_000 }).toBe(2);
  await expect.poll(() => page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting))).toBe(true);
  expect(await page.evaluate(() => (window as any).same)).toBe(true);
  await expect(page.getByLabel("Pengunjung", { exact: true })).toHaveValue("77");
  // Without a network the old unit still opens, whole, with what was typed.
  await server.down();
  await page.goto(`${server.url}/lapor/${at.slug}/${new Date().toISOString().slice(0, 7)}`);
  await live(page, true);
  await expect(page.getByLabel("Pengunjung", { exact: true })).toHaveValue("77");
  await server.up();
});

test("a queue saved as a file is taken in by the office; when the phone sends it after all, it is the same report", async ({ another }) => {
  const page = await another();
  const at = await begin(page, librarian(11));
  const before = (await desk(page, at)).revision;
  await page.context().route("**/api/v1/reports/**", (route) => route.abort("connectionreset"));
  await queueUp(page, at, "Kelas berkebun", 1);
  await page.goto(`${server.url}/lapor/antrean`);
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Simpan sebagai berkas" }).click();
  const file = readFileSync(await (await saving).path(), "utf8");

  const office = await another();
  await signIn(office, PLANNER, server.url);
  const taken = await office.evaluate(async (body) => {
    const answer = await fetch("/api/v1/queue", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    return { status: answer.status, text: await answer.text() };
  }, file);
  expect(taken.status, taken.text).toBe(200);
  expect((await desk(page, at)).revision).toBe(before + 1);

  await page.context().unroute("**/api/v1/reports/**");
  await arrives(page, at, true);
  const after = await desk(page, at);
  expect(after.revision).toBe(before + 1);
  expect(after.photos.length).toBeGreaterThan(0);
});
