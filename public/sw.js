// The service worker: opens the report pages without a network and sends the queue when the browser wakes it. The server puts
// `self.BUILD = "..";` in front, so a new build is a new worker. It never touches what changes anything, and keeps no private page.
// As `/sw.js?plm`, for `/plm/` alone, it keeps published agendas that somebody has opened, and nothing of the reports. As `/sw.js?pintu`,
// for `/kantor/plm/` alone, it opens the door of a meeting: a page without names, which pintu.js fills from the phone.
"use strict";
const AGENDA = self.location.search === "?plm", DOOR = self.location.search === "?pintu";
const SHELL = DOOR ? "/kantor/plm/luring" : "/lapor/luring";
const STYLE = `/pkg/${self.BUILD}/pantau.css`;
const files = (names) => [SHELL, "/favicon.svg", ...names.map((name) => `/pkg/${self.BUILD}/${name}`)];
const UNIT = AGENDA ? ["/favicon.svg", STYLE] : files(DOOR ? ["pantau.css", "pintu.js", "qr.js"] : ["pantau.css", "queue.js", "antrean.js", "hitung.js", "lapor.js", "lapor_bg.wasm"]);
const KIND = AGENDA ? "plm-" : DOOR ? "pintu-" : "pantau-";
const CACHE = KIND + self.BUILD;
const PAGES = "agenda";
const PATIENCE = 3000;

if (!AGENDA && !DOOR) importScripts(`/pkg/${self.BUILD}/queue.js`);

// The files of a build are kept as one unit: all or none. Until this one is whole the worker before it stays, with its own.
async function keepUnit() {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(UNIT.map(async (path) => {
      // Without cookies: the kept page is nobody's.
      const response = await fetch(path, { credentials: "omit", cache: path.startsWith("/pkg/") ? "default" : "no-cache" });
      if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
      if (path === SHELL && !(await response.clone().text()).includes(`/pkg/${self.BUILD}/`)) throw new Error("another build");
      await cache.put(path, response);
    }));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}
self.addEventListener("install", (event) => event.waitUntil(keepUnit()));
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  // The pages that are kept speak of the build they came with.
  if (AGENDA) for (const page of await (await caches.open(PAGES)).keys()) await keepAgenda(new URL(page.url).pathname).catch(() => {});
  for (const name of await caches.keys()) if (name.startsWith(KIND) && name !== CACHE) await caches.delete(name);
})()));

const kept = async (path) => (await caches.open(CACHE)).match(path, { ignoreVary: true });

// The network first; when it is silent for three seconds or has nothing to say, the kept page, which fills itself from the phone.
async function navigate(request, spare) {
  const answer = fetch(request);
  answer.catch(() => {});
  try {
    const first = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    if (first && ![502, 503, 504].includes(first.status)) return first;
  } catch { /* no network */ }
  return (await spare()) ?? answer;
}
// A published agenda is everybody's: the copy that is kept is fetched without cookies, so that it never says who read it.
const isAgenda = (path) => /^\/plm\/[^/]+$/.test(path);
async function keepAgenda(path) {
  const response = await fetch(path, { credentials: "omit", cache: "no-cache" });
  if (response.ok && !response.redirected) await (await caches.open(PAGES)).put(path, response);
}
function agenda(event, path) {
  event.waitUntil(keepAgenda(path).catch(() => {}));
  return navigate(event.request, async () => (await caches.open(PAGES)).match(path, { ignoreVary: true }));
}
if (AGENDA) {
  self.addEventListener("message", (event) => { if (isAgenda(event.data)) event.waitUntil(keepAgenda(event.data)); });
}
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (AGENDA) { if (isAgenda(url.pathname)) event.respondWith(agenda(event, url.pathname)); }
    else if (DOOR) { if (/^\/kantor\/plm\/[^/]+\/presensi$/.test(url.pathname)) event.respondWith(navigate(request, () => kept(SHELL))); }
    else if (url.pathname === "/lapor" || url.pathname.startsWith("/lapor/")) event.respondWith(navigate(request, () => kept(SHELL)));
  } else if (UNIT.includes(url.pathname)) {
    event.respondWith((async () => (await kept(url.pathname)) ?? fetch(request))());
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag !== "lapor-outbox") return;
  event.waitUntil((async () => {
    const { left } = await Antrean.sync({ now: true, budget: 150_000 });
    if (left) throw new Error(`${left} still wait`);      // the browser tries again later
  })());
});
