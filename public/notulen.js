// The note-taker's page. Every change is kept on this phone at once and sent when there is signal; the server never overwrites what the
// writer has not seen (see domain::note), so two people may write, and a phone may be away for hours. A plain script of one page.
// On the phone, by account and meeting: { "item\nfield": { words, seen: [mark] } }, only what the office does not have yet. While the
// phone takes nothing (full, or closed to this page), the page's memory holds the same, is sent the same, and leaving asks first.
"use strict";
(function () {
  const STORE = "notulen";
  const SECOND = 1000;
  const root = document.querySelector("[data-notulen]");
  if (!root || !window.crypto?.subtle) return;      // the forms work without it
  const meeting = root.dataset.notulen, account = root.dataset.akun;
  const key = `${account}/${meeting}`;
  let memory = null;             // what waits here, while the phone does not take it
  /** An answer that has not come by now does not come: the network that hangs is one that is not there. */
  const deadline = () => { const stop = new AbortController(); setTimeout(() => stop.abort(), 20_000); return stop.signal; };

  function read() {
    try { return JSON.parse(localStorage.getItem(STORE)) ?? {}; } catch { return {}; }
  }
  /** Reads, changes and writes in one go, so that two tabs take turns. */
  function change(fn) {
    const all = read();
    const mine = (all[key] = waiting());
    fn(mine);
    if (!Object.keys(mine).length) delete all[key];
    try { localStorage.setItem(STORE, JSON.stringify(all)); memory = null; } catch { memory = mine; }
  }
  const waiting = () => memory ?? read()[key] ?? {};
  const tidy = (text) => text.replace(/\r\n?/g, "\n").trim();
  async function markOf(words) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(words)));
    return Array.from(digest, (b) => b.toString(16).padStart(2, "0")).join("");
  }

  const fields = new Map();      // "item\nfield" -> { input, section, seen, turn }
  for (const section of root.querySelectorAll("[data-acara]")) {
    for (const input of section.querySelectorAll("[data-isian]")) {
      fields.set(`${section.dataset.acara}\n${input.dataset.isian}`, { input, section, seen: [input.dataset.tanda], turn: 0 });
    }
  }
  const line = (section) => section.querySelector("[data-bagian=keadaan]");
  function say(section, words, link) {
    const p = line(section);
    p.textContent = words;
    if (!link) return;
    const a = document.createElement("a");
    a.href = location.pathname;
    a.textContent = link;
    p.append(" ", a);
  }
  const clock = () => new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");
  const kept = () => (memory ? "HP penuh: catatan ini belum tersimpan. Jangan tutup halaman." : "Tersimpan di HP, terkirim begitu ada sinyal.");

  // ---------------------------------------------------------------- typing

  // Typing, an acknowledgement and the beginning of a look each take a turn, so that it is known which was first.
  let turns = 0;
  function typed(id) {
    const field = fields.get(id);
    field.turn = ++turns;
    const words = tidy(field.input.value);
    change((mine) => { mine[id] = { words, seen: field.seen }; });
    say(field.section, memory ? kept() : "Menyimpan…");
    later(700);
  }
  for (const [id, { input }] of fields) input.addEventListener("input", () => typed(id));
  for (const form of root.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      if (event.submitter?.value !== "simpan") return;      // a choice between two versions goes the ordinary way
      event.preventDefault();
      send();
    });
  }

  // ---------------------------------------------------------------- sending

  let timer = null, running = false, again = false, wait = 5 * SECOND;
  function later(after) {
    clearTimeout(timer);
    timer = setTimeout(send, after);
  }
  function tellAll(ids, words) {
    for (const id of ids) { const field = fields.get(id); if (field) say(field.section, words); }
  }
  async function send() {
    clearTimeout(timer);
    if (running) { again = true; return; }
    running = true;
    try { await round(); } finally {
      running = false;
      if (again) { again = false; later(0); }
    }
  }
  async function round() {
    const todo = Object.entries(waiting()).filter(([, note]) => !note.refused || note.refused !== note.words);
    if (!todo.length) return;
    const notes = [];
    for (const [id, note] of todo) {
      const [item, field] = id.split("\n");
      const mark = await markOf(note.words);
      notes.push({ item, field, words: note.words, seen: note.seen });
      // Should the answer be lost, what was sent is known to be one's own.
      const mine = fields.get(id);
      if (mine && !mine.seen.includes(mark)) mine.seen = [...mine.seen, mark].slice(-150);
      change((all) => { if (all[id] && !all[id].seen.includes(mark)) all[id].seen = [...all[id].seen, mark].slice(-150); });
    }
    const ids = todo.map(([id]) => id);
    let response;
    try {
      response = await fetch(`/api/v1/notes/${meeting}`, {
        method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, credentials: "same-origin", redirect: "error", signal: deadline(),
        body: JSON.stringify({ notes }),
      });
    } catch {
      tellAll(ids, kept());
      later(wait);
      wait = Math.min(wait * 2, 60 * SECOND);
      return;
    }
    const answer = await response.json().catch(() => null);
    if (response.status === 401) { tellAll(ids, "Tersimpan di HP. Masuk lagi di tab lain supaya catatan terkirim."); later(30 * SECOND); return; }
    if (!response.ok || !answer?.notes) {
      tellAll(ids, answer?.words ? `Tersimpan di HP. ${answer.words}` : kept());
      later(wait);
      wait = Math.min(wait * 2, 60 * SECOND);
      return;
    }
    wait = 5 * SECOND;
    for (const one of answer.notes) {
      const id = `${one.item}\n${one.field}`;
      const sent = notes.find((note) => note.item === one.item && note.field === one.field);
      const mine = fields.get(id);
      if (one.outcome === "ditolak") {
        // It stays on the phone until it is mended; sending the same again would only be refused again.
        change((all) => { if (all[id]?.words === sent.words) all[id].refused = sent.words; });
        if (mine) say(mine.section, `Belum terkirim, tersimpan di HP. ${one.words}`);
        continue;
      }
      let more = false;
      change((all) => {
        if (all[id]?.words === sent.words) delete all[id];
        else if (all[id]) more = true;
      });
      if (!mine) continue;
      mine.turn = ++turns;
      if (one.outcome === "samping") {
        mine.beside = true;
        mine.seen = [...mine.seen, one.mark].slice(-150);
        say(mine.section, "Orang lain juga menulis di sini. Keduanya tersimpan.", "Bandingkan dan pilih");
      } else {
        mine.seen = [one.mark];
        if (more) change((all) => { if (all[id]) all[id].seen = mine.seen; });
        else if (![...fields.values()].some((other) => other.section === mine.section && other.beside)) say(mine.section, `Tersimpan ${clock()}.`);
      }
      if (more) later(300);
    }
  }

  // ---------------------------------------------------------------- what others write

  let shown = 0;                 // the look whose answer stands here
  async function look() {
    const turn = ++turns;
    const answer = await fetch(`/api/v1/notes/${meeting}`, { headers: { accept: "application/json" }, credentials: "same-origin", redirect: "error", signal: deadline() })
      .then((response) => (response.ok ? response.json() : null)).catch(() => null);
    if (!answer || turn < shown) return;
    shown = turn;
    let older = false;
    const mine = waiting();
    for (const note of answer.notes) {
      const id = `${note.item}\n${note.field}`;
      const field = fields.get(id);
      // What is being written here is never replaced under the writer's hands.
      if (!field || field.beside || mine[id] || field.seen.at(-1) === note.mark) continue;
      // Asked for before this field's last words or their acknowledgement: perhaps older than what stands here. Looked at once more.
      if (field.turn > turn) { older = true; continue; }
      field.seen = [note.mark];
      if (tidy(field.input.value) === note.words) continue;
      field.input.value = note.words;
      say(field.section, `${note.by} menulis pukul ${note.at}.`);
    }
    const known = root.querySelectorAll("input[name=samping]").length;
    const line = root.querySelector("[data-bagian=umum]");
    line.textContent = answer.beside.length > known ? "Ada catatan dengan dua versi. " : "";
    if (answer.beside.length > known) {
      const a = document.createElement("a");
      a.href = location.pathname;
      a.textContent = "Muat ulang untuk memilih";
      line.append(a);
    }
    if (older) look();
  }
  let events = null;
  function listen() {
    events = new EventSource("/api/v1/events");
    events.addEventListener("note", (event) => {
      try { if (JSON.parse(event.data).about?.meeting === meeting) look(); } catch { /* not for us */ }
    });
    events.addEventListener("ulang", look);
    // Any answer but 200 makes the browser give up.
    events.onerror = () => { if (events.readyState === EventSource.CLOSED) setTimeout(() => { look(); listen(); }, 15 * SECOND); };
  }
  listen();

  // ---------------------------------------------------------------- what waited on this phone

  (async () => {
    for (const [id, note] of Object.entries(waiting())) {
      const field = fields.get(id);
      if (!field) continue;
      const mark = await markOf(note.words);
      if (field.seen[0] === mark) { change((mine) => { if (mine[id]?.words === note.words) delete mine[id]; }); continue; }
      field.input.value = note.words;
      field.seen = note.seen;
      say(field.section, kept());
    }
    root.dataset.live = "";
    send();
  })();
  for (const name of ["online", "focus"]) addEventListener(name, () => send().then(look));
  addEventListener("beforeunload", (event) => {
    if (!memory || !Object.keys(memory).length) return;
    event.preventDefault();
    event.returnValue = "";      // browsers of before 2023 ask only then
  });
  addEventListener("pagehide", () => events.close());
})();
