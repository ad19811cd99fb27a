import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { holdAnswers } from "../fixtures/hold";
import { keepsFocus, look } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { newApp, newPublisher, newTenant, READ_PATIENTS, required } from "../fixtures/world";
import { heading } from "../pages/account";

// A developer's logo reaches admins as the platform's own picture; no page loads anything from the developer's host.

/** Eight pixels by eight, of one colour. */
const PICTURES = {
  green: "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mMQ6QnAihiGlgQAYyE8AcPw+YsAAAAASUVORK5CYII=",
  red: "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mPYp6GBFTEMLQkAhc5DgUpkfxYAAAAASUVORK5CYII=",
};
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>';

/** A developer's host; what it has may change. */
async function developersHost() {
  const has = { type: "image/svg+xml", body: Buffer.from(SVG) };
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers["user-agent"]);
    response.writeHead(200, { "content-type": has.type }).end(has.body);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/logo`;
  const shows = (picture: keyof typeof PICTURES) =>
    Object.assign(has, { type: "image/png", body: Buffer.from(PICTURES[picture], "base64") });
  return { url, asked, shows, close: () => server.close() };
}

/** Where a page's requests have gone. */
function hostsOf(page: Page): Set<string> {
  const hosts = new Set<string>();
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== "data:") hosts.add(host);
  });
  return hosts;
}

/** The picture of an app is there, drawn, and the platform's. */
async function shown(page: Page) {
  const picture = page.getByRole("main").locator("img").first();
  await expect(picture).toHaveAttribute("src", /^\/logos\/[0-9a-f]{64}\.png$/);
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(8);
  return picture.getAttribute("src");
}

test("a logo is taken once, told about in words, and shown from our own origin", async ({ browserOf, baseURL }) => {
  test.slow();
  const [tenant, publisher, host] = await Promise.all([newTenant(), newPublisher(), developersHost()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const [developer, admin] = await Promise.all([browserOf(publisher.owner), browserOf(tenant.owner)]);
  const hosts = [hostsOf(developer), hostsOf(admin)];
  const overview = `/developer/${publisher.id}/apps/${app.id}`;

  await test.step("an SVG is refused in words", async () => {
    await developer.goto(`${overview}/edit`);
    await developer.getByLabel("Logo").fill(host.url);
    await developer.getByRole("button", { name: "Save details" }).click();
    await expect(heading(developer, app.name)).toBeVisible();
    await expect(developer.getByText("The logo could not be fetched: it is an SVG. Give a PNG, JPEG, WebP or GIF.")).toBeVisible();
    await look(developer, "developer-app-logo-refused");
    await admin.goto(`/admin/${tenant.id}/integrations/connect/${app.id}`);
    await expect(heading(admin, app.name)).toBeVisible();
    await expect(admin.locator("img")).toHaveCount(0);
  });

  await test.step("tried again, it is there", async () => {
    host.shows("green");
    await developer.getByRole("button", { name: "Try again" }).click();
    await expect(developer.getByText("Admins see this copy.")).toBeVisible();
    await keepsFocus(developer);
    await shown(developer);
    await look(developer, "developer-app-logo");
  });

  const first = await test.step("admins see it before they decide, and in their lists", async () => {
    await admin.goto(`/admin/${tenant.id}/integrations/connect`);
    await shown(admin);
    await admin.goto(`/admin/${tenant.id}/integrations/connect/${app.id}`);
    await look(admin, "consent-with-a-logo");
    return shown(admin);
  });

  await test.step("another picture stands on the connection until it was seen", async () => {
    const path = `/api/admin/v1/tenants/${tenant.id}/available-apps/${app.id}`;
    const { details_revision } = await tenant.owner.caller.get<{ details_revision: number }>(path);
    const { connection } = await tenant.owner.caller.post<{ connection: { id: string } }>(`${path}/allow`, {
      version: 1,
      details_revision,
      optional_scopes: [],
      ends_at: null,
    });
    host.shows("red");
    // What the page hears of it next waits until it was seen that the page waits.
    const next = await holdAnswers(developer, /\/api\/.*\/apps\/app_\w+$/, "GET");
    await developer.getByRole("button", { name: "Fetch again" }).click();
    await expect(developer.getByText("It is being fetched.")).toBeVisible();
    next.release();
    await expect(developer.getByText("Admins see this copy.")).toBeVisible();
    await admin.goto(`/admin/${tenant.id}/integrations/${connection.id}`);
    await expect(admin.getByText("Changed the logo").first()).toBeVisible();
    const [old, now] = [admin.locator(".banner img").first(), admin.locator(".banner img").last()];
    await expect(old).toHaveAttribute("src", first!);
    await expect(now).not.toHaveAttribute("src", first!);
    for (const picture of [old, now]) {
      await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(8);
    }
    const entry = admin.getByRole("listitem").filter({ hasText: "app.details_changed" }).first();
    await expect(entry).toContainText(`${publisher.name} changed the details of ${app.name}`);
    await look(admin, "connection-with-another-logo");
    await admin.getByRole("button", { name: "Seen" }).click();
    // The history keeps it.
    await expect(admin.getByText("has changed its details")).toHaveCount(0);
  });

  expect(hosts.map((asked) => [...asked])).toEqual([[new URL(baseURL!).host], [new URL(baseURL!).host]]);
  expect(host.asked).toEqual(["grantry", "grantry", "grantry"]);

  await test.step("whoever leaves before the answer is told what it was about", async () => {
    const held = await holdAnswers(developer, /\/logo\/fetch$/);
    await developer.getByRole("button", { name: "Fetch again" }).click();
    await held.acted;
    await developer.getByRole("navigation", { name: /portal$/ }).getByRole("link", { name: "Apps", exact: true }).click();
    await developer.getByRole("dialog", { name: "Leave before the answer arrives?" }).getByRole("button", { name: "Leave" }).click();
    await expect(heading(developer, "Apps")).toBeVisible();
    held.release();
    await expect(developer.getByText("“Fetch the logo again” went through after you had left its page.")).toBeVisible();
  });
  host.close();
});
