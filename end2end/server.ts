// A server and a browser of a test's own, both of which it may kill and start again, each by its own process id.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type BrowserContext, chromium } from "@playwright/test";
import { PASSWORD } from "./people";

const PROGRAM = process.env.APP_PROGRAM ?? "";
const SITE = process.env.APP_SITE ?? "";

const freePort = () => new Promise<number>((resolve) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const address = probe.address();
    probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
  });
});
const ended = (child: ChildProcess) => new Promise<void>((resolve) => (child.exitCode !== null || child.signalCode ? resolve() : child.once("exit", () => resolve())));

/** The real server with the demo in a folder of its own. */
export class Server {
  url = "";
  private child?: ChildProcess;
  private folder = mkdtempSync("/tmp/pantau-queue.");
  private env: Record<string, string> = {};

  static async start(settings: Record<string, string> = {}): Promise<Server> {
    if (!PROGRAM) throw new Error("APP_PROGRAM is not set: run the browser tests with ./dev test [NAME]");
    const server = new Server();
    const port = await freePort();
    server.url = `http://localhost:${port}`;
    server.env = {
      PATH: process.env.PATH ?? "", PANTAU_ADDR: `127.0.0.1:${port}`, PANTAU_URL: server.url, PANTAU_DATA: server.folder, PANTAU_SITE: SITE,
      PANTAU_DEMO_PASSWORD: PASSWORD, PANTAU_LOG: "warn", ...settings,
    };
    for (const verb of [["migrate"], ["demo", "--seed", "62", "--scale", "kobar"]]) {
      const done = spawnSync(PROGRAM, verb, { env: server.env, cwd: server.folder, encoding: "utf8" });
      if (done.status !== 0) throw new Error(done.stderr);
    }
    await server.up();
    return server;
  }
  /** Starts it again, on the same address and the same data. */
  async up(): Promise<void> {
    this.child = spawn(PROGRAM, ["serve"], { env: this.env, cwd: this.folder, stdio: "ignore" });
    while (!(await fetch(`${this.url}/readyz`).then((answer) => answer.ok, () => false))) {
      if (this.child.exitCode !== null) throw new Error("the server did not start");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  /** The same files under another build's name, as after an update of the app. */
  anotherBuild(): void {
    const site = `${this.folder}/site`;
    cpSync(SITE, site, { recursive: true });
    const build = readFileSync(join(site, "build.txt"), "utf8").trim();
    renameSync(join(site, "pkg", build), join(site, "pkg", "lain"));
    writeFileSync(join(site, "build.txt"), "lain\n");
    this.env.PANTAU_SITE = site;
  }
  /** As when the power fails: nothing is asked, nothing is finished. */
  async down(): Promise<void> {
    this.child?.kill("SIGKILL");
    if (this.child) await ended(this.child);
  }
  async gone(): Promise<void> {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A browser with a profile that outlives it, as on a phone. */
export class Handset {
  context!: BrowserContext;
  private child?: ChildProcess;
  private profile = mkdtempSync("/tmp/pantau-profile.");

  async on(): Promise<BrowserContext> {
    rmSync(join(this.profile, "DevToolsActivePort"), { force: true });
    this.child = spawn(process.env.CHROMIUM ?? "/usr/bin/chromium", [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--hide-crash-restore-bubble", "--remote-debugging-port=0", `--user-data-dir=${this.profile}`, "--window-size=360,800", "about:blank",
    ], { stdio: "ignore" });
    for (;;) {
      try {
        const [port] = readFileSync(join(this.profile, "DevToolsActivePort"), "utf8").split("\n");
        const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
        this.context = browser.contexts()[0];
        return this.context;
      } catch {
        if (this.child.exitCode !== null) throw new Error("the browser did not start");
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
  /** As when the phone runs out of battery. */
  async kill(): Promise<void> {
    this.child?.kill("SIGKILL");
    if (this.child) await ended(this.child);
  }
  async gone(): Promise<void> {
    await this.kill();
    for (let tries = 0; ; tries++) {
      try { rmSync(this.profile, { recursive: true, force: true }); return; } catch (error) { if (tries === 20) throw error; await new Promise((resolve) => setTimeout(resolve, 100)); }
    }
  }
}
