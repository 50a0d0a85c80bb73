// The door on a planner's phone: check-in by camera and by name, with and without a network. The list of people is carried in the
// phone's own database, what the door saw is kept there (strict durability) before anything is shown, and sent whenever there is signal.
// A check-in and its undoing each have an id made here; the server keeps each id once, so sending twice is saying once. Who is present
// is the earliest check-in that is not undone, here as there (src/domain/door.rs), so several doors agree in the end. What was sent stays
// on the phone while the list does: an office that went back to a backup is told it again (restore_epoch, as queue.js hears it).
"use strict";
(function () {
  const section = document.querySelector("[data-pintu]");
  if (!section) return;
  // The page that the service worker keeps knows neither meeting nor person: the address and this phone do.
  const meeting = section.dataset.pintu || location.pathname.split("/")[3];
  let day = section.dataset.hari || new URLSearchParams(location.search).get("hari") || "";
  const remembered = (name, value) => {
    try {
      if (value) localStorage.setItem(name, value);
      return localStorage.getItem(name) ?? value ?? "";
    } catch { return value ?? ""; }
  };
  // Who is signed in here, as a page of theirs said last; signing out takes it away (see isian.js).
  const account = remembered("pintu:akun", document.querySelector("meta[name=akun]")?.content);
  const KEY = `${account}/${meeting}`;
  // Words that the office has acknowledged; under a key of their own a script of before takes them for nobody's.
  const SENT = "/terkirim";
  const QR = document.querySelector("script[src$='/pintu.js']").getAttribute("src").replace(/pintu\.js$/, "qr.js");
  const API = `/api/v1/doors/${meeting}`;
  const POLL = 4_000, PATIENCE = 20_000, BATCH = 100, SAME = 4_000, SHOWN = 60, KEPT = 5_000;
  const part = (name) => document.querySelector(`[data-bagian=${name}]`);
  const uuid = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  function make(tag, set = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(set)) {
      if (name === "onclick") element.addEventListener("click", value);
      else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  }

  // ---------------------------------------------------------------------------------------------- what the phone keeps

  let opened = null;
  const database = () => (opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("pintu", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("lists", { keyPath: "key" });
      request.result.createObjectStore("words", { keyPath: "n", autoIncrement: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  }));
  async function transact(mode, stores, work) {
    const db = await database();
    return new Promise((resolve, reject) => {
      const tx = db.transaction(stores, mode, { durability: "strict" });
      const request = work(...stores.map((name) => tx.objectStore(name)));
      tx.oncomplete = () => resolve(request?.result);
      tx.onabort = tx.onerror = () => reject(tx.error);
    });
  }

  // { list, since, tag, days, people, checkins: {id: [participant, day, at]}, undone: {id: 1}, words: {code: text}, offset, epoch }
  let held = null;
  let queue = [];              // words not acknowledged yet, oldest first
  let trouble = "";            // why nothing can be sent
  let offline = false;
  const repeated = new Set();  // ids of words that are said again after a restore: nobody stands at the door for them
  let others = 0;              // words that another account's door left on this phone; only that account sends them
  // Whose session the server answers: words go out under the account that saw them, or wait.
  let server = document.querySelector("meta[name=akun]")?.content ?? "";
  let storing = Promise.resolve();
  const save = () => (storing = storing.then(() => transact("readwrite", ["lists"], (lists) => lists.put({ key: KEY, ...held }))).catch(() => {}));

  /** Takes in what the server told: only adds, so hearing it twice changes nothing. */
  function takeIn(news) {
    held = {
      ...(held ?? { checkins: {}, undone: {} }), list: news.list, since: news.since, tag: news.tag, days: news.days,
      words: Object.fromEntries(news.words), offset: news.now * 1000 - Date.now(),
      epoch: news.restore_epoch ?? held?.epoch,      // a server of before tells none
    };
    if (news.people) held.people = news.people;
    for (const [id, who, on, at] of news.checkins) held.checkins[id] = [who, on, at];
    for (const id of news.undone) held.undone[id] = 1;
    save();
  }
  /** participant -> the earliest check-in of this day that holds, with what still waits here. */
  function presence() {
    const undone = { ...held.undone };
    for (const word of queue) for (const id of word.undo ?? []) undone[id] = 1;
    const present = new Map();
    const see = (id, who, on, at) => {
      if (on !== day || undone[id]) return;
      const before = present.get(who);
      present.set(who, { at: Math.min(at, before?.at ?? at), ids: [...(before?.ids ?? []), id] });
    };
    for (const [id, [who, on, at]] of Object.entries(held.checkins)) see(id, who, on, at);
    for (const word of queue) if (word.participant) see(word.id, word.participant, word.day, word.at);
    return present;
  }
  const today = () => held.days.find((one) => one.id === day);
  const now = () => Math.floor((Date.now() + held.offset) / 1000);
  function clock(at) {
    const span = today().span;
    const minute = Math.floor((at - span[0]) / 60);
    if (minute <= 0 || at > span[1]) return "";
    return `${String(Math.floor(minute / 60)).padStart(2, "0")}.${String(minute % 60).padStart(2, "0")}`;
  }

  // ---------------------------------------------------------------------------------------------- what the door sees

  const words = (code, name, at) => (held.words[code] ?? "").replace("{nama}", name || "Orang ini").replace("{jam}", clock(at) || "tadi");
  const GOOD = ["hadir", "sudah"], CARE = ["hari-lain", "tunggu"];

  /** Keeps a word on the phone; only then is it true. */
  async function say(word) {
    word.n = await transact("readwrite", ["words"], (store) => store.add({ key: KEY, ...word }));
    queue.push(word);
    draw();
    send();
  }
  /** A text that the camera read, or a person chosen by name. */
  async function see({ scanned = "", participant = "" }) {
    const span = today().span, at = now();
    let code = "", person = null;
    if (participant) person = held.people.find((one) => one.id === participant);
    else {
      const [mark, tag, secret] = scanned.trim().split(":");
      if (mark !== "PLM" || !secret) return tell("asing");
      if (tag !== held.tag) return tell("pertemuan-lain");
      person = held.people.find((one) => one.code === secret);
    }
    if (at < span[0]) return tell("belum", person);
    if (!person) {
      // Perhaps entered after this phone took its list: kept, and the server says.
      await say({ id: uuid(), scanned, day, at });
      return tell(offline ? "" : "menunggu", null, offline ? "QR ini tidak ada di daftar yang dibawa HP ini. Disimpan, dan diperiksa begitu ada sinyal." : "Memeriksa …");
    }
    const before = presence().get(person.id);
    if (before && !person.removed) code = "sudah";
    else if (person.removed) code = "dihapus";
    else if (!person.days.includes(day)) code = "hari-lain";
    else code = person.waits.includes(day) ? "tunggu" : "hadir";
    if (code !== "sudah") await say({ id: uuid(), participant: person.id, scanned, day, at: at > span[1] ? 0 : at });
    tell(code, person, null, before?.at ?? at);
  }
  async function undo(participant) {
    const ids = presence().get(participant)?.ids ?? [];
    if (ids.length) await say({ id: uuid(), undo: ids });
    const person = held.people.find((one) => one.id === participant);
    show("warning", `Kehadiran ${person?.name ?? ""} dibatalkan.`);
  }
  function tell(code, person, text, at) {
    const tone = GOOD.includes(code) ? "success" : CARE.includes(code) || !code ? "warning" : code === "menunggu" ? "" : "danger";
    show(tone, text ?? words(code, person?.name, at), person);
    navigator.vibrate?.(GOOD.includes(code) ? 60 : [60, 60, 60]);
  }

  // ---------------------------------------------------------------------------------------------- to and from the server

  let sending = false, again = false;
  async function ask(path, body) {
    // A network that hangs is one that is not there.
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(path, {
        signal: stop.signal,
        method: body ? "POST" : "GET", headers: { accept: "application/json", ...(body && { "content-type": "application/json" }) },
        credentials: "same-origin", cache: "no-store", body: body && JSON.stringify(body),
      });
      offline = response.status >= 502;
      if (response.redirected || response.status === 401) trouble = "Sesi Anda sudah berakhir. Catatan pintu aman di HP ini; masuk lagi supaya terkirim.";
      else if (response.status === 403 || response.status === 404) trouble = "Pertemuan ini tidak terbuka untuk akun ini. Catatan pintu tetap tersimpan di HP ini.";
      else if (response.ok) { trouble = ""; return await response.json(); }
    } catch { offline = true; } finally { clearTimeout(timer); }
    return null;
  }
  async function send() {
    if (sending) { again = true; return; }
    sending = true;
    try {
      do {
        again = false;
        await deliver();
      } while (again);
    } finally {
      sending = false;
      draw();
    }
  }
  async function deliver() {
    while (queue.length && server === account) {
      const part = queue.slice(0, BATCH), { epoch } = held;
      const answer = await ask(API, { account, door: door(), words: part.map(({ n, key, ...word }) => word) });
      if (!Array.isArray(answer)) return;
      // Perhaps answered before a restore that was heard of meanwhile: asked again.
      if (held.epoch !== epoch) continue;
      const told = [], taken = new Set();
      let strange = 0;
      for (const heard of answer) {
        const word = part.find((one) => one.id === heard.id);
        if (!word) continue;
        const again = repeated.has(word.id);
        const took = word.undo || (heard.participant && heard.verdict !== "bukan-hari" && heard.verdict !== "belum");
        if (again || took) taken.add(word.n);
        if (again && !word.undo && !heard.participant) strange += 1;
        if (word.undo) for (const id of word.undo) held.undone[id] = 1;
        else if (took) held.checkins[word.id] = [heard.participant, word.day, word.at || heard.at];
        // What the phone could not know itself: another door was earlier, somebody was taken off the list meanwhile.
        if (!again && !word.undo && (!word.participant || heard.verdict !== "hadir")) told.push([heard, held.people.find((one) => one.id === heard.participant)]);
      }
      const late = told.filter(([heard]) => heard.verdict === "sudah");
      if (late.length > 1) show("success", `${late.length} orang sudah dicatat di pintu lain; tidak dihitung dua kali: ${late.map(([, person]) => person?.name ?? "").join(", ")}.`);
      for (const [heard, person] of told) if (late.length < 2 || heard.verdict !== "sudah") tell(heard.verdict, person, null, heard.at);
      if (strange) show("warning", `${strange} catatan pintu HP ini tentang orang yang tidak ada lagi di daftar setelah layanan dipulihkan. Daftarkan lagi orangnya.`);
      const gone = new Set(part.map((word) => word.n));
      queue = queue.filter((word) => !gone.has(word.n));
      draw();
      await save();
      // A phone that does not even write this sends them again when the page is opened next, and that is saying them once.
      await transact("readwrite", ["words"], (store) => {
        for (const word of part) if (taken.has(word.n)) store.put({ ...word, key: KEY + SENT }); else store.delete(word.n);
      }).catch(() => {});
    }
  }
  const door = () => remembered("pintu:nama", remembered("pintu:nama") ? "" : `hp-${uuid().slice(0, 8)}`);
  async function renew() {
    let news = await ask(held ? `${API}?since=${held.since}&list=${held.list}` : API);
    if (news) server = news.account;
    if (server && server !== account) trouble = "HP ini sekarang dipakai akun lain. Catatan pintu aman di HP ini; muat ulang halaman ini.";
    else if (news) {
      if (news.restore_epoch > held?.epoch) news = (await restored().catch(() => null)) ?? { ...news, restore_epoch: held.epoch };
      takeIn(news);
    }
    if (held && queue.length) await send();
    draw();
  }
  /**
   * The office went back to a backup. What it has now is what holds, and what this phone has said here is said again; what other doors
   * said they say themselves. Nothing came of it: the epoch stays as it was, and the next look tries again.
   */
  async function restored() {
    const news = await ask(API);
    if (news?.account !== account) return null;
    // Asked for whole once more, should the page be closed before the answer is kept.
    const whole = { ...held, since: 0, checkins: {}, undone: {}, epoch: news.restore_epoch };
    const again = [];
    await transact("readwrite", ["lists", "words"], (lists, store) => {
      const all = store.getAll();
      all.onsuccess = () => {
        for (const word of all.result.filter((one) => one.key === KEY + SENT)) {
          again.push({ ...word, key: KEY });
          store.put(again.at(-1));
        }
      };
      return lists.put({ key: KEY, ...whole });
    });
    held = whole;
    queue = [...again, ...queue];
    for (const word of again) repeated.add(word.id);
    const own = again.length ? `${again.length} catatan pintu HP ini dikirim ulang. ` : "";
    show("warning", `Layanan dipulihkan dari cadangan. ${own}Yang dicatat HP lain muncul lagi begitu HP itu tersambung.`);
    return news;
  }
  let renewing = null;
  /** One at a time: where an answer takes longer than the next look, looks do not pile up. */
  const refresh = () => (renewing ??= renew().finally(() => { renewing = null; }));

  // ---------------------------------------------------------------------------------------------- what the page shows

  let said = null, state = null, video = null, stop = null;
  const list = part("daftar"), search = part("cari")?.querySelector("[name=cari]");
  function show(tone, text, person) {
    said.className = `notice ${tone}`;
    said.replaceChildren(make("strong", {}, text), person?.from ? make("p", {}, person.from) : "");
    said.hidden = false;
  }
  const rows = new Map();      // person -> { mark: what the row says, line: the row }
  function row(person, present) {
    const here = present.get(person.id);
    const mark = JSON.stringify([person.name, person.from, person.waits.includes(day), here && clock(here.at)]);
    if (rows.get(person.id)?.mark !== mark) rows.set(person.id, { mark, line: drawn(person, here) });
    return rows.get(person.id).line;
  }
  function drawn(person, here) {
    const hidden = (text) => make("span", { class: "visually-hidden" }, text);
    const waits = person.waits.includes(day) ? " · daftar tunggu" : "";
    const about = make("span", {}, make("strong", {}, person.name), make("br"), make("span", { class: "muted small" }, person.from + waits));
    const time = here ? clock(here.at) : "";
    const act = here
      ? [make("span", { class: "tag ok" }, time ? `Hadir ${time}` : "Hadir"), make("button", { type: "button", class: "button quiet small", onclick: () => undo(person.id).catch(broken) }, "Batalkan", hidden(` kehadiran ${person.name}`))]
      : [make("button", { type: "button", class: "button small", onclick: () => see({ participant: person.id }).catch(broken) }, "Hadir", hidden(` ${person.name}`))];
    return make("li", { class: "row", "data-orang": person.id }, about, ...act);
  }
  function draw() {
    if (!held?.people || !today()) return;
    const present = presence();
    const people = held.people.filter((one) => !one.removed && (one.days.includes(day) || present.has(one.id)));
    const here = people.filter((one) => present.has(one.id));
    part("hadir").textContent = here.length;
    part("semua").textContent = people.length;
    const by = new Map();
    for (const one of people) {
      const count = by.get(one.from || "Lainnya") ?? [0, 0];
      by.set(one.from || "Lainnya", [count[0] + (present.has(one.id) ? 1 : 0), count[1] + 1]);
    }
    part("perpustakaan").replaceChildren(...[...by].sort(([a], [b]) => a.localeCompare(b, "id")).map(([name, [some, all]]) =>
      make("tr", {}, make("th", { scope: "row" }, name), make("td", { class: "right" }, `${some} dari ${all}`))));
    const wanted = (search?.value ?? "").trim().toLowerCase();
    // Whoever stands at the door and is not on this day's list is found by name too.
    const pool = wanted ? held.people.filter((one) => !one.removed) : people;
    const found = pool.filter((one) => !wanted || `${one.name} ${one.from}`.toLowerCase().includes(wanted));
    const focused = document.activeElement?.closest("[data-orang]")?.dataset.orang;
    // Rows that say the same stay where they are: one that was taken away between press and release would take the press along.
    const lines = found.slice(0, SHOWN).map((one) => row(one, present));
    for (const old of [...list.children]) if (!lines.includes(old)) old.remove();
    lines.forEach((line, at) => { if (list.children[at] !== line) list.insertBefore(line, list.children[at] ?? null); });
    if (focused) list.querySelector(`[data-orang="${focused}"] button`)?.focus();
    const more = part("lagi");
    if (more) more.textContent = found.length > SHOWN ? `Dan ${found.length - SHOWN} orang lagi; cari namanya.` : "";
    const wait = queue.length;
    const elsewhere = others ? `${others} catatan dari akun lain menunggu di HP ini, sampai akun itu masuk dan membuka halaman ini.` : "";
    state.dataset.state = trouble ? "error" : wait || offline || others ? "offline" : "saved";
    state.textContent = trouble || (wait ? `Tanpa sinyal pun aman: ${wait} catatan menunggu dikirim. ${elsewhere}` : offline ? "Tanpa sinyal. Daftar ada di HP ini; pintu tetap bisa dipakai." : `Terhubung. ${elsewhere || "Semua catatan pintu sudah terkirim."}`);
    section.dataset.menunggu = wait;
  }

  // ---------------------------------------------------------------------------------------------- the camera

  /** BarcodeDetector where the browser has one, else the `qr` library, which is loaded only then. */
  async function detector() {
    try {
      if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
        const native = new BarcodeDetector({ formats: ["qr_code"] });
        return async (frame) => (await native.detect(frame))[0]?.rawValue;
      }
    } catch { /* as if there were none */ }
    const { default: decode } = await import(QR);
    const canvas = document.createElement("canvas");
    return async (frame) => {
      const scale = Math.min(1, 640 / Math.max(frame.videoWidth, frame.videoHeight));
      canvas.width = Math.round(frame.videoWidth * scale);
      canvas.height = Math.round(frame.videoHeight * scale);
      const context = canvas.getContext("2d", { willReadFrequently: true });
      context.drawImage(frame, 0, 0, canvas.width, canvas.height);
      try { return decode(context.getImageData(0, 0, canvas.width, canvas.height)); } catch { return undefined; }
    };
  }
  async function camera(button) {
    if (stop) return stop();
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch (error) {
      const refused = error?.name === "NotAllowedError";
      show("warning", refused ? "Kamera tidak diizinkan. Izinkan di pengaturan peramban, atau pakai daftar nama di bawah." : "Kamera tidak bisa dibuka di HP ini. Pakai daftar nama di bawah.");
      search?.focus();
      return;
    }
    let detect;
    try { detect = await detector(); } catch {
      for (const track of stream.getTracks()) track.stop();
      show("warning", "Pembaca QR belum termuat karena tidak ada sinyal. Pakai daftar nama di bawah.");
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    button.textContent = "Tutup kamera";
    let running = true, last = "", since = 0;
    stop = () => {
      running = false;
      stop = null;
      for (const track of stream.getTracks()) track.stop();
      video.hidden = true;
      button.textContent = "Buka kamera";
    };
    while (running) {
      if (video.videoWidth) {
        const text = await detect(video).catch(() => undefined);
        // The same code held before the camera is one scan.
        if (text) since = Date.now();
        if (text && text !== last) {
          last = text;
          await see({ scanned: text }).catch(broken);
        } else if (!text && Date.now() - since > SAME) last = "";
      }
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }
  const broken = () => show("danger", "Penyimpanan HP ini penuh atau tertutup, jadi belum tercatat. Catat di kertas atau pakai HP lain.");

  /** The day: the page's, else today's, else the first. */
  function choose() {
    const now = Date.now() / 1000;
    if (!today()) day = (held.days.find(({ span }) => span[0] <= now && now <= span[1]) ?? held.days[0])?.id ?? "";
    const title = part("hari");
    if (title) title.textContent = today()?.words ?? "";
    draw();
  }
  /** Lists of meetings that are over do not stay on the phone, unless something of them still waits; nor what was sent of them. */
  async function forget(words) {
    const lists = await transact("readonly", ["lists"], (store) => store.getAll());
    const old = lists.filter((one) => one.key !== KEY && one.days.every(({ span }) => span[1] < Date.now() / 1000 - 2 * 86_400) && !words.some((word) => word.key === one.key));
    const over = new Set(old.map(({ key }) => key + SENT)), sent = words.filter((word) => word.key.endsWith(SENT));
    const spent = sent.filter((word, n) => over.has(word.key) || n < sent.length - KEPT);
    if (old.length || spent.length) await transact("readwrite", ["lists", "words"], (lists, store) => {
      for (const { key } of old) lists.delete(key);
      for (const { n } of spent) store.delete(n);
    });
  }
  /** The page that is kept is for whoever is signed in on this phone. Nobody is: no name is shown, and nothing is asked. */
  function nobody() {
    for (const one of section.parentElement.children) one.hidden = one !== section;
    section.append(make("h1", {}, "Masuk dulu"),
      make("p", {}, "Daftar peserta terbuka setelah Anda masuk di HP ini. Catatan pintu yang belum terkirim tetap tersimpan."),
      make("p", {}, make("a", { class: "button", href: `/masuk?next=${encodeURIComponent(location.pathname)}` }, "Masuk")));
    section.hidden = false;
    section.dataset.live = "";
  }
  async function start() {
    if (!account) return nobody();
    const button = make("button", { type: "button", class: "button", onclick: () => camera(button) }, "Buka kamera");
    video = make("video", { hidden: true, playsinline: true, muted: true, width: "320", "aria-label": "Gambar kamera" });
    video.muted = true;
    said = make("div", { class: "notice", role: "status", hidden: true });
    state = make("span", { class: "saving", role: "status" });
    section.append(make("div", { class: "flow" }, make("p", { class: "row" }, button, state), video, said));
    section.hidden = false;
    try {
      const [kept, words] = await Promise.all([
        transact("readonly", ["lists"], (lists) => lists.get(KEY)), transact("readonly", ["words"], (store) => store.getAll()),
      ]);
      held = kept ?? null;
      queue = words.filter((word) => word.key === KEY);
      others = words.filter((word) => word.key !== KEY && word.key.endsWith(`/${meeting}`)).length;
      forget(words).catch(() => {});
    } catch {
      broken();
      return;
    }
    if (held) choose();
    search?.addEventListener("input", draw);
    part("cari")?.addEventListener("submit", (event) => event.preventDefault());
    await refresh();
    if (held) choose();
    if (!held) return show("danger", "Daftar peserta belum termuat karena tidak ada sinyal. Muat ulang halaman ini begitu ada sinyal.");
    for (const name of ["online", "focus"]) addEventListener(name, refresh);
    addEventListener("offline", () => { offline = true; draw(); });
    setInterval(() => { if (!document.hidden) refresh(); }, POLL);
    navigator.storage?.persist?.();
    // The worker keeps this script and a page without names, so that the door opens without a network too.
    navigator.serviceWorker?.register("/sw.js?pintu", { scope: "/kantor/plm/" }).catch(() => {});
    section.dataset.live = "";
  }
  start();
})();
