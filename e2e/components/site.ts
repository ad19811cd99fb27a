import { existsSync } from "node:fs";
import { join } from "node:path";
import { test as base } from "@playwright/test";

// The `test` of the component tests: a page that has the built site and no server.

export { expect } from "@playwright/test";

const site = process.env.SITE;
if (!site) throw new Error("SITE is not set: run `cargo xtask components`");

/** A page that has the built site and nothing else: no server, no API. */
export const test = base.extend({
  page: async ({ page }, use) => {
    await page.route("**/*", async (route) => {
      const path = new URL(route.request().url()).pathname;
      if (path.startsWith("/api/")) return route.fulfill({ status: 503, body: "" });
      const file = join(site, path);
      const known = path !== "/" && existsSync(file);
      return route.fulfill({ path: known ? file : join(site, "index.html") });
    });
    await use(page);
  },
});
