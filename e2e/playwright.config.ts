import { defineConfig } from "@playwright/test";
import { launchOptions } from "./browser";
import { looks } from "./fixtures/look";

// `cargo xtask e2e` starts the server and sets BASE_URL and DEMO_JSON.
const baseURL = process.env.BASE_URL;
if (!baseURL) throw new Error("BASE_URL is not set: run `cargo xtask e2e`");

/** What pages do by themselves, whatever the database: these journeys are made on one. */
const OF_PAGES_ALONE = [
  "answers",
  "dates",
  "docs",
  "ended-sessions",
  "keyboard",
  "long-words",
  "lost-*",
  "narrow",
  "needs",
  "offers-by-*",
  "own-pages",
  "pages",
  "pictures",
  "states",
  "typed-stays",
  "viewer",
];

export default defineConfig({
  testDir: "journeys",
  testIgnore: looks ? [] : OF_PAGES_ALONE.map((name) => `${name}.spec.ts`),
  outputDir: "test-results",
  // README.md's pictures: CONTRIBUTING.md says how they are renewed.
  snapshotPathTemplate: "{testDir}/../../docs/pictures/{arg}{ext}",
  updateSnapshots: process.env.UPDATE_PICTURES ? "all" : "none",
  // Each journey makes what it changes, so that they may run beside each other on one server.
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env.CI,
  // Long enough for a machine that others use as well; what must come within a second says so.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL,
    viewport: { width: 1280, height: 900 },
    contextOptions: { reducedMotion: "reduce" },
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    screenshot: "only-on-failure",
    // A trace costs a tenth of the time: `cargo xtask e2e -- --trace on`.
    trace: "off",
    permissions: ["clipboard-read", "clipboard-write"],
    launchOptions,
  },
});
