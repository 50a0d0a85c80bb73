import { defineConfig } from "@playwright/test";

// `./dev test` starts the app with the demo in it and says where; nothing here starts or stops a server.
const app = process.env.APP_URL;
if (!app) throw new Error("APP_URL is not set: run the browser tests with ./dev test [NAME]");

const phone = { viewport: { width: 360, height: 800 }, deviceScaleFactor: 2, hasTouch: true };
const desktop = { viewport: { width: 1280, height: 800 } };

export default defineConfig({
  testDir: ".",
  fullyParallel: true,
  workers: 2,
  // How long a machine that is slow or busy may take; nothing here is a measurement.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  retries: 0,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : [["list"]],
  outputDir: "test-results",
  use: {
    baseURL: app,
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    locale: "id-ID",
    timezoneId: "Asia/Pontianak",
    screenshot: "only-on-failure",
    browserName: "chromium",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  projects: [
    { name: "phone", testMatch: "specs/*.spec.ts", testIgnore: "**/*.desktop.spec.ts", use: phone },
    // A `.live.` spec is about what only scripts can do.
    {
      name: "phone-noscript",
      testMatch: "specs/*.spec.ts",
      testIgnore: ["**/*.live.spec.ts", "**/*.desktop.spec.ts"],
      use: { ...phone, javaScriptEnabled: false },
    },
    { name: "desktop", testMatch: "specs/*.spec.ts", use: desktop },
    // Not tests of behaviour: ./dev shots and ./dev bench sizes.
    ...(process.env.APP_EXTRA ? [{ name: process.env.APP_EXTRA, testMatch: `${process.env.APP_EXTRA}.ts` }] : []),
  ],
});
