// "Hitung hari ini" on the phone. Every tap is kept on the phone at once (one counter for each library, day and figure, with the
// number of taps that made it) and sent when there is signal; the server keeps each phone's newest word, so nothing counts twice. When the
// office went back to a backup (restore_epoch, as queue.js hears it), everything kept here is sent again.
// Works on /lapor/hitung and on the page that the service worker keeps, where it draws the buttons itself. No names of anybody.
"use strict";
(function () {
  const STORE = "hitung";
  const FIGURES = [["pengunjung", "Pengunjung"], ["dipinjam", "Buku dipinjam"], ["tik", "Komputer"]];
  const MOST = 5000;
  const BACK = 365 * 86_400_000;      // the server takes 400 days back (domain::tally)
  const meta = (name) => document.querySelector(`meta[name=${name}]`)?.content ?? "";
  let broken = false;
  /** An answer that has not come by now does not come: the network that hangs is one that is not there. */
  const deadline = () => { const stop = new AbortController(); setTimeout(() => stop.abort(), 20_000); return stop.signal; };

  // { devices: {account: name}, account, names: {slug: name}, counts: {account: {slug: {day: {figure: {count, seq, sent}}}}}, others: {slug: {day, ..}}, epoch }
  function read() {
    try { return JSON.parse(localStorage.getItem(STORE)) ?? {}; } catch { return {}; }
  }
  function change(fn) {
    // Read, change and write in one go: two tabs take turns.
    const all = read();
    // One name for each person on this phone: two people who share it have counters of their own.
    (all.devices ??= {})[account()] ??= crypto.randomUUID?.() ?? `hp-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`;
    all.counts ??= {};
    all.others ??= {};
    const result = fn(all);
    try {
      localStorage.setItem(STORE, JSON.stringify(all));
      broken = false;
    } catch {
      broken = true;
    }
    return result;
  }
  const two = (n) => String(n).padStart(2, "0");
  // The office's day when the server has told it today, else the phone's own.
  let told = null;
  function today() {
    const now = new Date();
    const own = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    return told && told.own === own ? told.day : own;
  }
  function hear(day) {
    told = null;
    told = { own: today(), day };
  }
  const account = () => meta("akun") || read().account || "";
  const counter = (all, slug, day, code) => ((((all.counts[account()] ??= {})[slug] ??= {})[day] ??= {})[code] ??= { count: 0, seq: 0, sent: 0 });
  const words = (n) => new Intl.NumberFormat("id-ID").format(n);

  function waiting(all, slug) {
    return Object.values(all.counts?.[account()]?.[slug] ?? {}).flatMap(Object.values).filter((it) => it.seq > it.sent).length;
  }

  function draw(section, state) {
    const slug = section.dataset.hitung;
    const all = read();
    const day = today();
    const own = all.counts?.[account()]?.[slug]?.[day] ?? {};
    const others = all.others?.[slug]?.day === day ? all.others[slug].sums : {};
    for (const part of section.querySelectorAll("[data-angka]")) {
      const code = part.dataset.angka;
      part.querySelector("strong").textContent = words((own[code]?.count ?? 0) + (others[code] ?? 0));
    }
    const line = section.querySelector("[data-bagian=keadaan]");
    const left = waiting(all, slug);
    line.textContent = broken ? "HP penuh: hitungan ini belum tersimpan."
      : state || (left ? "Tersimpan di HP, terkirim begitu ada sinyal." : "Tersimpan dan terkirim.");
  }

  async function send(section) {
    const slug = section.dataset.hitung;
    const all = read();
    const entries = [];
    for (const [day, figures] of Object.entries(all.counts?.[account()]?.[slug] ?? {})) {
      for (const [indicator, it] of Object.entries(figures)) {
        if (it.seq > it.sent) entries.push({ day, indicator, count: it.count, seq: it.seq });
      }
    }
    let response;
    try {
      response = await fetch(`/api/v1/tallies/${slug}`, {
        method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, credentials: "same-origin", signal: deadline(),
        body: JSON.stringify({ device: all.devices?.[account()] ?? "", counts: entries }),
      });
    } catch {
      return draw(section);
    }
    if (response.status === 401) return draw(section, "Tersimpan di HP. Masuk lagi supaya hitungan terkirim.");
    if (!response.ok) return draw(section);
    const answer = await response.json().catch(() => null);
    if (!answer) return draw(section);
    hear(answer.today);
    let restored = false;
    change((all) => {
      const epoch = answer.restore_epoch ?? all.epoch;      // a server of before tells none
      restored = epoch > all.epoch;
      all.epoch = epoch;
      if (restored) resend(all, answer.today);
      entries.forEach((entry, n) => {
        const it = counter(all, slug, entry.day, entry.indicator);
        if (answer.refused.includes(n)) {
          // The phone's clock was wrong: what was counted on a day that cannot be counts today.
          if (entry.day === answer.today) { it.sent = it.seq; return; }
          const right = counter(all, slug, answer.today, entry.indicator);
          right.count = Math.min(MOST, right.count + it.count);
          right.seq += it.seq;
          // That figure alone: the day's others have a line of their own in this answer, or arrived before.
          const days = all.counts[account()][slug];
          delete days[entry.day][entry.indicator];
          if (!Object.keys(days[entry.day]).length) delete days[entry.day];
        } else {
          it.sent = Math.max(it.sent, entry.seq);
        }
      });
      all.others[slug] = { day: answer.today, sums: answer.others };
      // What has arrived long ago need not stay.
      const days = all.counts[account()]?.[slug] ?? {};
      for (const day of Object.keys(days).sort().slice(0, -40)) {
        if (Object.values(days[day]).every((it) => it.sent >= it.seq)) delete days[day];
      }
    });
    draw(section);
    if (restored) for (const each of document.querySelectorAll("[data-hitung]")) send(each);
    else if (waiting(read(), slug) && answer.refused.length) return send(section);
  }

  /** Nothing that was sent counts as sent, everybody's on this phone. A day of long ago would be refused, and then count as today's. */
  function resend(all, today) {
    const first = new Date(Date.parse(today) - BACK).toISOString().slice(0, 10);
    for (const days of Object.values(all.counts).flatMap(Object.values)) {
      for (const [day, figures] of Object.entries(days)) if (day >= first) for (const it of Object.values(figures)) it.sent = 0;
    }
  }

  let timer = null;
  function start(section) {
    const slug = section.dataset.hitung;
    change((all) => {
      if (meta("akun")) all.account = meta("akun");
      if (section.dataset.nama) (all.names ??= {})[slug] = section.dataset.nama;
    });
    if (section.dataset.hari) hear(section.dataset.hari);
    const tap = (code, less) => {
      change((all) => {
        const it = counter(all, slug, today(), code);
        if (less && it.count === 0) return;
        it.count = Math.min(MOST, it.count + (less ? -1 : 1));
        it.seq += 1;
      });
      if (!less) navigator.vibrate?.(15);
      draw(section, "Tersimpan di HP.");
      clearTimeout(timer);
      timer = setTimeout(() => send(section), 1500);
    };
    section.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=tambah], button[name=kurang]");
      if (!button) return;
      event.preventDefault();
      tap(button.value, button.name === "kurang");
    });
    for (const name of ["online", "focus"]) addEventListener(name, () => send(section));
    addEventListener("storage", () => draw(section));
    send(section);
    section.dataset.live = "";
  }

  // On the kept page: the same buttons, for the libraries that this phone has counted for before.
  function build() {
    const root = document.querySelector("[data-luring]");
    const all = read();
    const slugs = Object.keys(all.names ?? {});
    if (!root || location.pathname !== "/lapor/hitung" || !slugs.length) return;
    for (const part of root.querySelectorAll("[data-bagian]")) part.hidden = true;
    const make = (tag, set = {}, ...children) => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(set)) element.setAttribute(name, value);
      element.append(...children);
      return element;
    };
    root.append(make("h1", {}, "Hitung hari ini"));
    for (const slug of slugs) {
      root.append(make("section", { class: "section", "data-hitung": slug },
        make("h2", {}, all.names[slug]),
        ...FIGURES.map(([code, label]) => make("div", { class: "tally", "data-angka": code },
          make("button", { type: "button", class: "button tally-tap", name: "tambah", value: code },
            make("span", {}, label), make("strong", { "aria-live": "polite" }, "0")),
          make("button", { type: "button", class: "button secondary", name: "kurang", value: code }, "Batalkan satu"))),
        make("p", { class: "muted small", role: "status", "data-bagian": "keadaan" })));
    }
  }

  addEventListener("DOMContentLoaded", () => {
    build();
    for (const section of document.querySelectorAll("[data-hitung]")) start(section);
  });
})();
