// ./dev bench weights: what each part of a bundle weighs. It reads the functions' names in the program as cargo made it, before they are
// stripped and the whole is shrunk, so the shares count and not the bytes: `node weights.mjs NAME FILE.wasm [BROTLI BYTES]`.
import { readFileSync } from "node:fs";

const [name, file, sent] = process.argv.slice(2);
const bytes = readFileSync(file);
let at = 8;
const number = () => {
  let value = 0, shift = 0, byte;
  do { byte = bytes[at++]; value |= (byte & 127) << shift; shift += 7; } while (byte & 128);
  return value >>> 0;
};
const text = () => { const length = number(); at += length; return bytes.toString("utf8", at - length, at); };

let imported = 0, data = 0;
const sizes = [], names = new Map();
while (at < bytes.length) {
  const id = bytes[at++], size = number(), end = at + size;
  if (id === 2) {
    for (let n = number(); n > 0; n--) {
      text(); text();
      const kind = bytes[at++];
      if (kind === 0) { imported++; number(); }
      else if (kind === 3) at += 2;
      else { if (kind === 1) at++; const limits = bytes[at++]; number(); if (limits & 1) number(); }
    }
  } else if (id === 10) {
    for (let n = number(); n > 0; n--) { const length = number(); sizes.push(length); at += length; }
  } else if (id === 11) {
    data = size;
  } else if (id === 0 && text() === "name") {
    while (at < end) {
      const part = bytes[at++], length = number(), next = at + length;
      if (part === 1) for (let n = number(); n > 0; n--) { const index = number(); names.set(index, text()); }
      at = next;
    }
  }
  at = end;
}

/** "_RNvNtNtCs1PpXX0tXsnZ_6pantau6domain3map4draw" as the names it is made of, from the first crate that it tells of. */
function path(mangled) {
  const crate = mangled.match(/C(?:s[0-9A-Za-z]*_)(?=\d)/);
  const found = [];
  let rest = crate ? mangled.slice(crate.index + crate[0].length) : "";
  for (let match; (match = rest.match(/^(?:s[0-9A-Za-z]*_)?([1-9]\d*)_?/)); ) {
    const from = match[0].length, length = Number(match[1]);
    found.push(rest.slice(from, from + length));
    rest = rest.slice(from + length);
  }
  return found;
}

const STD = new Set(["core", "alloc", "std", "compiler_builtins", "hashbrown", "dlmalloc", "__rustc"]);
const BROWSER = new Set(["wasm_bindgen", "wasm_bindgen_futures", "js_sys", "web_sys", "gloo_net", "console_error_panic_hook"]);
function part(mangled) {
  const [crate = "", one = "", two = "", three = ""] = path(mangled);
  if (crate === "pantau" && one === "domain") return `domain::${two}`;
  if (crate === "pantau") return one === "ui" ? `ui::${two}${two === "islands" ? `::${three}` : ""}` : `pantau::${one}`;
  if (STD.has(crate)) return "Rust's own library";
  if (BROWSER.has(crate)) return "bindings to the browser";
  if (/^serde|^ryu$|^itoa$/.test(crate)) return "serde";
  if (/leptos|reactive|tachys|hydration|any_spawner|either_of|or_poisoned|throw_error|server_fn|oco|slotmap|futures|send_wrapper|next_tuple/.test(crate)) return "leptos and what it stands on";
  return crate ? "other crates" : "glue of the compiler";
}

const weights = new Map([["texts and tables (data)", data]]);
sizes.forEach((size, index) => {
  const mangled = names.get(index + imported) ?? "";
  // These only tell wasm-bindgen what to write; they do not reach the browser.
  if (/describe/i.test(mangled)) return;
  const key = part(mangled);
  weights.set(key, (weights.get(key) ?? 0) + size);
});
const all = [...weights.values()].reduce((sum, size) => sum + size, 0);
const few = new Map();
for (const [key, size] of weights) few.set(size < all / 100 ? "all smaller parts" : key, (few.get(size < all / 100 ? "all smaller parts" : key) ?? 0) + size);
console.log(`${name}: ${sent ? `${Number(sent).toLocaleString("en")} bytes as sent, ` : ""}by part`);
for (const [key, size] of [...few].sort((a, b) => b[1] - a[1])) {
  const share = size / all;
  console.log(`  ${key.padEnd(36)} ${(share * 100).toFixed(1).padStart(5)} %${sent ? `  ${Math.round(share * sent).toLocaleString("en").padStart(8)}` : ""}`);
}
