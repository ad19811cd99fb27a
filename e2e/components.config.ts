import { defineConfig } from "@playwright/test";
import { launchOptions } from "./browser";

// `cargo xtask components` builds the site and sets SITE.
export default defineConfig({
  testDir: "components",
  outputDir: "test-results/components",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    // No server listens there: the fixture answers from the built site. The name makes it a secure context.
    baseURL: "http://localhost:4999",
    screenshot: "only-on-failure",
    permissions: ["clipboard-read", "clipboard-write"],
    launchOptions,
  },
});
