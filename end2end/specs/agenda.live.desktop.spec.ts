// What only scripts can do at an agenda: few clicks, the keyboard alone, carrying by pointer, remedies in one tap.
import type { Locator, Page } from "@playwright/test";
import { add, create, item, settled } from "../agenda";
import { expect, live, test } from "../fixtures";
import { enterAs } from "../people";

const FIRST = "2027-10-06";
const SECOND = "2027-10-07";

/** A planner's hand: does one thing at a time, and counts. */
interface Hand {
  count: number;
  press: (target: Locator) => Promise<void>;
  write: (target: Locator, words: string) => Promise<void>;
  choose: (target: Locator, label: string) => Promise<void>;
}

const mouse = (): Hand => ({
  count: 0,
  async press(target) { this.count++; await target.click(); },
  async write(target, words) { this.count++; await target.fill(words); },
  async choose(target, label) { this.count++; await target.selectOption({ label }); },
});

/** The Tab key walks to the target, Enter presses it; nothing is clicked. `count` are the keys pressed. */
function keys(page: Page): Hand {
  const walk = async (hand: Hand, target: Locator) => {
    for (let presses = 0; presses < 900; ) {
      // The shorter way round: what stands above the focus is reached backwards. Half of the way at once, so that a busy machine is
      // not asked at every key where the focus is.
      const [way, far] = await target.evaluate((element): [string, number] => {
        const at = document.activeElement;
        if (!at || at === element) return ["", 0];
        const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter((one) => one.checkVisibility());
        const [here, there] = [stops.indexOf(at), stops.indexOf(element)];
        return [here >= 0 && there < here ? "Shift+Tab" : "Tab", here < 0 ? 1 : Math.abs(there - here)];
      });
      if (!way) return;
      for (let key = 0; key < Math.max(1, Math.floor(far / 2)); key++, presses++) {
        hand.count++;
        await page.keyboard.press(way);
      }
    }
    throw new Error(`the Tab key does not reach ${target}`);
  };
  return {
    count: 0,
    async press(target) { await walk(this, target); this.count++; await page.keyboard.press("Enter"); },
    async write(target, words) {
      await walk(this, target);
      if ((await target.getAttribute("type")) === "date") {
        // The browser's own field: month, day, year or day, month, year, as its language has it.
        const [year, month, day] = words.split("-");
        for (const typed of [`${month}${day}${year}`, `${day}${month}${year}`]) {
          this.count += typed.length;
          await page.keyboard.type(typed);
          if ((await target.inputValue()) === words) return;
          while (!(await target.evaluate((element) => element === document.activeElement))) await page.keyboard.press("Shift+Tab");
          for (let part = 0; part < 2; part++) await page.keyboard.press("ArrowLeft");
        }
        throw new Error("the date could not be typed");
      }
      this.count += words.length;
      await page.keyboard.press("Control+A");
      await page.keyboard.type(words);
    },
    async choose(target, label) {
      await walk(this, target);
      this.count += 3;
      await page.keyboard.type(label);
      await expect(target.locator("option:checked")).toHaveText(label);
    },
  };
}

/** From the empty list of meetings to a published agenda of two days in which nothing is open. */
async function build(page: Page, hand: Hand, name: string): Promise<void> {
  await page.goto("/kantor/plm");
  const form = page.locator("details", { hasText: "Buat pertemuan baru" });
  if ((await form.getAttribute("open")) === null) await hand.press(form.locator("summary").first());
  await hand.write(page.getByLabel("Nama pertemuan"), name);
  for (const [group, date, venue] of [[/Hari pertama/, FIRST, "Aula DPK"], [/Hari kedua/, SECOND, "Taman kota"]] as const) {
    const day = page.getByRole("group", { name: group });
    await hand.write(day.getByLabel("Tanggal"), date);
    await hand.write(day.getByLabel("Tempat"), venue);
  }
  await hand.press(page.getByRole("button", { name: "Buat pertemuan" }));
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await live(page, true);

  await hand.choose(page.getByLabel("Susunan", { exact: true }), "PLM dua hari");
  await hand.press(page.getByRole("button", { name: "Pakai susunan ini" }));
  await expect(item(page, "Registrasi peserta")).toBeVisible();
  await settled(page);

  // Who shares with whom, as the reports suggest it.
  await hand.press(page.getByRole("link", { name: "Usulan", exact: true }));
  const none = page.getByText("Tidak ada usulan yang masih terbuka.");
  // Another test approves a report or adds a library meanwhile: the page says so and proposes anew.
  const changed = page.locator(".error-summary:not([data-before])", { hasText: "karena agenda atau laporannya berubah" });
  for (let tries = 0; tries < 3; tries++) {
    await hand.press(page.getByRole("button", { name: /^Terima yang dicentang/ }));
    await expect(none.or(changed)).toBeVisible();
    if (await none.isVisible()) break;
    await changed.evaluateAll((all) => all.forEach((one) => one.setAttribute("data-before", "")));
  }
  await expect(none).toBeVisible();
  await hand.press(page.getByRole("navigation", { name: "Jejak" }).getByRole("link", { name: "Agenda" }));
  await live(page, true);
  await expect(page.getByRole("heading", { name: /^Berbagi:/ }).first()).toBeVisible();

  // Everything that is said to be wrong is mended by the first remedy that is offered; what has none is accepted with a reason.
  const check = page.getByRole("region", { name: "Pemeriksaan agenda" });
  for (let round = 0; round < 40; round++) {
    const error = check.locator(".agenda-errors li").first();
    const warnings = check.locator("#g-ingat:not([hidden])");
    if ((await error.count()) > 0) {
      await hand.press(error.getByRole("button").first());
    } else if ((await warnings.count()) > 0) {
      if ((await warnings.getAttribute("open")) === null) await hand.press(warnings.locator("summary").first());
      // What was folded away follows its count a moment later.
      await expect(warnings.locator("> ul > li")).toHaveCount(Number.parseInt(await warnings.locator("summary").first().innerText(), 10));
      const warning = warnings.locator("> ul > li").first();
      const remedy = warning.locator("> .row > button").first();
      if ((await remedy.count()) > 0) {
        await hand.press(remedy);
      } else {
        await hand.press(warning.locator("summary"));
        await hand.write(warning.getByLabel("Alasan"), "Menyusul");
        await hand.press(warning.getByRole("button", { name: "Terima peringatan" }));
      }
    } else {
      break;
    }
    await settled(page);
  }
  await expect(check).toContainText("Tidak ada bentrok");
  await expect(check.locator("#g-ingat")).toBeHidden();
  await hand.write(page.getByLabel("Apa yang baru di versi ini?"), "Versi pertama");
  await hand.press(page.getByRole("button", { name: "Terbitkan agenda" }));
  await expect(page.getByText("Terbit, versi 1")).toBeVisible();
}

test("a two-day meeting in at most 60 clicks", async ({ page }) => {
  await enterAs(page, "planner");
  const hand = mouse();
  await build(page, hand, "Temu Belajar Klik");
  console.log(`clicks, choices and filled fields: ${hand.count}`);
  expect(hand.count).toBeLessThanOrEqual(60);
});

test("the same with the keyboard alone", async ({ page }) => {
  // Some seven hundred keys, each of which the page answers.
  test.setTimeout(300_000);
  await enterAs(page, "planner");
  const hand = keys(page);
  await build(page, hand, "Temu Belajar Papan Ketik");
  console.log(`keys pressed: ${hand.count}`);
});

const order = (page: Page) => page.locator("[data-item] h3").allTextContents();

test("an item is carried by pointer and by keys, and Escape leaves all as it was", async ({ page }) => {
  await enterAs(page, "planner");
  await create(page, "Temu Belajar Seret", FIRST, SECOND);
  await live(page, true);
  for (const title of ["Satu", "Dua", "Tiga"]) await add(page, FIRST, title, 30);
  const grip = (title: string) => page.getByRole("button", { name: `Angkat ${title}` });
  const middle = async (target: Locator) => {
    const box = (await target.boundingBox())!;
    return [box.x + box.width / 2, box.y + box.height / 2, box.height] as const;
  };

  // By pointer: what would shift is said before the finger lets go, and nothing has moved yet.
  await item(page, "Dua").scrollIntoViewIfNeeded();
  const [x, y] = await middle(grip("Satu"));
  const [, below, height] = await middle(item(page, "Tiga"));
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 20);
  await page.mouse.move(x, below + height / 4, { steps: 4 });
  await expect(page.locator("#g-pratinjau")).toContainText("2 acara lain bergeser");
  expect(await order(page)).toEqual(["Satu", "Dua", "Tiga"]);
  await page.keyboard.press("Escape");
  await page.mouse.up();
  expect(await order(page)).toEqual(["Satu", "Dua", "Tiga"]);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 20);
  await page.mouse.move(x, below + height / 4, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => order(page)).toEqual(["Dua", "Tiga", "Satu"]);
  await settled(page);

  // By keys: lifted, carried into the next day and back, put down; then once more and let go of.
  await grip("Satu").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("#g-hari-hari > section").nth(1).locator("[data-item] h3")).toHaveText("Satu");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect.poll(() => order(page)).toEqual(["Dua", "Satu", "Tiga"]);
  await settled(page);
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Escape");
  expect(await order(page)).toEqual(["Dua", "Satu", "Tiga"]);
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(() => order(page)).toEqual(["Satu", "Dua", "Tiga"]);
  await settled(page);

  // Undo without limit, back to the empty agenda; redo brings all back. A step begins when nothing else is asked of the server, so
  // what it does is waited for, not only that nothing is on its way.
  const [undo, redo] = ["Batalkan langkah", "Ulangi"].map((name) => page.getByRole("button", { name }));
  const step = async (button: Locator) => {
    const before = await order(page);
    await button.click();
    await expect.poll(() => order(page)).not.toEqual(before);
    await settled(page);
  };
  let steps = 0;
  for (; (await order(page)).length > 0; steps++) await step(undo);
  for (; steps > 0; steps--) await step(redo);
  await expect.poll(() => order(page)).toEqual(["Satu", "Dua", "Tiga"]);
});

test("what is published is what stands on the page, whatever was typed first and however slow the network is", async ({ page }) => {
  await enterAs(page, "planner");
  await create(page, "Temu Terbit", "2027-10-20", "2027-10-21");
  await live(page, true);
  await add(page, "2027-10-20", "Pembukaan", 30);
  // The note is typed before the last edit; the form with it was written before that edit too.
  await page.getByLabel("Apa yang baru di versi ini?").fill("Versi pertama.");
  await page.getByRole("button", { name: /^Perpanjang Pembukaan/ }).click();
  await settled(page);
  await page.getByRole("button", { name: "Terbitkan agenda" }).click();
  await expect(page.getByText("Agenda diterbitkan. Publik sudah melihatnya.")).toBeVisible();

  // The edit is still on its way when the button is pressed: the agenda is published once it is saved, without a second press. The page
  // is opened anew for that, without the notice of the first publication: the second one's has to be its own.
  await page.goto(page.url().split("?")[0]);
  await live(page, true);
  await expect(page.getByText("Agenda diterbitkan. Publik sudah melihatnya.")).toHaveCount(0);
  let release = () => {};
  const held = new Promise<void>((resolve) => { release = resolve; });
  await page.route("**/api/fn/agenda/ask", async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("button", { name: /^Perpanjang Pembukaan/ }).click();
  await page.getByLabel("Apa yang baru di versi ini?").fill("Versi kedua.");
  await page.getByRole("button", { name: "Terbitkan agenda" }).click();
  await expect(page.getByText("Perubahan disimpan dulu, lalu ini dikerjakan.")).toBeAttached();
  await expect(page.getByText("Terbit, versi 1", { exact: true })).toBeVisible();
  release();
  await expect(page.getByText("Agenda diterbitkan. Publik sudah melihatnya.")).toBeVisible();
  await expect(page.getByText("Terbit, versi 2", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Lihat halaman publik" }).click();
  await expect(page.getByText("Versi kedua.")).toBeAttached();
  await expect(page.locator(".agenda-entry", { hasText: "Pembukaan" })).toContainText("08.00–08.40");
});

test("what is typed in one item outlives what is done to others, and goes only when the planner says so", async ({ page }) => {
  await enterAs(page, "planner");
  await create(page, "Temu Belajar Ketikan", "2027-12-01", "2027-12-02");
  await live(page, true);
  for (const title of ["Satu", "Dua", "Tiga"]) await add(page, "2027-12-01", title, 30);
  const title = page.locator("[id^=f-ubah-][id$=-title]");
  const dialog = page.getByRole("dialog");
  await page.getByRole("link", { name: "Ubah Satu", exact: true }).click();
  await title.fill("Satu setengah");

  // Another item's dialog, left by Escape and then sent.
  const move = async () => {
    await page.getByRole("button", { name: "Angkat Tiga" }).focus();
    await page.keyboard.press("m");
    await expect(dialog).toBeVisible();
  };
  await move();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(title).toHaveValue("Satu setengah");
  await move();
  await dialog.getByLabel("Urutan").selectOption("awal");
  await dialog.getByRole("button", { name: "Pindahkan acara" }).click();
  await expect.poll(() => order(page)).toEqual(["Tiga", "Satu", "Dua"]);
  await expect(dialog).toBeHidden();
  await expect(title).toHaveValue("Satu setengah");

  // The forms below it: one that is refused, one that is carried out.
  const half = item(page, "Satu").getByLabel("Bagian pertama (menit)");
  const split = item(page, "Satu").getByRole("button", { name: "Pecah dua" });
  await half.fill("30");
  await split.click();
  await expect(item(page, "Satu").getByRole("alert")).toContainText("Bagian pertama");
  await expect(title).toHaveValue("Satu setengah");
  await half.fill("10");
  await split.click();
  await expect(page.locator("[data-item]")).toHaveCount(4);
  await settled(page);
  await expect(title).toHaveValue("Satu setengah");

  // Whoever goes elsewhere is asked.
  const asked: string[] = [];
  page.on("dialog", async (question) => {
    asked.push(question.message());
    await question.dismiss();
  });
  await title.press("Escape");
  await page.getByRole("link", { name: "Ubah Dua", exact: true }).click();
  expect(asked).toEqual(Array(2).fill("Isian acara “Satu” belum disimpan. Tutup tanpa menyimpan?"));
  await expect(title).toHaveValue("Satu setengah");

  // Saved, it changes the title and nothing else: the minutes are those of the half.
  await item(page, "Satu").getByRole("button", { name: "Simpan acara" }).click();
  await expect(item(page, "Satu setengah")).toContainText("10 menit");
  await expect(page.locator(".agenda-form form")).toHaveCount(0);
  await settled(page);

  // Deleted from its open form and brought back, it comes without one.
  await page.getByRole("link", { name: "Ubah Dua", exact: true }).click();
  await page.getByRole("button", { name: "Hapus acara" }).click();
  await expect(item(page, "Dua")).toHaveCount(0);
  await settled(page);
  await page.getByRole("button", { name: "Batalkan langkah" }).click();
  await expect(item(page, "Dua")).toBeVisible();
  await expect(page.locator(".agenda-form form")).toHaveCount(0);
  expect(asked).toHaveLength(2);
});

test("what was refused stays in its form until it is sent again; an item sent to another day needs no order; publishing asks about half an item", async ({ page }) => {
  await enterAs(page, "planner");
  await create(page, "Temu Belajar Ditolak", "2027-12-15", "2027-12-16");
  await live(page, true);
  for (const title of ["Satu", "Dua"]) await add(page, "2027-12-15", title, 30);
  const form = page.locator("details", { has: page.getByText("Tambah acara pada Rabu", { exact: true }) });
  const send = form.getByRole("button", { name: "Tambah acara" });
  await form.getByLabel("Judul acara").fill("Kunjungan");
  await form.getByLabel("Lama (menit)").fill("900");
  await send.click();
  await expect(form.getByRole("alert")).toContainText("antara 1 dan 720");
  await page.getByRole("button", { name: /^Perpanjang Satu/ }).click();
  await expect(item(page, "Satu")).toContainText("35 menit");
  await settled(page);
  await expect(form.getByLabel("Judul acara")).toHaveValue("Kunjungan");
  await form.getByLabel("Lama (menit)").fill("90");
  await send.click();
  await expect(item(page, "Kunjungan")).toBeVisible();
  await expect(form.getByRole("alert")).toHaveCount(0);
  await expect(form.getByLabel("Judul acara")).toHaveValue("");
  await settled(page);

  // A button that was refused and holds no words keeps nothing of its part as it was.
  const day = page.locator("[data-day]").first();
  const settings = day.locator("details.agenda-settings");
  await settings.locator("summary").first().click();
  await settings.getByRole("button", { name: "Hapus hari ini dari agenda" }).click();
  await expect(settings.getByRole("alert")).toContainText("Masih ada acara di sana");
  await settings.getByLabel("Mulai", { exact: true }).fill("09.00");
  await settings.getByRole("button", { name: "Simpan hari" }).click();
  await expect(item(page, "Satu")).toContainText("09.00");
  await settled(page);
  await expect(settings.getByLabel("Mulai", { exact: true })).toHaveValue("09.00");
  await expect(settings.getByRole("alert")).toHaveCount(0);

  // The order that the dialog comes with is the one of the day it stands on.
  await page.getByRole("button", { name: "Angkat Dua" }).focus();
  await page.keyboard.press("m");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Ke hari dan tempat").selectOption({ index: 1 });
  await dialog.getByRole("button", { name: "Pindahkan acara" }).click();
  await expect(page.locator("#g-hari-hari > section").nth(1)).toContainText("Dua");
  await expect(dialog).toBeHidden();
  await settled(page);

  // One that was chosen and is not on that day is refused where it was chosen.
  await page.getByRole("button", { name: "Angkat Kunjungan" }).focus();
  await page.keyboard.press("m");
  await dialog.getByLabel("Urutan").selectOption({ index: (await dialog.getByLabel("Urutan").locator("option").count()) - 1 });
  await dialog.getByRole("button", { name: "Pindahkan acara" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Pilih urutan di hari yang sama");
  await dialog.getByRole("button", { name: "Batal" }).click();
  await expect(dialog).toBeHidden();

  // Half an item is not left behind by publishing without a question.
  await form.getByLabel("Judul acara").fill("Setengah");
  await page.getByLabel("Apa yang baru di versi ini?").fill("Versi pertama.");
  const publish = page.getByRole("button", { name: "Terbitkan agenda" });
  const [asked] = await Promise.all([
    page.waitForEvent("dialog").then(async (question) => { await question.dismiss(); return question.message(); }),
    publish.click(),
  ]);
  expect(asked).toContain("ada isian lain yang belum disimpan");
  await expect(form.getByLabel("Judul acara")).toHaveValue("Setengah");
  await form.getByLabel("Judul acara").fill("");
  await publish.click();
  await expect(page.getByText("Agenda diterbitkan. Publik sudah melihatnya.")).toBeVisible();
});

test("a page from before a restore says that it has to be loaded again, and promises nothing", async ({ page }) => {
  await enterAs(page, "planner");
  await create(page, "Temu Belajar Cadangan", "2027-12-08", "2027-12-09");
  await live(page, true);
  await add(page, "2027-12-08", "Pembukaan", 30);
  const conflict = { Conflict: "Data dipulihkan dari cadangan. Muat ulang halaman ini." };
  await page.route("**/api/fn/agenda/ask", (route) => route.fulfill({ status: 409, contentType: "application/json", body: JSON.stringify(conflict) }));
  const longer = page.getByRole("button", { name: /^Perpanjang Pembukaan/ });
  await longer.click();
  await expect(page.locator(".saving")).toContainText("Data dipulihkan dari cadangan");
  await page.getByLabel("Apa yang baru di versi ini?").fill("Versi pertama.");
  await page.getByRole("button", { name: "Terbitkan agenda" }).click();
  await expect(page.locator("#g-ucap")).toContainText("Muat ulang halaman ini dulu");
  await longer.click();
  await expect(page.locator("#g-ucap")).toContainText("Pembukaan: ");
  await page.getByRole("button", { name: "Batalkan langkah" }).click();
  await expect(page.locator("#g-ucap")).toContainText("Muat ulang halaman ini dulu");

  // What was made meanwhile is kept, and goes out from the page that is loaded anew.
  await page.unroute("**/api/fn/agenda/ask");
  page.on("dialog", (leave) => leave.accept());
  await page.reload();
  await live(page, true);
  await settled(page);
  await expect(item(page, "Pembukaan").locator(".agenda-time")).toContainText("08.40");
});
