// On every page that is for signed-in people: what is typed into an ordinary form outlives a sending that finds no network or no program.
// The browser then shows a page of its own, and its way back does not lead to the form any more. Forms that an island sends keep their
// words themselves. Kept in the tab alone, by account and page, never passwords, codes, files or what people do not see; forgotten once
// the server has answered, and when somebody signs out.
"use strict";
(function () {
  const STORE = "isian";
  const account = document.querySelector("meta[name=akun]").content;
  const key = `${account} ${location.pathname}`;
  // The page that the door keeps asks who is signed in on this phone.
  try { localStorage.setItem("pintu:akun", account); } catch { /* then it opens for nobody */ }

  // { "account path": { action, about, fields: [[name, value or tick]], files, lost } }; lost: it is known that no answer came.
  function read() {
    try { return JSON.parse(sessionStorage.getItem(STORE)) ?? {}; } catch { return {}; }
  }
  function change(fn) {
    const all = read();
    fn(all);
    try { sessionStorage.setItem(STORE, JSON.stringify(all)); } catch { /* a full tab keeps what it kept */ }
  }

  const SECRET = /password|one-time-code/;
  const UNSEEN = ["password", "file", "hidden", "submit", "button", "reset", "image"];
  const ticks = (it) => it.type === "checkbox" || it.type === "radio";
  const fields = (form) => [...form.elements].filter((it) => it.name && "value" in it && !UNSEEN.includes(it.type) && !SECRET.test(it.autocomplete));
  // A tick goes by its value too: the boxes of one question share a name.
  const nameOf = (it) => (ticks(it) ? `${it.name}=${it.value}` : it.name);
  const valueOf = (it) => (ticks(it) ? it.checked : it.multiple ? [...it.selectedOptions].map((one) => one.value) : it.value);
  // Where the form goes and what it is about. What a page makes anew each time says nothing about that.
  const actionOf = (form) => form.getAttribute("action") ?? location.search.replace(/[?&]kabar=[^&]*/, "");
  const aboutOf = (form) => [...form.elements].filter((it) => it.type === "hidden" && !/^(op|versi|version|revisi|tanda|mark|akurasi)$/.test(it.name)).map((it) => `${it.name}=${it.value}`).join("&");
  const formOf = (kept) => [...document.forms].find((form) => form.method === "post" && actionOf(form) === kept.action && aboutOf(form) === kept.about && fields(form).some((it) => nameOf(it) === kept.fields[0][0]));

  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("action") === "/keluar") {
      try { localStorage.removeItem("pintu:akun"); sessionStorage.removeItem(STORE); } catch { /* nothing was kept */ }
      return;
    }
    const typed = form.method === "post" ? fields(form).map((it) => [nameOf(it), valueOf(it)]) : [];
    if (event.defaultPrevented || !typed.length) return;
    const before = read()[key];
    const files = [...form.elements].some((it) => it.type === "file" && it.files.length);
    change((all) => { all[key] = { action: actionOf(form), about: aboutOf(form), fields: typed, files }; });
    // An island may listen farther out than this.
    setTimeout(() => { if (event.defaultPrevented) change((all) => { all[key] = before; }); });
  });

  /** Forgets what the server has answered: this page is the answer, or where the answer led. Everything else found no answer. */
  function settle(again) {
    const here = performance.getEntriesByType("navigation")[0];
    const came = !again && here?.type !== "back_forward" && document.referrer.startsWith(`${location.origin}/`) ? new URL(document.referrer).pathname : "";
    change((all) => {
      for (const [at, kept] of Object.entries(all)) {
        const answered = at === `${account} ${came}` && (here?.redirectCount > 0 || location.pathname === kept.action.split("?")[0] || at === key);
        if (!kept.lost && answered) delete all[at];
        else kept.lost = true;
      }
    });
  }

  function offer() {
    const kept = read()[key];
    const form = kept && formOf(kept);
    if (!form) return;
    const left = [...kept.fields];
    const pairs = [];
    for (const it of fields(form)) {
      const at = left.findIndex(([name]) => name === nameOf(it));
      if (at < 0) continue;
      const [, value] = left.splice(at, 1)[0];
      if (JSON.stringify(value) !== JSON.stringify(valueOf(it))) pairs.push([it, value]);
    }
    const forget = () => change((all) => { delete all[key]; });
    if (!pairs.length) return forget();
    const make = (tag, set, ...children) => {
      const element = Object.assign(document.createElement(tag), set);
      element.append(...children);
      return element;
    };
    const words = make("p", {}, `Isian Anda sebelumnya belum terkirim, atau jawabannya tidak sampai.${kept.files ? " Foto atau berkas perlu dipilih lagi." : ""}`);
    const buttons = make("p", { className: "row" },
      make("button", { type: "button", className: "button", onclick: () => {
        for (const [it, value] of pairs) {
          if (ticks(it)) it.checked = value;
          else if (it.multiple) for (const one of it.options) one.selected = value.includes(one.value);
          else it.value = value;
          for (let part = it.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
          for (const name of ["input", "change"]) it.dispatchEvent(new Event(name, { bubbles: true }));
        }
        buttons.remove();
        words.textContent = "Isian sudah kembali. Periksa sebentar, lalu kirim.";
        pairs[0][0].focus();
      } }, "Kembalikan isian"),
      make("button", { type: "button", className: "button secondary", onclick: () => { forget(); notice.remove(); } }, "Buang"));
    const notice = make("div", { className: "notice wide", role: "status" }, make("strong", {}, "Isian Anda tidak hilang"), words, buttons);
    document.querySelector("main").prepend(notice);
  }

  addEventListener("DOMContentLoaded", () => { settle(); offer(); });
  addEventListener("pageshow", (event) => { if (event.persisted) settle(true); });
})();
