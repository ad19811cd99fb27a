import type { Page } from "@playwright/test";
import { holdAnswers, LOST_RACE } from "../fixtures/hold";
import { drawn, visit } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { allow, allowAndEnd, changeApp, newApp, newPublisher, newTenant, READ_PATIENTS, required } from "../fixtures/world";
import { question } from "../pages/dialog";

// What is typed into a dialog stays when the page beneath is read again.

const REASON = "Their contract ends in May. Ask Anouk before you restore it.";

/** Refuses the next change at this path, because someone else was first. */
async function refuseOnce(page: Page, path: RegExp) {
  let refused = false;
  await page.route(path, async (route) => {
    if (refused || route.request().method() === "GET") return route.fallback();
    refused = true;
    await route.fulfill(LOST_RACE);
  });
}

async function connected() {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const { id } = await allow(tenant, app);
  const developer = `/api/developer/v1/publishers/${publisher.id}/connections/${id}`;
  const admin = `/api/admin/v1/tenants/${tenant.id}/connections/${id}`;
  return { tenant, publisher, app, id, developer, admin };
}

test("an admin’s reason stays when Disable is refused, and while the page is read again beneath it", async ({ browserOf }) => {
  const { tenant, publisher, app, id, developer } = await connected();
  const page = await browserOf(tenant.owner);
  await visit(page, `/admin/${tenant.id}/integrations/${id}`);
  await publisher.owner.caller.post(`${developer}/pause`, { reason: "We are moving." });
  await refuseOnce(page, /\/pause$/);
  const late = await holdAnswers(page, new RegExp(`/connections/${id}$`), "GET");
  const disable = page.getByRole("button", { name: "Disable…" });
  const dialog = question(page, `Disable ${app.name}?`);
  const reason = dialog.getByLabel("Reason");
  await disable.click();
  await reason.fill(REASON);
  await dialog.getByRole("button", { name: "Confirm and continue" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("This page was out of date and has been loaded again.")).toBeVisible();

  await late.acted;
  await disable.click();
  await expect(reason).toHaveValue(REASON);
  await reason.fill(`${REASON} Soon.`);
  const read = page.waitForResponse(new RegExp(`/connections/${id}$`));
  late.release();
  await (await read).finished();
  await drawn(page);
  await expect(dialog).toBeVisible();
  await expect(reason).toHaveValue(`${REASON} Soon.`);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("“We are moving.”").first()).toBeVisible();

  await disable.click();
  await expect(reason).toHaveValue(`${REASON} Soon.`);
  await dialog.getByRole("button", { name: "Confirm and continue" }).click();
  await expect(page.getByText(`“${REASON} Soon.”`).first()).toBeVisible();
});

test("a developer’s reason stays when Disable is refused", async ({ browserOf }) => {
  const { tenant, publisher, app, id, admin } = await connected();
  const page = await browserOf(publisher.owner);
  await visit(page, `/developer/${publisher.id}/connections/${id}`);
  await tenant.owner.caller.post(`${admin}/pause`, { reason: "We look into it." });
  await refuseOnce(page, /\/pause$/);
  const disable = page.getByRole("button", { name: "Disable…" });
  const dialog = question(page, `Disable the connection of ${app.name} with ${tenant.name}?`);
  await disable.click();
  await dialog.getByLabel("Reason").fill(REASON);
  await dialog.getByRole("button", { name: "Confirm and continue" }).click();
  await expect(page.getByText("“We look into it.”").first()).toBeVisible();
  await disable.click();
  await expect(dialog.getByLabel("Reason")).toHaveValue(REASON);
});

test("the end that renewed access gets stays when Renew is refused", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const { id } = await allowAndEnd(tenant, app);
  const page = await browserOf(tenant.owner);
  await visit(page, `/admin/${tenant.id}/integrations/${id}`);
  await publisher.owner.caller.post(`/api/developer/v1/publishers/${publisher.id}/connections/${id}/pause`, { reason: "We are moving." });
  await refuseOnce(page, /\/renew$/);
  const renew = page.getByRole("button", { name: "Renew until…" });
  const dialog = question(page, `Renew the access of ${app.name}?`);
  await renew.click();
  await dialog.getByLabel(/ends/i).fill("2035-05-31");
  await dialog.getByRole("button", { name: "Renew access" }).click();
  await expect(page.getByText("“We are moving.”").first()).toBeVisible();
  await renew.click();
  await expect(dialog.getByLabel(/ends/i)).toHaveValue("2035-05-31");
});

test("why a publisher is blocked stays when that is refused", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const page = await browserOf(tenant.owner);
  await visit(page, `/admin/${tenant.id}/integrations/connect/${app.id}`);
  await changeApp(app, { summary: "Writes letters and sends them." });
  await refuseOnce(page, /\/blocked-publishers$/);
  const block = page.getByRole("button", { name: "Block publisher…" });
  const dialog = question(page, `Block every app of ${publisher.name}?`);
  await block.click();
  await dialog.getByLabel("Reason").fill(REASON);
  await dialog.getByRole("button", { name: "Block publisher", exact: true }).click();
  await expect(page.getByText("Writes letters and sends them.").first()).toBeVisible();
  await block.click();
  await expect(dialog.getByLabel("Reason")).toHaveValue(REASON);
});
