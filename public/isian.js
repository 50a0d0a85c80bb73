// On every page that is for signed-in people: what is typed into an ordinary form outlives a sending that finds no network or no program.
// The browser then shows a page of its own, and its way back does not lead to the form any more. Forms that an island sends keep their
// words themselves. Kept in the tab alone, by account, page and form, never passwords, codes or files, and of what people do not see only
// what belongs to the words themselves (see OWN); forgotten once the server has answered, and when somebody signs out.
"use strict";
(function () {
  const STORE = "isian";
  const account = document.querySelector("meta[name=akun]").content;
  const here = `${account} ${location.pathname}`;
  // The page that the door keeps asks who is signed in on this phone.
  try { localStorage.setItem("pintu:akun", account); } catch { /* then it opens for nobody */ }

  // { slot: { page, at, fields: [[name, value or tick, label of words]], own: { name: value }, files, lost } }, a slot for each form.
  // page: "account path"; at: where the form goes, what it is about, its first field; lost: it is known that no answer came.
  function read() {
    try { return JSON.parse(sessionStorage.getItem(STORE)) ?? {}; } catch { return {}; }
  }
  function write(all) {
    try { sessionStorage.setItem(STORE, JSON.stringify(all)); } catch { /* a full tab keeps what it kept */ }
  }
  function change(fn) {
    const all = read();
    fn(all);
    write(all);
  }

  const SECRET = /password|one-time-code/;
  const UNSEEN = ["password", "file", "hidden", "submit", "button", "reset", "image"];
  const ticks = (it) => it.type === "checkbox" || it.type === "radio";
  const fields = (form) => [...form.elements].filter((it) => it.name && "value" in it && !UNSEEN.includes(it.type) && !SECRET.test(it.autocomplete));
  // A tick goes by its value too: the boxes of one question share a name.
  const nameOf = (it) => (ticks(it) ? `${it.name}=${it.value}` : it.name);
  const valueOf = (it) => (ticks(it) ? it.checked : it.multiple ? [...it.selectedOptions].map((one) => one.value) : it.value);
  const labelOf = (it) => (it.tagName === "SELECT" || ticks(it) || !it.value ? null : it.labels?.[0]?.textContent ?? "");
  const typedIn = (form) => fields(form).map((it) => [nameOf(it), valueOf(it), labelOf(it)]);
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  // Hidden, and yet of the words: the intent, the state that they were read from, and the report's blocks that they stand in.
  const OWN = /^(op|based)$|^(kegiatan|cerita)-\d+-id$/;
  const hidden = (form) => [...form.elements].filter((it) => it.type === "hidden");
  // What a page makes anew each time says nothing about what a form is about; the rest is nobody's to read, so it is kept as a number.
  const actionOf = (form) => form.getAttribute("action") ?? location.search.replace(/[?&]kabar=[^&]*/, "");
  const aboutOf = (form) => [...hidden(form).filter((it) => !OWN.test(it.name) && !/^(versi|version|revisi|tanda|mark|akurasi)$/.test(it.name))
    .map((it) => `${it.name}=${it.value}`).join("&")].reduce((sum, letter) => Math.imul(sum ^ letter.codePointAt(), 16777619), 7);
  const atOf = (form) => [actionOf(form), aboutOf(form), fields(form)[0]?.name];
  const formOf = (kept) => [...document.forms].find((form) => form.method === "post" && same(atOf(form), kept.at));

  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("action") === "/keluar") {
      try {
        localStorage.removeItem("pintu:akun");
        // The report's form keeps what is typed before its program is there (early.js).
        for (let n = sessionStorage.length; n--;) {
          const name = sessionStorage.key(n);
          if (name === STORE || name.startsWith("ketik:")) sessionStorage.removeItem(name);
        }
      } catch { /* nothing was kept */ }
      return;
    }
    // A file is the answer (data-unduh): this page stays, and never learns that it came.
    const typed = form.method === "post" && event.submitter?.dataset.unduh === undefined ? typedIn(form) : [];
    if (event.defaultPrevented || !typed.length) return;
    const before = read();
    const at = atOf(form);
    const slot = [here, ...at].join(" ");
    // The same words once more are the same intent: should the answer alone have been lost, the server carries nothing out twice. Other
    // words are another one: where the intent names what is stored (a sheet of the evaluation), they would count for nothing.
    const op = hidden(form).find((it) => it.name === "op");
    if (op && same(before[slot]?.fields, typed)) op.value = before[slot].own.op ?? op.value;
    const files = [...form.elements].some((it) => it.type === "file" && it.files.length);
    const own = Object.fromEntries(hidden(form).filter((it) => OWN.test(it.name)).map((it) => [it.name, it.value]));
    change((all) => {
      // Whatever was under way has found no answer.
      for (const kept of Object.values(all)) kept.lost = true;
      all[slot] = { page: here, at, fields: typed, own, files };
    });
    // An island may listen farther out than this.
    setTimeout(() => { if (event.defaultPrevented) write(before); });
  });

  /** Forgets what the server has answered: this page is the answer, or where the answer led. Everything else found no answer. */
  function settle(again) {
    const way = performance.getEntriesByType("navigation")[0];
    const came = !again && way?.type !== "back_forward" && document.referrer.startsWith(`${location.origin}/`) ? new URL(document.referrer).pathname : "";
    change((all) => {
      for (const [slot, kept] of Object.entries(all)) {
        const answered = kept.page === `${account} ${came}` && (way?.redirectCount > 0 || location.pathname === kept.at[0].split("?")[0] || kept.page === here);
        if (!kept.lost && answered) delete all[slot];
        else kept.lost = true;
      }
    });
  }

  /** What was kept, beside the fields of this page that it is for: those that say something else by now, and the words without a field. */
  function placed(kept) {
    const left = [...kept.fields];
    const pairs = [];
    const form = formOf(kept);
    for (const it of form ? fields(form) : []) {
      const at = left.findIndex(([name]) => name === nameOf(it));
      if (at < 0) continue;
      const [, value] = left.splice(at, 1)[0];
      if (!same(value, valueOf(it))) pairs.push([it, value]);
    }
    return { form, pairs, words: left.filter(([, , label]) => label !== null).map(([, value, label]) => `${label}: ${value}`).join("\n") };
  }

  function make(tag, set, ...children) {
    const element = Object.assign(document.createElement(tag), set);
    element.append(...children);
    return element;
  }

  function offer([slot, kept]) {
    const { form, pairs, words } = placed(kept);
    const forget = () => change((all) => { delete all[slot]; });
    if (!pairs.length && !words) {
      if (form) forget();
      return;
    }
    const said = make("p", {}, `Isian Anda sebelumnya belum terkirim, atau jawabannya tidak sampai.${kept.files ? " Foto atau berkas perlu dipilih lagi." : ""}`);
    const buttons = make("p", { className: "row" });
    if (pairs.length) {
      buttons.append(make("button", { type: "button", className: "button", onclick: () => {
        // An island may have written the form anew meanwhile.
        const { form, pairs } = placed(kept);
        // The intent itself waits until it is known what is sent.
        for (const it of form ? hidden(form) : []) if (it.name !== "op") it.value = kept.own[it.name] ?? it.value;
        for (const [it, value] of pairs) {
          if (ticks(it)) it.checked = value;
          else if (it.multiple) for (const one of it.options) one.selected = value.includes(one.value);
          else it.value = value;
          for (let part = it.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
          for (const name of ["input", "change"]) it.dispatchEvent(new Event(name, { bubbles: true }));
        }
        buttons.remove();
        said.textContent = "Isian sudah kembali. Periksa sebentar, lalu kirim.";
        pairs[0]?.[0].focus();
      } }, "Kembalikan isian"));
    }
    buttons.append(make("button", { type: "button", className: "button secondary", onclick: () => { forget(); notice.remove(); } }, "Buang"));
    const notice = make("div", { className: "notice wide", role: "status" }, make("strong", {}, "Isian Anda tidak hilang"), said);
    if (words) notice.append(make("p", {}, "Yang ini tidak ada lagi tempatnya di halaman ini. Salin kalau masih perlu:"), make("p", { className: "typed" }, words));
    notice.append(buttons);
    document.querySelector("main").prepend(notice);
  }

  addEventListener("DOMContentLoaded", () => {
    settle();
    Object.entries(read()).filter(([, kept]) => kept.page === here).forEach(offer);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) settle(true); });
})();
