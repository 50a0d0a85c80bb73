// What a librarian's pages show of the queue, on the page and on the one that opens without a network. It fills the places that the
// server left for it:
//   [data-antrean=daftar]      all reports on this phone, with what can be done
//   [data-antrean=baris]       one line: what still waits
//   [data-antrean=keluar]      what stays on the phone when this account signs out
//   [data-antrean=bulan][data-bulan="slug/2026-10"]   the delivery of that month
//   [data-antrean=pasang]      the hint to put the app on the home screen
//   [data-antrean=buka]        forms that open without a network
//   [data-simpan="slug/2026-10 .."]   months whose form is fetched for later
"use strict";
(function () {
  const TAGS = {
    tersimpan: "draft", menunggu: "late", mengirim: "sent", diterima: "sent", lengkap: "ok", masuk: "fix", periksa: "fix", ditolak: "error",
  };
  const find = (name) => [...document.querySelectorAll(`[data-antrean=${name}]`)];
  const monthWords = (month) => new Intl.DateTimeFormat("id-ID", { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-01T00:00:00Z`));
  const at = (time) => {
    const date = new Date(time);
    const two = (n) => String(n).padStart(2, "0");
    return `${date.getDate()}/${date.getMonth() + 1} pukul ${two(date.getHours())}.${two(date.getMinutes())}`;
  };
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "onclick") element.addEventListener("click", value);
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  }
  const button = (words, onclick, extra = "secondary") => make("button", { type: "button", class: `button ${extra}`, onclick }, words);
  const tag = (line) => make("span", { class: `tag ${TAGS[line.state]}` }, line.words);
  const slugOf = (line) => line.key.split("/")[1];
  const monthOf = (line) => line.key.split("/")[2];
  const names = {};
  const nameOf = (line) => names[slugOf(line)] ?? slugOf(line).split("-").map((word) => word[0]?.toUpperCase() + word.slice(1)).join(" ");
  const hrefOf = (line) => `/lapor/${slugOf(line)}/${monthOf(line)}`;
  const waits = (line) => line.state !== "lengkap";

  // ---------------------------------------------------------------------------------------------- what can be done

  function keep(name, text, type) {
    const url = URL.createObjectURL(new Blob([text], { type }));
    const link = make("a", { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
  async function saveFile(line) {
    const { name, text } = await Antrean.exportFile(line?.op_id);
    keep(name, text, "application/json");
    say("Berkas tersimpan. Kirim berkas itu lewat WhatsApp ke dinas; dinas bisa memasukkannya.");
  }
  /** The report as people can read it, for a message. */
  async function asText(line) {
    const body = line.op_id ? await Antrean.bodyOf(line.op_id) : null;
    const draft = body?.draft ?? (await Antrean.loadDraft(line.key))?.draft ?? {};
    const desk = await Antrean.desk(line.key);
    const labels = {};
    (function collect(part) {
      if (Array.isArray(part)) part.forEach(collect);
      else if (part && typeof part === "object") {
        if (part.code && part.label) labels[part.code] = part.label;
        Object.values(part).forEach(collect);
      }
    })(desk?.form);
    const lines = [`Laporan ${nameOf(line)}, ${monthWords(monthOf(line))}`];
    if (body?.op === "nihil") lines.push(`Nihil. ${body.nihil_reason ?? ""}`.trim());
    for (const [code, figure] of Object.entries(draft.figures ?? {})) {
      const value = figure.not_counted ? "tidak dihitung" : figure.text;
      if (value) lines.push(`${labels[code] ?? code}: ${value}`);
    }
    for (const [id, answer] of Object.entries(draft.answers ?? {})) if (answer) lines.push(`${labels[id] ?? id}: ${answer}`);
    (draft.activities ?? []).forEach((it, n) => {
      const parts = [it.title, it.strategy, it.field, it.held_on, it.place, it.participants && `${it.participants} peserta`, it.partner, it.result];
      if (parts.some(Boolean)) lines.push(`Kegiatan ${n + 1}: ${parts.filter(Boolean).join("; ")}`);
    });
    (draft.stories ?? []).forEach((it, n) => { if (it.text) lines.push(`Cerita ${n + 1}: ${it.text}`); });
    if (draft.obstacles) lines.push(`Kendala: ${draft.obstacles}`);
    if (draft.remedies) lines.push(`Upaya: ${draft.remedies}`);
    if (line.photos_all) lines.push(`Foto: ${line.photos_all}`);
    return lines.join("\n");
  }
  async function copyText(line) {
    const text = await asText(line);
    try {
      await navigator.clipboard.writeText(text);
      say("Teks laporan sudah disalin. Tempelkan di WhatsApp.");
    } catch {
      keep(`laporan-${slugOf(line)}-${monthOf(line)}.txt`, text, "text/plain");
      say("Teks laporan tersimpan sebagai berkas.");
    }
  }
  async function tryNow() {
    say("Mencoba mengirim ...");
    const { left } = await Antrean.sync({ now: true });
    const lines = await Antrean.states();
    const stuck = lines.find((line) => line.state === "masuk");
    say(stuck ? "Anda perlu masuk lagi. Laporan tetap tersimpan di HP ini." : left ? "Belum berhasil. Kami coba lagi sendiri begitu ada sinyal." : "Tidak ada lagi yang menunggu.");
  }
  async function giveUp(line) {
    if (!confirm("Lepaskan laporan ini dari antrean? Simpan dulu sebagai berkas bila isinya masih diperlukan.")) return;
    await Antrean.giveUp(line.op_id);
  }
  function say(words) {
    for (const place of document.querySelectorAll("[data-antrean=kabar]")) place.textContent = words;
  }

  // ---------------------------------------------------------------------------------------------- the places

  function card(line) {
    const month = monthWords(monthOf(line));
    const since = line.since ? `${line.receipt && waits(line) && line.state !== "diterima" ? "Perbaikan, sejak" : "Sejak"} ${at(line.since)}.` : "";
    const queued = line.op_id && waits(line);
    return make("article", { class: "sheet month-card", "data-key": line.key, "data-state": line.state },
      make("h3", {}, `Laporan ${month}`),
      make("p", { class: "muted" }, nameOf(line)),
      make("ul", { class: "tags" }, make("li", {}, tag(line))),
      line.why && make("p", {}, line.why),
      line.findings?.length ? make("ul", {}, ...line.findings.map((finding) => make("li", {}, finding.words))) : null,
      make("p", { class: "muted small" }, [since, line.state === "tersimpan" ? (line.mirrored ? "Draf juga tersimpan di dinas." : "Belum dikirim.") : "", line.receipt && `Nomor ${line.receipt}.`].filter(Boolean).join(" ")),
      make("p", { class: "row" },
        line.state === "masuk" ? make("a", { class: "button", href: `/masuk?next=${encodeURIComponent("/lapor/antrean")}` }, "Masuk")
          : ["tersimpan", "periksa"].includes(line.state) ? make("a", { class: "button", href: hrefOf(line) }, line.state === "periksa" ? "Periksa laporan" : "Lanjutkan mengisi") : null,
        queued && button("Simpan sebagai berkas", () => saveFile(line)),
        (queued || line.state === "tersimpan") && button("Salin sebagai teks", () => copyText(line)),
        line.state === "ditolak" && button("Lepaskan dari antrean", () => giveUp(line))));
  }
  const plural = (n) => `${n} laporan`;

  async function list(place) {
    const [lines, others, kept, lost] = await Promise.all([Antrean.states(), Antrean.others(), Antrean.storage(), Antrean.lost()]);
    const [open, finished] = [lines.filter(waits), lines.filter((line) => !waits(line))];
    const parts = [];
    if (lost.length) {
      const items = lost.map((it) => {
        const [, slug, month] = it.key.split("/");
        const photos = it.photos ? `, ${it.photos} foto` : "";
        return make("li", {}, `${names[slug] ?? slug}, ${monthWords(month)}${photos}${it.mirrored ? " (isian draf masih ada di dinas)" : ""}`);
      });
      parts.push(make("div", { class: "notice danger", role: "alert" }, make("strong", {}, "Peramban mengosongkan penyimpanan HP ini"), make("p", {}, "Yang hilang:"), make("ul", {}, ...items),
        button("Mengerti", () => Antrean.lostSeen().then(draw))));
    }
    if (!open.length) parts.push(make("p", {}, finished.length ? "Semua laporan dari HP ini sudah diterima." : "Belum ada laporan yang menunggu di HP ini."));
    else {
      const queued = open.some((it) => it.op_id && !["periksa", "ditolak"].includes(it.state));
      parts.push(make("div", { class: "row" }, queued && button("Kirim sekarang", tryNow, ""), make("span", { "data-antrean": "kabar", role: "status" })),
        make("div", { class: "grid two" }, ...open.map(card)));
    }
    if (others) parts.push(make("p", { class: "notice" }, `${plural(others)} milik akun lain belum terkirim dari HP ini. Isinya hanya terlihat setelah akun itu masuk.`));
    if (finished.length) {
      parts.push(make("h2", {}, "Sudah diterima"), make("ul", {}, ...finished.slice(0, 12).map((line) => make("li", {}, `${nameOf(line)}, ${monthWords(monthOf(line))}: `, tag(line), " ", make("span", { class: "ref" }, line.receipt ?? "")))));
    }
    if (kept.persisted !== null) {
      parts.push(make("p", { class: "muted small" }, kept.persisted ? "Peramban berjanji tidak menghapus laporan di HP ini." : "Peramban boleh menghapus simpanan bila HP penuh. Kirimlah begitu ada sinyal, atau pasang aplikasi ini di layar utama."));
    }
    const news = place.querySelector("[data-antrean=kabar]")?.textContent;
    place.replaceChildren(...parts);
    if (news) say(news);
  }
  async function line(place) {
    const [lines, others] = [(await Antrean.states()).filter(waits), await Antrean.others()];
    const first = lines.find((it) => ["masuk", "periksa", "ditolak"].includes(it.state)) ?? lines[0];
    place.hidden = !first && !others;
    if (place.hidden) return;
    const words = first ? [tag(first), ` ${lines.length === 1 ? `Laporan ${monthWords(monthOf(first))}.` : `${plural(lines.length)} di HP ini.`} `] : [`${plural(others)} milik akun lain belum terkirim dari HP ini. `];
    place.className = first && ["masuk", "periksa", "ditolak"].includes(first.state) ? "notice warning" : "notice";
    place.replaceChildren(make("p", {}, ...words, make("a", { href: "/lapor/antrean" }, "Lihat antrean")));
  }
  async function leaving(place) {
    const lines = (await Antrean.states()).filter(waits);
    place.hidden = !lines.length;
    if (!lines.length) return;
    place.replaceChildren(
      make("strong", {}, "Masih ada laporan di HP ini"),
      make("ul", {}, ...lines.map((it) => make("li", {}, `${nameOf(it)}, ${monthWords(monthOf(it))}: ${it.words}`))),
      make("p", {}, "Kalau Anda keluar, laporan itu tetap di HP ini dan terkirim setelah akun ini masuk lagi. Orang lain yang masuk di sini tidak bisa membacanya."),
      make("p", {}, make("a", { href: "/lapor/antrean" }, "Lihat antrean")));
  }
  async function month(place) {
    const found = (await Antrean.states()).find((it) => it.key.endsWith(`/${place.dataset.bulan}`));
    // The server's own page says already that a report has arrived whole, unless it is older than that.
    place.hidden = !found || (found.state === "lengkap" && place.hidden);
    if (!place.hidden) place.replaceChildren(tag(found), ...(found.why ? [" ", make("span", { class: "muted small" }, found.why)] : []));
  }
  async function forms(place) {
    const rows = (await Antrean.desks()).sort((a, b) => (a.month < b.month ? 1 : -1));
    place.hidden = !rows.length;
    place.querySelector("ul")?.replaceChildren(...rows.map((row) => {
      const [, slug, when] = row.key.split("/");
      return make("li", {}, make("a", { href: `/lapor/${slug}/${when}` }, `${row.name || slug}, ${monthWords(when)}`));
    }));
  }
  const loaded = Date.now();
  /** The kept page never goes away by itself while somebody types; it only says when the ordinary one can be had. */
  async function network(shell) {
    const notice = shell.querySelector("[data-antrean=jaringan]");
    const last = await Antrean.reached();
    if (!notice || !last?.reached || last.at < loaded || notice.dataset.ada) return;
    notice.dataset.ada = "ya";
    notice.replaceChildren(make("strong", {}, "Jaringan sudah ada lagi"), make("p", {}, "Isian Anda tetap tersimpan. ", make("a", { href: location.pathname }, "Buka halaman yang biasa")));
  }
  async function draw() {
    for (const row of await Antrean.desks()) if (row.name) names[row.key.split("/")[1]] = row.name;
    const places = { daftar: list, baris: line, keluar: leaving, bulan: month, buka: forms };
    for (const [name, fill] of Object.entries(places)) for (const place of find(name)) await fill(place);
    const shell = document.querySelector("[data-luring]");
    if (shell) await network(shell);
  }

  // ---------------------------------------------------------------------------------------------- the app on the home screen

  let asked = null;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    asked = event;
    for (const place of find("pasang")) {
      place.hidden = false;
      place.querySelector("button").onclick = async () => {
        await asked.prompt();
        place.hidden = true;
      };
    }
  });
  addEventListener("appinstalled", () => find("pasang").forEach((place) => { place.hidden = true; }));

  // ---------------------------------------------------------------------------------------------- begin

  // A new build waits until no page of the old one is open: nothing reloads while somebody types.
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch((error) => console.warn(String(error)));

  /** Months that may be needed without a network; what was fetched within the hour is fresh enough. */
  async function fetchForLater() {
    const who = await Antrean.account();
    if (!who || !navigator.onLine) return;
    const known = Object.fromEntries((await Antrean.desks()).map((row) => [row.key, row.at]));
    for (const place of document.querySelectorAll("[data-simpan]")) {
      for (const part of place.dataset.simpan.split(" ").filter(Boolean)) {
        if (Math.abs(Date.now() - (known[`${who}/${part}`] ?? 0)) > 3_600_000) await Antrean.refreshDesk(`${who}/${part}`);
      }
    }
  }

  (async () => {
    // The kept page stands at whatever address was asked for; its heading and parts follow that address.
    const shell = document.querySelector("[data-luring]");
    if (shell) {
      const form = /^\/lapor\/[^/]+\/\d{4}-\d{2}$/.test(location.pathname);
      document.documentElement.dataset.halaman = form ? "formulir" : "daftar";
      // It was kept for nobody, so it offers to sign in, which cannot be done here.
      document.querySelector(".site-who")?.remove();
      for (const part of shell.querySelectorAll("[data-bagian]")) part.hidden = part.dataset.bagian !== (form ? "formulir" : "daftar");
    }
    const { ok, words } = await Antrean.open();
    if (!ok) {
      for (const place of find("daftar")) place.replaceChildren(make("p", { class: "notice warning" }, words));
      return;
    }
    for (const form of document.querySelectorAll("form[action='/keluar']")) {
      form.addEventListener("submit", async (event) => {
        if (form.dataset.left) return;
        event.preventDefault();
        form.dataset.left = "yes";
        await Antrean.leave().catch(() => {});
        form.submit();
      });
    }
    Antrean.on(() => draw().catch((error) => console.warn(String(error))));
    await draw();
    await fetchForLater();
  })().catch((error) => console.warn(String(error)));
})();
