// Every page of the app, once. Accessibility, scripts, pictures and sizes all go through this list; `./dev shots` fails when
// the program knows a page that is missing here.
import type { Page } from "@playwright/test";
import { enterAs, type Who } from "./people";

export interface Place {
  /** As in the program's route table. */
  route: string;
  /** File name of its pictures. */
  name: string;
  who: Who;
  /** An address of that route; by default the route itself. */
  at?: string;
  /** For a route with ids: the page (an address, or the name of another place) whose first link to such a route is followed. */
  from?: string;
  /** Who follows that link, where the place itself is for others. */
  as?: Who;
  /** Which of those links, by what it says. */
  link?: RegExp;
  /** What follows the found address. */
  then?: string;
  /** The one bundle that the page may load. None: no bundle. */
  bundle?: "peta" | "lapor" | "kantor";
  /** The page's row names a bundle, but in this state it has no island that could become live. */
  still?: boolean;
  /** Its status when that is not 200. */
  status?: number;
}

export const PLACES: Place[] = [
  { route: "/", name: "beranda", who: "public" },
  { route: "/peta", name: "peta", who: "public", bundle: "peta" },
  { route: "/peta/sisip", name: "peta-sisip", who: "public", bundle: "peta" },
  { route: "/perpustakaan", name: "perpustakaan", who: "public" },
  { route: "/perpustakaan/{slug}", name: "satu-perpustakaan", who: "public", from: "/perpustakaan" },
  { route: "/perpustakaan/{slug}/titik", name: "titik", who: "planner", from: "/perpustakaan", then: "/titik", bundle: "peta" },
  { route: "/plm", name: "plm", who: "public" },
  { route: "/plm/{slug}", name: "satu-plm", who: "public", from: "/plm" },
  { route: "/plm/{slug}/cetak", name: "plm-cetak", who: "public", from: "/plm", then: "/cetak" },
  { route: "/plm/{slug}/tanda-meja", name: "plm-tanda-meja", who: "public", from: "/plm", then: "/tanda-meja" },
  { route: "/plm/{slug}/sisip", name: "plm-sisip", who: "public", from: "/plm", then: "/sisip" },
  { route: "/cerita", name: "cerita", who: "public" },
  { route: "/lembar/{token}", name: "lembar", who: "public", at: "/lembar/contoh" },
  { route: "/data", name: "data", who: "public" },
  { route: "/privasi", name: "privasi", who: "public" },
  { route: "/gaya", name: "gaya", who: "public" },
  { route: "/masuk", name: "masuk", who: "public" },
  { route: "/masuk/kode", name: "masuk-kode", who: "public" },
  { route: "/tidak-ada", name: "tidak-ada", who: "public", status: 404 },
  { route: "/keluar", name: "keluar", who: "librarian" },
  { route: "/lapor", name: "lapor", who: "librarian" },
  { route: "/lapor/{slug}/{month}", name: "lapor-bulan", who: "librarian", from: "/lapor", link: /^Isi laporan/, bundle: "lapor" },
  { route: "/lapor/{slug}/{month}", name: "lapor-dibaca", who: "librarian", from: "/lapor", link: /^Lihat laporan/, bundle: "lapor", still: true },
  { route: "/lapor/{slug}/{month}/terkirim", name: "lapor-terkirim", who: "librarian", from: "/lapor", link: /^Lihat laporan/, then: "/terkirim" },
  { route: "/lapor/{slug}/{month}/draf", name: "lapor-draf", who: "librarian", from: "/lapor", link: /^Isi laporan/, then: "/draf" },
  { route: "/lapor/antrean", name: "lapor-antrean", who: "librarian" },
  { route: "/lapor/luring", name: "lapor-luring", who: "public", bundle: "lapor", still: true },
  { route: "/lapor/hitung", name: "lapor-hitung", who: "librarian" },
  { route: "/lapor/hitung/lembar", name: "lapor-hitung-lembar", who: "librarian" },
  { route: "/lapor/rencana", name: "lapor-rencana", who: "librarian" },
  { route: "/lapor/tautan", name: "lapor-tautan", who: "librarian" },
  { route: "/lapor/kertas", name: "lapor-kertas", who: "librarian" },
  { route: "/lapor/tarik", name: "lapor-tarik", who: "librarian" },
  { route: "/lapor/izin-foto", name: "lapor-izin-foto", who: "librarian" },
  { route: "/profil", name: "profil", who: "librarian" },
  { route: "/kantor", name: "kantor", who: "planner", bundle: "kantor" },
  { route: "/kantor/laporan", name: "kantor-laporan", who: "planner" },
  { route: "/kantor/laporan/{id}", name: "kantor-satu-laporan", who: "planner", from: "/kantor/laporan" },
  { route: "/kantor/antrean", name: "kantor-antrean", who: "planner" },
  { route: "/kantor/formulir", name: "kantor-formulir", who: "planner" },
  { route: "/kantor/perpustakaan", name: "kantor-perpustakaan", who: "planner" },
  { route: "/kantor/perpustakaan/{slug}", name: "kantor-satu-perpustakaan", who: "planner", from: "/kantor" },
  { route: "/kantor/laporan/{id}/cetak", name: "kantor-laporan-cetak", who: "planner", from: "/kantor/laporan", then: "/cetak" },
  { route: "/kantor/pengingat", name: "kantor-pengingat", who: "planner", bundle: "kantor" },
  { route: "/kantor/periode", name: "kantor-periode", who: "planner" },
  { route: "/kantor/periode/bulan", name: "kantor-periode-bulan", who: "planner" },
  { route: "/kantor/periode/perpanjangan", name: "kantor-perpanjangan", who: "planner" },
  { route: "/kantor/kpi", name: "kantor-kpi", who: "planner" },
  { route: "/kantor/kpi/rumus", name: "kantor-kpi-rumus", who: "planner" },
  { route: "/kantor/pendampingan", name: "kantor-pendampingan", who: "planner" },
  { route: "/kantor/pendampingan/baru", name: "kantor-pendampingan-baru", who: "planner" },
  { route: "/kantor/pendampingan/{id}", name: "kantor-satu-pendampingan", who: "planner", from: "/kantor/pendampingan" },
  { route: "/kantor/rekap", name: "kantor-rekap", who: "planner" },
  { route: "/kantor/rekap/cetak", name: "kantor-rekap-cetak", who: "planner" },
  { route: "/kantor/rekap/susunan", name: "kantor-rekap-susunan", who: "planner" },
  { route: "/kantor/akun", name: "kantor-akun", who: "planner" },
  { route: "/kantor/akun/baru", name: "kantor-akun-baru", who: "planner" },
  { route: "/kantor/akun/impor", name: "kantor-akun-impor", who: "planner" },
  { route: "/kantor/akun/{id}", name: "kantor-satu-akun", who: "planner", from: "/kantor/akun" },
  { route: "/kantor/akun/{id}/kode", name: "kantor-akun-kode", who: "planner", from: "/kantor/akun" },
  { route: "/kantor/akun/{id}/nonaktif", name: "kantor-akun-nonaktif", who: "planner", from: "/kantor/akun", then: "/nonaktif" },
  { route: "/kantor/plm", name: "kantor-plm", who: "planner" },
  { route: "/kantor/plm/{id}/agenda", name: "kantor-agenda", who: "planner", from: "/kantor/plm", link: /^Peer Learning/, bundle: "kantor" },
  { route: "/kantor/plm/{id}/usulan", name: "kantor-usulan", who: "planner", from: "kantor-agenda" },
  { route: "/kantor/plm/{id}/agenda/versi", name: "kantor-agenda-versi", who: "planner", from: "/kantor/plm", link: /^Peer Learning/, then: "/versi" },
  { route: "/kantor/plm/aturan", name: "kantor-plm-aturan", who: "planner" },
  // The meeting: awards, papers, press
  { route: "/plm/{slug}/apresiasi", name: "plm-apresiasi", who: "public", at: "/plm/plm-kobar-2022/apresiasi" },
  { route: "/plm/{slug}/siaran-pers", name: "plm-siaran-pers", who: "public", at: "/plm/plm-kobar-2022/siaran-pers" },
  { route: "/kantor/plm/{id}/apresiasi", name: "kantor-apresiasi", who: "planner", from: "kantor-agenda" },
  { route: "/kantor/plm/{id}/apresiasi/{award}", name: "kantor-satu-apresiasi", who: "planner", from: "kantor-apresiasi" },
  { route: "/kantor/plm/{id}/apresiasi/{award}/rumus", name: "kantor-apresiasi-rumus", who: "planner", from: "kantor-satu-apresiasi" },
  { route: "/kantor/plm/{id}/dokumen", name: "kantor-dokumen", who: "planner", from: "kantor-agenda" },
  { route: "/kantor/plm/{id}/dokumen/{paper}", name: "kantor-satu-dokumen", who: "planner", from: "kantor-dokumen" },
  { route: "/kantor/plm/{id}/siaran-pers", name: "kantor-siaran-pers", who: "planner", from: "kantor-agenda" },
  { route: "/kantor/pengaturan", name: "kantor-pengaturan", who: "planner" },
  // The meeting: invitations and the door
  { route: "/undangan/{token}", name: "undangan", who: "public", from: "kantor-undangan", as: "planner" },
  { route: "/undangan/{token}", name: "undangan-mati", who: "public", at: "/undangan/tidak-ada", status: 404 },
  { route: "/plm/{slug}/evaluasi", name: "plm-evaluasi", who: "public", from: "/plm", then: "/evaluasi" },
  { route: "/kantor/plm/{id}/undangan", name: "kantor-undangan", who: "planner", from: "kantor-agenda" },
  { route: "/kantor/plm/{id}/peserta", name: "kantor-peserta", who: "planner", from: "kantor-agenda", bundle: "kantor" },
  { route: "/kantor/plm/{id}/presensi", name: "kantor-presensi", who: "planner", from: "kantor-agenda" },
  { route: "/kantor/plm/luring", name: "pintu-luring", who: "public" },
  { route: "/kantor/plm/{id}/presensi/daftar-hadir", name: "daftar-hadir", who: "planner", from: "kantor-presensi" },
  { route: "/kantor/plm/{id}/presensi/qr", name: "lembar-qr", who: "planner", from: "kantor-presensi" },
  { route: "/kantor/plm/{id}/evaluasi", name: "kantor-evaluasi", who: "planner", from: "kantor-agenda" },
  // People's data, audit, second factor
  { route: "/kantor/audit", name: "kantor-audit", who: "administrator" },
  { route: "/kantor/permintaan", name: "kantor-permintaan", who: "planner" },
  { route: "/kantor/permintaan/{id}", name: "kantor-satu-permintaan", who: "planner", from: "/kantor/permintaan" },
  { route: "/masuk/kedua", name: "masuk-kedua", who: "public" },
  { route: "/akun", name: "akun", who: "planner" },
  { route: "/akun/kata-sandi", name: "akun-kata-sandi", who: "librarian" },
  { route: "/akun/nomor", name: "akun-nomor", who: "librarian" },
  { route: "/akun/lembar", name: "akun-lembar", who: "librarian" },
  { route: "/akun/langkah-kedua", name: "akun-langkah-kedua", who: "planner" },
  { route: "/kantor/akun/{id}/langkah-kedua", name: "kantor-akun-langkah-kedua", who: "administrator", from: "/kantor/akun", then: "/langkah-kedua" },
  // In the room, and what follows
  { route: "/plm/{slug}/layar", name: "plm-layar", who: "public", from: "/plm", then: "/layar" },
  { route: "/plm/{slug}/rekap", name: "plm-rekap", who: "public", from: "/plm", then: "/rekap" },
  { route: "/kiat", name: "kiat", who: "public" },
  { route: "/tindak-lanjut", name: "tindak-lanjut", who: "librarian" },
  { route: "/tindak-lanjut/{id}", name: "satu-tindak-lanjut", who: "librarian", from: "/tindak-lanjut" },
  { route: "/kantor/plm/{id}/notulen", name: "kantor-notulen", who: "planner", from: "kantor-agenda" },
  { route: "/kantor/plm/{id}/kiat", name: "kantor-kiat", who: "planner", from: "kantor-agenda" },
  { route: "/kantor/plm/{id}/foto", name: "kantor-foto", who: "planner", from: "kantor-agenda" },
  { route: "/kantor/plm/{id}/tindak-lanjut", name: "kantor-tindak-lanjut", who: "planner", from: "kantor-agenda" },
  { route: "/kantor/lingkaran", name: "kantor-lingkaran", who: "planner" },
];

/** The door's own plain script. */
export const hasDoor = (route: string) => ["/kantor/plm/{id}/presensi", "/kantor/plm/luring"].includes(route);
/** The phone's plain scripts, which every page of a librarian's own work carries beside its bundle. */
export const hasQueue = (route: string) => /^\/(lapor(\/|$)|keluar$)/.test(route);

/** Is this a page for signed-in people? Then it keeps what is typed into its plain forms. */
export const hasForms = ({ route, who }: Place) => who !== "public" && route !== "/lapor/antrean";

/** Pages with a plain script of their own. */
export const OWN_SCRIPTS: Record<string, string[]> = { "/kantor/plm/{id}/notulen": ["notulen"], "/plm/{slug}/layar": ["layar"] };

/** A route as the pattern of its addresses. */
export function pattern(route: string): RegExp {
  return new RegExp(`^${route.replace(/\{[^}]+\}/g, "[^/?#]+")}$`);
}

const found = new Map<string, string>();

/** The address of a place, looked up by its first link when the route holds ids. */
export async function address(page: Page, place: Place): Promise<string> {
  if (!place.from) return place.at ?? place.route;
  const known = found.get(place.name);
  if (known) return known;
  if (place.as) await enterAs(page, place.as);
  const before = PLACES.find((other) => other.name === place.from);
  await page.goto(before ? await address(page, before) : place.from);
  const links = await page
    .locator("a[href]")
    .evaluateAll((all) => all.map((a) => ({ href: a.getAttribute("href") ?? "", words: a.textContent ?? "" })));
  const wanted = pattern(place.then ? place.route.slice(0, -place.then.length) : place.route);
  // `/kantor/akun/baru` has the look of `/kantor/akun/{id}` and is a page of its own.
  const fixed = (path: string) => PLACES.some((other) => other.route === path);
  const link = links.find(({ href, words }) => {
    const path = href.split(/[?#]/)[0];
    return wanted.test(path) && !fixed(path) && (place.link?.test(words) ?? true);
  });
  if (!link) throw new Error(`${place.from} holds no link to ${place.route}`);
  const path = link.href.split(/[?#]/)[0] + (place.then ?? "");
  found.set(place.name, path);
  if (place.as) await page.context().clearCookies();
  return path;
}

/** Opens a place as the one it is for. */
export async function open(page: Page, place: Place): Promise<void> {
  await enterAs(page, place.who);
  const path = await address(page, place);
  const response = await page.goto(path);
  if (response?.status() !== (place.status ?? 200)) throw new Error(`${path} answered ${response?.status()}`);
  if (place.bundle && !place.still) await page.locator("[data-live]").first().waitFor({ state: "attached" });
}
