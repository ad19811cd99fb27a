import { readFileSync } from "node:fs";
import { ADMIN, addresses, DEVELOPER, DOCS, harbour, meridian, OPERATOR, parameters, platform } from "../fixtures/addresses";
import { demo, demoApp, demoTenant } from "../fixtures/demo";
import { look } from "../fixtures/look";
import type { Persona } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

// Every page of the product, in both themes, wide and narrow. A page that is missing here fails.

/** Pages of no one, or of everyone. Sign-in and set-up links in their states are in sign-in.spec.ts. */
const OF_ACCOUNT = ["/account", "/account/access-tokens", "/account/access-tokens/new", "/account/address", "/account/name", "/account/password", "/account/second-factor", "/account/sessions", "/account/notices", "/account/notices/settings"];
const OTHERS = ["/", "/sign-in", "/sign-in/code", "/welcome", "/forgot-password", "/new-address", "/new-password", "/found-a-secret", "/secret", ...OF_ACCOUNT];

/** Not pages of their own: they lead to the portal's first page. */
const REDIRECTS = ["/developer/:publisher", "/admin/:tenant", "/operator"];

const source = (path: string) => readFileSync(new URL(`../../frontend/src/${path}`, import.meta.url), "utf8").split("#[cfg(test)]\nmod tests")[0]!;

/** The addresses that views link to. */
function linked(): string[] {
  const routes = source("route.rs");
  const constants = Object.fromEntries([...routes.matchAll(/const (\w+): &str = "(\/.*)"/g)].map(([, name, path]) => [name!, path!]));
  const made = [...routes.matchAll(/format!\("(\{[A-Z]+\}|\/)([^"?]*)"\)/g)].map(([, start, rest]) => {
    const name = start!.slice(1, -1);
    return (name ? constants[name]! : start!) + rest!.replaceAll(/\{(\w+)\}/g, ":$1");
  });
  return [...Object.values(constants), ...made].map((address) => address.replace(/#.*/, ""));
}

/** The addresses at which the router mounts a page; `/design` is for component tests. */
function mounted(): string[] {
  const top = [...source("app.rs").matchAll(/<Route path=at\(path!\("(\/[^"]*)"\)\)/g)].map(([, path]) => path!);
  const files = ["pages/outside_portals.rs", ...["developer", "admin", "operator", "docs"].map((portal) => `pages/${portal}/mod.rs`)];
  return files.reduce((all, file) => {
    const [, prefix] = source(file).match(/<ParentRoute path=at\(path!\("([^"]+)"\)\)/)!;
    const below = [...source(file).matchAll(/<Route path=at\(path!\("([^"]*)"\)\)/g)].map(([, path]) => path!);
    return [...all, ...below.map((path) => (path ? `${prefix}/${path}` : prefix!))];
  }, top);
}

test("no page is forgotten here", () => {
  const known = [...DEVELOPER, ...ADMIN, ...OPERATOR, ...OTHERS, ...REDIRECTS, ...DOCS];
  expect(known.sort()).toEqual([...new Set([...linked(), ...mounted()])].sort());
  expect(mounted().length).toBeGreaterThan(40);
});

/** A few pages a test, so that workers share a portal. */
function everyPage(portal: string, who: Persona, patterns: string[], values: () => Promise<Record<string, string>>) {
  for (let first = 0; first < patterns.length; first += 4) {
    const part = patterns.slice(first, first + 4);
    test(`every page: ${portal} as ${who}, from ${part[0]}`, async ({ browserOf }) => {
      const page = await browserOf(who);
      for (const [pattern, address] of Object.entries(addresses(part, await values()))) {
        await page.goto(address);
        await look(page, `${who}${pattern}`);
        await expect.soft(page.getByRole("heading", { level: 1 }), pattern).not.toHaveText(/^Not |could not be loaded$/);
      }
    });
  }
}

everyPage("the developer portal", "developer", DEVELOPER, () => parameters({}));
everyPage("the developer portal", "publisherViewer", DEVELOPER, () => parameters({}));
everyPage("the admin portal", "tenantAdmin", ADMIN, harbour);
everyPage("the admin portal", "tenantViewer", ADMIN, harbour);
everyPage("the operator portal", "operator", OPERATOR, platform);

test("every page: the documentation, of no one and of someone", async ({ browserOf }) => {
  const { api } = await platform();
  for (const who of [null, "developer"] as const) {
    const page = await browserOf(who);
    for (const [document, guide] of [["token", "get-a-token"], ["account", "developers"]] as const) {
      for (const [pattern, address] of Object.entries(addresses(DOCS, { api: api!, document, guide }))) {
        await page.goto(address);
        if (/:(api|document)/.test(pattern)) await expect(page.locator(".swagger-ui .opblock").first()).toBeVisible();
        await look(page, `${who ?? "visitor"}${pattern}-${document}`);
        await expect.soft(page.getByRole("heading", { level: 1 }), pattern).not.toHaveText(/^Not |could not be loaded$/);
      }
    }
  }
});

test("pages in other states: an update to review, a sandbox, a draft", async ({ browserOf }) => {
  const owner = await browserOf("tenantOwnerElsewhere");
  const { tenant, connection } = await meridian();
  for (const rest of ["", `/${connection}`, `/${connection}/update`]) {
    await owner.goto(`/admin/${tenant}/integrations${rest}`);
    await look(owner, `meridian-integrations${rest.replace(connection, "connection")}`);
  }
  const admin = await browserOf("tenantAdmin");
  await admin.goto(`/admin/${demoTenant("Harbour Clinic").id}/integrations/connect/${demoApp("BrightBill Statements").id}`);
  await expect(admin.getByText("has declined BrightBill Statements")).toBeVisible();
  await look(admin, "consent-declined");
  const developer = await browserOf("developer");
  await developer.goto(`/admin/${demo.sandbox_connection.tenant_id}/integrations`);
  await expect(developer.getByRole("region", { name: "Sandbox" })).toBeVisible();
  await look(developer, "sandbox-integrations");
  const { publisher } = await parameters({});
  await developer.goto(`/developer/${publisher}/apps/${demoApp("BrightBill Labs").id}`);
  await look(developer, "developer-draft");
});

test("pages of everyone and of no one", async ({ browserOf }) => {
  const person = await browserOf("tenantAdmin");
  for (const path of [...OF_ACCOUNT].reverse()) {
    await person.goto(path);
    await look(person, path.slice(1).replaceAll("/", "-"));
  }
  await person.getByRole("banner").getByRole("button", { name: "Amir Sadeghi" }).click();
  await look(person, "account-menu");
  for (const [path, lands] of [["/", "/integrations"], [`/admin/${demoTenant("Harbour Clinic").id}`, "/integrations"]] as const) {
    await person.goto(path);
    await expect(person).toHaveURL(new RegExp(`${lands}$`));
  }
  await person.getByRole("banner").getByRole("button", { name: /portal/ }).click();
  await look(person, "switcher");
  const operator = await browserOf("operator");
  await operator.goto("/operator");
  await expect(operator).toHaveURL(/\/operator\/tenants$/);
  const developer = await browserOf("developer");
  const { publisher } = await parameters({});
  await developer.goto(`/developer/${publisher}`);
  await expect(developer).toHaveURL(/\/apps$/);

  const visitor = await browserOf(null);
  for (const path of OTHERS.filter((path) => !OF_ACCOUNT.includes(path))) {
    await visitor.goto(path);
    await look(visitor, `visitor-${path.slice(1)}`);
  }
});

test("the menu of narrow screens", async ({ browserOf }) => {
  const page = await browserOf("tenantAdmin");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/admin/${demoTenant("Harbour Clinic").id}/integrations`);
  await page.getByRole("button", { name: "Open the menu" }).click();
  const menu = page.getByRole("dialog", { name: "Menu" });
  await look(page, "drawer");
  await page.setViewportSize({ width: 390, height: 844 });
  await menu.getByRole("link", { name: "Members" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Members" })).toBeVisible();
  await expect(menu).toBeHidden();
});
