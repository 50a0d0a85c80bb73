// A page for the plain scripts: as much of a document as they touch, storage that may refuse, a network that answers, fails or hangs,
// and a clock that only a test moves. The real script runs in it.
import { existsSync, readFileSync } from "node:fs";
import { createHash, randomUUID } from "node:crypto";
import { IDBFactory } from "fake-indexeddb";
import { turns } from "./phone.mjs";

// Hashing takes no time here, so that a test knows when it has ended.
const crypto = { randomUUID, subtle: { digest: async (_name, bytes) => new Uint8Array(createHash("sha256").update(bytes).digest()).buffer } };
const PROPERTIES = ["id", "type", "name", "value", "checked", "hidden", "method", "autocomplete"];

/** One simple selector: `tag`, `.class`, `[name]`, `[name=value]`, `[name$='end']` in any mix. */
function fits(element, selector) {
  const parts = selector.matchAll(/^\w+|\.[\w-]+|\[([\w-]+)(?:(\$?)=["']?([^"'\]]*)["']?)?\]/g);
  return [...parts].every(([part, name, ends, wanted]) => {
    if (part.startsWith(".")) return element.className.split(" ").includes(part.slice(1));
    if (!part.startsWith("[")) return element.tagName === part.toUpperCase();
    const value = element.getAttribute(name);
    return value !== null && (wanted === undefined || (ends ? value.endsWith(wanted) : value === wanted));
  });
}

class Text { constructor(text) { this.textContent = text; } }

export class Element {
  constructor(tag, attributes = {}, ...children) {
    Object.assign(this, { tagName: tag.toUpperCase(), attributes: {}, children: [], className: "", listeners: {}, parentElement: null, value: "", checked: false, hidden: false });
    for (const [name, value] of Object.entries(attributes)) this.setAttribute(name, value);
    this.dataset = new Proxy(this.attributes, {
      get: (all, name) => all[`data-${name}`],
      set: (all, name, value) => { all[`data-${name}`] = String(value); return true; },
    });
    this.append(...children);
  }
  setAttribute(name, value) {
    this.attributes[name] = String(value);
    if (name === "class") this.className = value;
    if (PROPERTIES.includes(name)) this[name] = name === "hidden" || name === "checked" ? true : value;
  }
  getAttribute(name) { return this.attributes[name] ?? null; }
  get labels() { return [this.closest("label")].filter(Boolean); }
  get content() { return this.attributes.content; }
  get elements() {
    const list = this.all().filter((it) => ["INPUT", "TEXTAREA", "SELECT", "BUTTON"].includes(it.tagName));
    for (const it of list) if (it.name && !(it.name in list)) list[it.name] = it;
    return list;
  }
  get textContent() { return this.children.map((child) => child.textContent).join(""); }
  set textContent(text) { this.children = [new Text(text)]; }
  append(...children) {
    for (const child of children) {
      const part = child instanceof Element ? child : new Text(String(child));
      part.parentElement = this;
      this.children.push(part);
    }
  }
  prepend(child) { child.parentElement = this; this.children.unshift(child); }
  insertBefore(child, next) {
    if (child.parentElement?.children.includes(child)) child.remove();
    child.parentElement = this;
    this.children.splice(next ? this.children.indexOf(next) : this.children.length, 0, child);
  }
  replaceChildren(...children) { this.children = []; this.append(...children); }
  remove() { this.parentElement.children = this.parentElement.children.filter((it) => it !== this); }
  replaceWith(other) {
    const home = this.parentElement;
    home.children = home.children.map((it) => (it === this ? other : it));
    other.parentElement = home;
  }
  all() { return this.children.flatMap((child) => (child instanceof Element ? [child, ...child.all()] : [])); }
  querySelectorAll(selector) {
    const chains = selector.split(",").map((one) => one.trim().split(/\s+/));
    const under = (element, chain) => !chain.length || (element && ((fits(element, chain.at(-1)) && under(element.parentElement, chain.slice(0, -1))) || under(element.parentElement, chain)));
    return this.all().filter((it) => chains.some((chain) => fits(it, chain.at(-1)) && under(it.parentElement, chain.slice(0, -1))));
  }
  querySelector(selector) { return this.querySelectorAll(selector)[0] ?? null; }
  closest(selector) { return selector.split(",").some((one) => fits(this, one.trim())) ? this : (this.parentElement?.closest(selector) ?? null); }
  addEventListener(name, fn) { (this.listeners[name] ??= []).push(fn); }
  dispatchEvent(event) { this.fire(event.type, event); }
  focus() { this.focused = true; }
  /** Something happens to the element and bubbles up, as far as the page goes. */
  fire(name, event = {}) {
    const full = Object.assign({ target: this, preventDefault() { this.defaultPrevented = true; } }, event instanceof Event ? {} : event);
    for (let at = this; at; at = at.parentElement) {
      if (name === "click" && at.onclick) at.onclick(full);
      for (const fn of at.listeners[name] ?? []) fn(full);
      if (!at.parentElement && at.page) at.page.fire(name, full);
    }
    return full;
  }
}
/** The text of a plain script: an altered copy, else of `public/`, else the report form's own. */
function source(name) {
  const places = [process.env.PAGE_SOURCE && `${process.env.PAGE_SOURCE}/`, new URL("../../public/", import.meta.url), new URL("../../src/ui/pages/report/", import.meta.url)];
  const files = places.filter(Boolean).map((place) => (place instanceof URL ? new URL(`${name}.js`, place) : `${place}${name}.js`));
  return readFileSync(files.find((file) => existsSync(file)), "utf8");
}
export const el = (tag, attributes, ...children) => new Element(tag, attributes, ...children);

/** Storage as a browser has it; `full`: it takes nothing new. */
export class Store {
  rows = {};
  full = false;
  getItem(name) { return this.rows[name] ?? null; }
  setItem(name, value) {
    if (this.full) throw new DOMException("full", "QuotaExceededError");
    this.rows[name] = String(value);
  }
  removeItem(name) { delete this.rows[name]; }
  get length() { return Object.keys(this.rows).length; }
  key(n) { return Object.keys(this.rows)[n] ?? null; }
  read(name) { return JSON.parse(this.rows[name] ?? "null"); }
}

export class Page {
  /** `phone`: what outlives the page: { local, session, databases }. `now`: unix milliseconds, by a clock that may be wrong. */
  constructor({ path = "/", phone = newPhone(), now = Date.UTC(2026, 10, 26, 3), head = [], body = [], referrer = "", navigation = {} } = {}) {
    Object.assign(this, { phone, now, path, referrer, navigation, timers: [], listeners: {}, requests: [], streams: [] });
    this.root = el("html", {}, el("head", {}, ...head), el("body", {}, ...body));
    this.root.page = this;
    /** What a request is answered: { status, body }, or a promise that may hang or fail. */
    this.network = () => { throw new TypeError("Failed to fetch"); };
  }
  fire(name, event = {}) { for (const fn of this.listeners[name] ?? []) fn(event); }
  find(selector) { return this.root.querySelector(selector); }

  /** Lets time pass, and everything that it brings. */
  async after(span = 0) {
    const until = this.now + span;
    await turns(40);
    for (;;) {
      const next = this.timers.filter((it) => it.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.now = Math.max(this.now, next.at);
      if (next.every) next.at += next.every;
      else this.timers = this.timers.filter((it) => it !== next);
      next.fn();
      await turns(40);
    }
    this.now = until;
  }

  /** Runs a plain script here. */
  async run(name) {
    const page = this;
    const timer = (every) => (fn, span = 0) => {
      const one = { fn, at: page.now + span, every: every ? span : 0 };
      page.timers.push(one);
      return one;
    };
    class Clock extends Date {
      constructor(...given) { given.length ? super(...given) : super(page.now); }
      static now() { return page.now; }
    }
    class Stream {
      static CLOSED = 2;
      constructor() { this.listeners = {}; page.streams.push(this); }
      addEventListener(kind, fn) { (this.listeners[kind] ??= []).push(fn); }
      close() {}
      tell(kind, data) { for (const fn of this.listeners[kind] ?? []) fn({ data: JSON.stringify(data) }); }
    }
    class Parser { parseFromString(text) { return JSON.parse(text).page ? page.fresh() : el("html"); } }
    const fetch = (url, options = {}) => new Promise((resolve, reject) => {
      page.requests.push({ url, method: options.method ?? "GET", body: options.body && JSON.parse(options.body) });
      options.signal?.addEventListener("abort", () => reject(new DOMException("gone", "AbortError")));
      Promise.resolve().then(() => page.network(url, options)).then(({ status = 200, body = null }) => resolve({
        status, ok: status < 300, redirected: false, json: async () => structuredClone(body), text: async () => JSON.stringify(body),
      }), reject);
    });
    const addEventListener = (kind, fn) => (page.listeners[kind] ??= []).push(fn);
    const { root } = page;
    const names = {
      document: {
        querySelector: (selector) => root.querySelector(selector), querySelectorAll: (selector) => root.querySelectorAll(selector),
        getElementById: (id) => root.all().find((it) => it.id === id) ?? null, createElement: (tag) => el(tag), referrer: page.referrer, activeElement: null, hidden: false,
        get forms() { return root.querySelectorAll("form"); },
      },
      location: { pathname: page.path.split("?")[0], search: page.path.includes("?") ? `?${page.path.split("?")[1]}` : "", origin: "http://kantor.test", href: page.path },
      navigator: { onLine: true }, crypto, localStorage: page.phone.local, sessionStorage: page.phone.session, indexedDB: page.phone.databases,
      performance: { getEntriesByType: () => [{ type: "navigate", redirectCount: 0, ...page.navigation }] },
      fetch, addEventListener, setTimeout: timer(false), setInterval: timer(true), clearTimeout: (one) => { page.timers = page.timers.filter((it) => it !== one); },
      Date: Clock, EventSource: Stream, DOMParser: Parser, window: { crypto }, Antrean: page.queue,
    };
    new Function(...Object.keys(names), source(name))(...Object.values(names));
    page.fire("DOMContentLoaded");
    await page.after();
  }
}
/** A phone with nothing on it. */
export const newPhone = () => ({ local: new Store(), session: new Store(), databases: new IDBFactory() });
export const meta = (name, content) => el("meta", { name, content });
export const hang = () => new Promise(() => {});
