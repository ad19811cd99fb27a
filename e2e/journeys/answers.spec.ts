import type { Locator, Page } from "@playwright/test";
import { holdAnswers } from "../fixtures/hold";
import { drawn, look, settled, visit } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { allow, newApp, newCredential, newPublisher, newTenant, READ_PATIENTS, required, unique } from "../fixtures/world";
import { heading } from "../pages/account";
import { AdminPortal } from "../pages/admin";
import { confirm } from "../pages/dialog";
import { ShownOnce } from "../pages/shown-once";

// The server has acted, and its answer is on the way: nothing that one presses may lose it.

async function market() {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  return { tenant, publisher };
}

/** All that people press when something takes long. */
async function press(page: Page, dialog: Locator) {
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: "Cancel" }).click({ force: true });
  await page.mouse.click(3, 3);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
}

/** Back asks, and staying keeps the dialog. */
async function back(page: Page, dialog: Locator) {
  const here = page.url();
  await page.goBack({ waitUntil: "commit" }).catch(() => undefined);
  const asked = page.getByRole("dialog", { name: "Leave before the answer arrives?" });
  await expect(asked).toBeVisible();
  await asked.getByRole("button", { name: "Stay here" }).click();
  await expect(page).toHaveURL(here);
  await expect(dialog).toBeVisible();
}

/** Through a list, so that there is a page to go back to. */
async function by(page: Page, list: string, name: string | RegExp) {
  await page.goto(list);
  await page.getByRole("main").getByRole("link", { name }).first().click();
}

test("regenerate, disable and delete a connection: the answer reaches the page", async ({ browserOf }) => {
  const { tenant, publisher } = await market();
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  await allow(tenant, app);
  const page = await browserOf(tenant.owner);
  const portal = new AdminPortal(page);
  await by(page, `/admin/${tenant.id}/integrations`, app.name);
  await expect(heading(page, app.name)).toBeVisible();
  await settled(page);

  let held = await holdAnswers(page, /\/regenerate-secret$/);
  await page.getByRole("button", { name: "Regenerate secret…" }).click();
  let dialog = page.getByRole("dialog", { name: `Regenerate the secret of ${app.name}?` });
  await dialog.getByRole("button", { name: "Regenerate secret" }).click();
  await held.acted;
  await press(page, dialog);
  await look(page, "dialog-that-waits");
  await back(page, dialog);
  held.release();
  const shown = new ShownOnce(page);
  await expect(shown.panel).toBeVisible();
  expect((await shown.credentials()).clientSecret).toMatch(/^gts_/);
  await shown.saved();
  await portal.told("secret.regenerated");

  held = await holdAnswers(page, /\/pause$/);
  await page.getByRole("button", { name: "Disable…" }).click();
  dialog = page.getByRole("dialog", { name: `Disable ${app.name}?` });
  await dialog.getByRole("button", { name: "Confirm and continue" }).click();
  await held.acted;
  await press(page, dialog);
  held.release();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/^Disabled by you on /)).toBeVisible();
  await portal.told("connection.paused");

  held = await holdAnswers(page, /\/delete$/);
  await page.getByRole("button", { name: "Delete…" }).click();
  dialog = page.getByRole("dialog", { name: `Delete the connection with ${app.name}?` });
  await dialog.getByLabel(`Type ${app.name} to confirm`).fill(app.name);
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await held.acted;
  await press(page, dialog);
  held.release();
  await expect(page.getByText(/^Deleted on /)).toBeVisible();
});

test("what was read before a change does not undo it on the page", async ({ browserOf }) => {
  const { tenant, publisher } = await market();
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const { id } = await allow(tenant, app);
  const page = await browserOf(tenant.owner);
  await visit(page, `/admin/${tenant.id}/integrations/${id}`);
  // In another tab; the page learns of it when it is refused, and is read again.
  await tenant.owner.caller.post(`/api/admin/v1/tenants/${tenant.id}/connections/${id}/pause`);
  const read = /\/connections\/con_\w+$/;
  const late = await holdAnswers(page, read, "GET");
  const portal = new AdminPortal(page);
  await portal.disable(app.name);
  await late.acted;
  await portal.told("connection.paused");
  await page.getByRole("button", { name: "Delete…" }).click();
  const typed = { [`Type ${app.name} to confirm`]: app.name };
  await confirm(page, `Delete the connection with ${app.name}?`, "This action cannot be undone.", "Delete", typed);
  await expect(page.getByText(/^Deleted on /)).toBeVisible();
  const told = page.waitForResponse(read);
  late.release();
  await (await told).finished();
  await drawn(page);
  await expect(page.getByText(/^Deleted on /)).toBeVisible();
  await expect(page.getByText(/^Disabled by you on /)).toHaveCount(0);
});

test("collect: the secret is shown, and stays shown when the connection is disabled beside it", async ({ browserOf }) => {
  const { tenant, publisher } = await market();
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id], unique("Quill Collect"), { hand_over: "developer_collects" });
  await allow(tenant, app);
  const page = await browserOf(publisher.owner);
  await by(page, `/developer/${publisher.id}/connections`, tenant.name);
  const held = await holdAnswers(page, /\/collect-secret$/);
  await page.getByRole("button", { name: "Collect secret…" }).click();
  const dialog = page.getByRole("dialog", { name: `Collect the secret of ${app.name} at ${tenant.name}?` });
  await dialog.getByRole("button", { name: "Collect secret" }).click();
  await held.acted;
  await press(page, dialog);
  await back(page, dialog);
  held.release();
  const shown = new ShownOnce(page);
  await expect(shown.panel).toBeVisible();
  const secret = (await shown.credentials()).clientSecret;

  await page.getByRole("button", { name: "Disable…" }).click();
  await page.getByRole("dialog").getByLabel(/^Reason/).fill("maintenance");
  await page.getByRole("dialog").getByRole("button", { name: "Confirm and continue" }).click();
  await expect(page.getByText("Disabled by you").first()).toBeVisible();
  expect((await shown.credentials()).clientSecret).toBe(secret);

  // Signing out would lose it: that asks.
  await page.getByRole("button", { name: publisher.owner.name }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("dialog", { name: "Leave without saving the secret?" })).toBeVisible();
  await page.getByRole("button", { name: "Stay here" }).click();
  await shown.saved();
});

test("allow and generate: a link, Back and the other buttons wait for the answer", async ({ browserOf }) => {
  const { tenant, publisher } = await market();
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const page = await browserOf(tenant.owner);
  await by(page, `/admin/${tenant.id}/integrations/connect`, `Review ${app.name}`);
  let held = await holdAnswers(page, /\/allow$/);
  await page.getByRole("button", { name: "Allow access" }).click();
  await held.acted;
  for (const other of ["Decline…", "Block…"]) {
    await expect(page.getByRole("button", { name: other })).toHaveAttribute("aria-disabled", "true");
    await page.getByRole("button", { name: other }).click({ force: true });
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  await page.getByRole("link", { name: "Connect new app" }).click();
  const asked = page.getByRole("dialog", { name: "Leave before the answer arrives?" });
  await expect(asked).toBeVisible();
  held.release();
  // The answer is here: the question is gone, and the secret is on the page.
  const shown = new ShownOnce(page);
  await expect(shown.panel).toBeVisible();
  await expect(asked).toBeHidden();
  await shown.saved();

  await page.goto(`/admin/${tenant.id}/api-access`);
  await page.getByRole("link", { name: "Generate credentials" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Nightly export");
  await page.getByRole("checkbox", { name: "Read patients" }).check();
  held = await holdAnswers(page, /\/credentials$/);
  await page.getByRole("button", { name: "Generate credentials" }).click();
  await held.acted;
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(asked).toBeVisible();
  await asked.getByRole("button", { name: "Leave" }).click();
  await expect(page).toHaveURL(/\/api-access$/);
  held.release();
  await expect(page.getByText("“Generate credentials” went through after you had left its page.")).toBeVisible();
});

test("an own credential whose secret leaked says so in the list and on top, with the way out", async ({ browserOf }) => {
  const { tenant } = await market();
  const { clientSecret } = await newCredential(tenant, "Nightly export", [READ_PATIENTS]);
  await tenant.owner.caller.post("/api/account/v1/found-secrets", { secret: clientSecret });
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/api-access`);
  await expect(page.getByRole("table", { name: "credentials" })).toContainText("Secret leaked");
  await page.getByRole("link", { name: "Nightly export" }).click();
  await expect(page.getByText("The secret was reported as leaked")).toBeInViewport();
  await expect(page.getByText(/^Someone reported it on \d/)).toBeVisible();
  await look(page, "credential-leaked");
  await page.getByRole("button", { name: "Regenerate secret…" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Regenerate secret" }).click();
  await new ShownOnce(page).saved();
  await expect(page.getByText("Secret leaked")).toHaveCount(0);
});
