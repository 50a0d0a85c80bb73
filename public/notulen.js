// The note-taker's page. Every change is kept on this phone at once and sent when there is signal; the server never overwrites what the
// writer has not seen (see domain::note), so two people may write, and a phone may be away for hours. A plain script of one page.
// On the phone, by account and meeting: { "item\nfield": { words, seen: [mark] } }, only what the office does not have yet. While the
// phone takes nothing (full, or closed to this page), the page's memory holds the same, is sent the same, and leaving asks first.
// Apart from it, for three days, what the office has acknowledged: an office that went back to a backup (restore_epoch) is sent it again.
"use strict";
(function () {
  const STORE = "notulen", SENT = "notulen:terkirim";
  const SECOND = 1000, KEPT = 3 * 86_400 * SECOND, MARKS = 150;
  const root = document.querySelector("[data-notulen]");
  if (!root || !window.crypto?.subtle) return;      // the forms work without it
  const meeting = root.dataset.notulen, account = root.dataset.akun;
  const key = `${account}/${meeting}`;
  let memory = null;             // what waits here, while the phone does not take it
  /** An answer that has not come by now does not come: the network that hangs is one that is not there. */
  const deadline = () => { const stop = new AbortController(); setTimeout(() => stop.abort(), 20_000); return stop.signal; };

  function read(name = STORE) {
    try { return JSON.parse(localStorage.getItem(name)) ?? {}; } catch { return {}; }
  }
  /** Reads, changes and writes in one go, so that two tabs take turns. */
  function change(fn) {
    const all = read();
    const mine = (all[key] = waiting());
    fn(mine);
    if (!Object.keys(mine).length) delete all[key];
    const put = () => localStorage.setItem(STORE, JSON.stringify(all));
    try {
      // What is only kept in case of a restore makes room for what nobody else has.
      try { put(); } catch { localStorage.removeItem(SENT); put(); }
      memory = null;
    } catch { memory = mine; }
  }
  /** What the office has acknowledged of this meeting: { epoch, notes: { "item\nfield": { words, seen: [mark], at } } }. */
  const acknowledged = () => read(SENT)[key] ?? { notes: {} };
  function remember(fn) {
    const all = read(SENT);
    fn((all[key] ??= { notes: {} }));
    for (const [of, { notes }] of Object.entries(all)) {
      for (const [id, { at }] of Object.entries(notes)) if (at < Date.now() - KEPT) delete notes[id];
      if (of !== key && !Object.keys(notes).length) delete all[of];
    }
    try { localStorage.setItem(SENT, JSON.stringify(all)); } catch { /* then it is not sent again */ }
  }
  /** Each mark once, the latest last. */
  const joined = (...marks) => [...new Set(marks.flat().reverse())].reverse().slice(-MARKS);
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

  /** The restore epoch that came with an answer; a server of before tells none, and one heard for the first time is only noted. */
  function hear(epoch) {
    if (epoch === undefined) return;
    const known = acknowledged();
    if (epoch > known.epoch) {
      for (const [id, { words, seen }] of Object.entries(known.notes)) {
        change((mine) => { mine[id] = { words, ...mine[id], seen: joined(seen, mine[id]?.seen ?? []) }; });
        const field = fields.get(id), note = waiting()[id];
        if (!field) continue;
        field.seen = note.seen;
        if (tidy(field.input.value) !== note.words) field.input.value = note.words;
        say(field.section, kept());
      }
      later(0);
    }
    if (epoch !== known.epoch) remember((mine) => { mine.epoch = epoch; });
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
      if (mine && !mine.seen.includes(mark)) mine.seen = [...mine.seen, mark].slice(-MARKS);
      change((all) => { if (all[id] && !all[id].seen.includes(mark)) all[id].seen = [...all[id].seen, mark].slice(-MARKS); });
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
    hear(answer.restore_epoch);
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
      remember(({ notes: all }) => { all[id] = { words: sent.words, seen: joined(all[id]?.seen ?? [], sent.seen, one.mark), at: Date.now() }; });
      let more = false;
      change((all) => {
        if (all[id]?.words === sent.words) delete all[id];
        else if (all[id]) more = true;
      });
      if (!mine) continue;
      mine.turn = ++turns;
      if (one.outcome === "samping") {
        mine.beside = true;
        mine.seen = [...mine.seen, one.mark].slice(-MARKS);
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
    hear(answer.restore_epoch);
    let older = false;
    const mine = waiting(), known = acknowledged().notes;
    // Where somebody has written further, it is theirs to send again.
    const further = answer.notes.map((note) => [`${note.item}\n${note.field}`, note.mark]).filter(([id, mark]) => {
      const own = known[id];
      return own && !mine[id] && !own.seen.includes(mark) && !answer.beside.includes(own.seen.at(-1));
    });
    if (further.length) remember(({ notes }) => { for (const [id] of further) delete notes[id]; });
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
    const listed = root.querySelectorAll("input[name=samping]").length;
    const line = root.querySelector("[data-bagian=umum]");
    line.textContent = answer.beside.length > listed ? "Ada catatan dengan dua versi. " : "";
    if (answer.beside.length > listed) {
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
    // A stream that opens tells nothing of what came before it.
    for (const name of ["mulai", "ulang"]) events.addEventListener(name, look);
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
    await send();
    remember(() => {});          // what is too old goes
    if (Object.keys(acknowledged().notes).length) look();
  })();
  for (const name of ["online", "focus"]) addEventListener(name, () => send().then(look));
  addEventListener("beforeunload", (event) => {
    if (!memory || !Object.keys(memory).length) return;
    event.preventDefault();
    event.returnValue = "";      // browsers of before 2023 ask only then
  });
  addEventListener("pagehide", () => events.close());
})();
