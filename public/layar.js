// The screen in the hall: counts the minutes down, and follows the published agenda by live events (for who is signed in) and a look
// every quarter of a minute. The time is the server's: a projector's laptop may have any clock.
"use strict";
(function () {
  const LOOK = 15000;
  /** An answer that has not come by now does not come: the network that hangs is one that is not there. */
  const deadline = () => { const stop = new AbortController(); setTimeout(() => stop.abort(), 20_000); return stop.signal; };
  let root = document.querySelector("[data-layar]");
  if (!root) return;
  let ahead = Number(root.dataset.kini) * 1000 - Date.now();
  const now = () => Math.floor((Date.now() + ahead) / 1000);
  const duration = (minutes) => {
    const hours = Math.floor(minutes / 60), rest = minutes % 60;
    if (!hours) return `${rest} menit`;
    return rest ? `${hours} jam ${rest} menit` : `${hours} jam`;
  };
  let asked = 0, looking = false, again = false;

  function left(seconds) {
    // The last minute is told by the second.
    return seconds < 60 ? `${seconds} detik` : duration(Math.ceil(seconds / 60));
  }
  function tick() {
    let over = false;
    for (const strong of root.querySelectorAll("[data-sampai]")) {
      const end = Number(strong.dataset.sampai), start = Number(strong.dataset.mulai);
      const seconds = end - now();
      if (seconds <= 0) { over = true; continue; }
      strong.textContent = `Masih ${left(seconds)}`;
      const bar = strong.closest("p").nextElementSibling;
      if (bar?.tagName === "PROGRESS") bar.value = Math.max(0, now() - start);
    }
    for (const strong of root.querySelectorAll("[data-belum]")) {
      const seconds = Number(strong.dataset.belum) - now();
      if (seconds <= 0) over = true;
      else if (seconds < 86400) strong.textContent = `Mulai ${left(seconds)} lagi`;
    }
    for (const stage of root.querySelectorAll("[data-berikut]")) if (Number(stage.dataset.berikut) <= now()) over = true;
    // What has ended is asked for at once, but not more often than every two seconds.
    if (over && Date.now() - asked > 2000) look();
  }
  async function look() {
    // What is asked for meanwhile may be newer than the answer that is on its way.
    again = looking;
    if (looking) return;
    looking = true;
    asked = Date.now();
    try {
      const response = await fetch(location.href, { cache: "no-store", signal: deadline(), headers: { accept: "text/html" } });
      if (!response.ok) throw new Error(response.status);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("[data-layar]");
      if (!fresh) throw new Error("no screen");
      ahead = Number(fresh.dataset.kini) * 1000 - Date.now();
      root.replaceWith(fresh);
      root = fresh;
      root.dataset.live = "";
    } catch {
      root.querySelector("[data-bagian=jaringan]").textContent = "Tanpa jaringan: jam tetap berjalan, perubahan agenda menyusul.";
    } finally {
      looking = false;
      tick();
      if (again) look();
    }
  }
  setInterval(tick, 1000);
  setInterval(look, LOOK);
  addEventListener("online", look);
  let events = null;
  function listen() {
    events = new EventSource("/api/v1/events");
    for (const name of ["agenda", "ulang"]) events.addEventListener(name, look);
    // Any answer but 200 makes the browser give up.
    events.onerror = () => { if (events.readyState === EventSource.CLOSED) setTimeout(listen, LOOK); };
  }
  if (root.dataset.langsung) {
    listen();
    addEventListener("pagehide", () => events.close());
  }
  tick();
  root.dataset.live = "";
})();
