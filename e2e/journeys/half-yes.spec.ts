import { AdminPortal } from "../pages/admin";
import { heading } from "../pages/account";
import { DeveloperPortal } from "../pages/developer";
import { confirm, named, question } from "../pages/dialog";
import { look, settled } from "../fixtures/look";
import { claims, grant, refusal } from "../fixtures/partner";
import { expect, test } from "../fixtures/test";
import {
  allow,
  CHANGE_APPOINTMENTS,
  newApp,
  newPublisher,
  newTenant,
  optional,
  publish,
  READ_APPOINTMENTS,
  READ_PATIENTS,
  required,
  TITLES,
} from "../fixtures/world";

// A newer version that admins take in part: what they answer, what follows, and what the developer sees of it.

test("a developer saves a draft, previews it, and reads what publishing would do", async ({ browserOf }) => {
  const [one, other, publisher] = await Promise.all([newTenant(), newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS), optional(READ_APPOINTMENTS)], [one.id, other.id]);
  const connection = await allow(one, app, [READ_APPOINTMENTS]);
  await allow(other, app);

  const page = await browserOf(publisher.owner);
  const portal = new DeveloperPortal(page);
  const address = `/developer/${publisher.id}/apps/${app.id}/versions/new`;
  await page.goto(address);
  await expect(page.getByRole("button", { name: "Publish version 2…" })).toBeDisabled();
  await expect(page.getByText("Nothing differs from version 1 yet.")).toBeVisible();
  await page.getByRole("checkbox", { name: `(${READ_APPOINTMENTS})` }).uncheck();
  await portal.pick(required(CHANGE_APPOINTMENTS, "To book what a letter asks for."));
  await page.getByLabel("Note to admins").fill("It books appointments.");
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText("The draft is saved.")).toBeVisible();
  await page.goto(address);
  await expect(page.getByText("You are editing a draft")).toBeVisible();
  await expect(page.getByLabel("Note to admins")).toHaveValue("It books appointments.");
  await page.getByRole("button", { name: "Preview for admins" }).click();
  const preview = page.locator("section").filter({ has: page.getByRole("heading", { name: "What an admin will see" }) });
  await expect(preview).toContainText("1 new permission.");
  await expect(preview.getByRole("group", { name: TITLES[CHANGE_APPOINTMENTS] }).getByRole("radio", { name: "Grant" })).toBeDisabled();
  // Its developer reads the names as well, which admins have folded.
  await expect(preview.getByText(CHANGE_APPOINTMENTS, { exact: true }).first()).toBeVisible();
  await look(page, "publish-draft-preview");

  await page.getByRole("button", { name: "Publish version 2…" }).click();
  const dialog = question(page, "Publish version 2?");
  await expect(dialog).toContainText(`1 tenant loses ${TITLES[READ_APPOINTMENTS]} (${READ_APPOINTMENTS}) now.`);
  await expect(dialog).toContainText(`The admins of 2 tenants are asked about ${TITLES[CHANGE_APPOINTMENTS]} (${CHANGE_APPOINTMENTS}).`);
  await look(page, "dialog-publish");
  await dialog.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("Version 2 is published.")).toBeVisible();
  expect(await refusal(connection, READ_APPOINTMENTS)).toBe("invalid_scope");
  await page.goto(address);
  await expect(page.getByText("You are editing a draft")).toHaveCount(0);

  await page.getByLabel("Note to admins").fill("Not this.");
  await page.getByRole("button", { name: "Save draft" }).click();
  await page.getByRole("button", { name: "Discard draft…" }).click();
  await confirm(page, "Discard the draft?", "This action cannot be undone.", "Discard draft");
  await expect(page.getByLabel("Note to admins")).toHaveValue("");
});

test("an admin takes a version in part, and the developer sees it on the roll-out board", async ({ browserOf }) => {
  const [tenant, silent, publisher] = await Promise.all([newTenant(), newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id, silent.id]);
  const connection = await allow(tenant, app);
  await allow(silent, app);
  await publish(app, 2, [required(READ_PATIENTS), optional(READ_APPOINTMENTS), optional(CHANGE_APPOINTMENTS)], "It reads and books appointments.");

  const page = await browserOf(tenant.owner);
  const portal = new AdminPortal(page);
  const address = `/admin/${tenant.id}/integrations/${connection.id}/update`;
  await page.goto(address);
  await expect(page.getByText("It reads and books appointments.")).toBeVisible();
  await expect(page.getByText("If you do nothing, the app keeps its present access.")).toBeVisible();
  await portal.answer({ [TITLES[READ_APPOINTMENTS]]: "Grant", [TITLES[CHANGE_APPOINTMENTS]]: "Not now" });
  await expect(page.getByText(`${app.name} now has version 2.`)).toBeVisible();
  await portal.told("not now");
  const { access_token } = await grant(connection, READ_APPOINTMENTS);
  expect(claims(access_token).scope).toBe(READ_APPOINTMENTS);
  expect(await refusal(connection, CHANGE_APPOINTMENTS)).toBe("invalid_scope");

  const developer = await browserOf(publisher.owner);
  await developer.goto(`/developer/${publisher.id}/apps/${app.id}`);
  await developer.getByRole("main").getByRole("link", { name: "Roll-out", exact: true }).click();
  await expect(heading(developer, `${app.name}: roll-out`)).toBeVisible();
  await expect(developer.getByText("2 tenants: 1 in part, 1 has not seen it.")).toBeVisible();
  const row = developer.getByRole("row").filter({ hasText: tenant.name });
  await expect(row).toContainText("In part");
  await expect(row).toContainText(`${CHANGE_APPOINTMENTS}: not now (version 2)`);
  await look(developer, "roll-out");
  await developer.getByLabel("Show", { exact: true }).selectOption("Not seen");
  await expect(row).toHaveCount(0);
  await expect(developer).toHaveURL(/\?show=unseen$/);
  await developer.reload();
  await expect(developer.getByRole("button", { name: named("Remind", silent.name) })).toBeVisible();
  await expect(developer.getByLabel("Show", { exact: true })).toHaveValue("unseen");
  await expect(row).toHaveCount(0);
  await developer.getByRole("button", { name: named("Remind", silent.name) }).click();
  await confirm(developer, `Remind ${silent.name}?`, "once in 7 days at most", "Send reminder");
  await expect(developer.getByText("1 tenant is reminded.")).toBeVisible();
  await expect(developer.getByRole("button", { name: /^Remind/ })).toHaveCount(0);
  const reminded = await browserOf(silent.owner);
  await reminded.goto(`/admin/${silent.id}/activity`);
  await expect(reminded.getByRole("main")).toContainText("Version 2 waits for your review");

  // Never is kept out of the next review, folded, and can be changed there.
  await publish(app, 3, [required(READ_PATIENTS), optional(READ_APPOINTMENTS), optional(CHANGE_APPOINTMENTS), optional("payments.read")]);
  await page.goto(address);
  await expect(page.getByRole("heading", { name: "Left out by you before" })).toBeVisible();
  await expect(portal.scope(TITLES[CHANGE_APPOINTMENTS])).toContainText("Left out in version 2");
  const payments = page.locator(".panel").filter({ has: page.getByRole("heading", { name: "New in version 3" }) }).getByRole("group");
  await payments.getByRole("radio", { name: "Not now" }).check();
  await portal.answer({ [TITLES[CHANGE_APPOINTMENTS]]: "Never" });
  await expect(page.getByText(`${app.name} now has version 3.`)).toBeVisible();
  await publish(app, 4, [required(READ_PATIENTS), optional(READ_APPOINTMENTS), optional(CHANGE_APPOINTMENTS)]);
  await page.goto(address);
  await settled(page);
  await expect(page.getByText("No new permission.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Left out by you before" })).toHaveCount(0);
  await page.getByText("Never (1)").click();
  await look(page, "update-never");
  await portal.answer({ [TITLES[CHANGE_APPOINTMENTS]]: "Grant" });
  await expect(page.getByText(`${app.name} now has version 4.`)).toBeVisible();
  expect(claims((await grant(connection, CHANGE_APPOINTMENTS)).access_token).scope).toBe(CHANGE_APPOINTMENTS);
});

test("a version without what it requires is left out: the app keeps its present access", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, app);
  await publish(app, 2, [required(READ_PATIENTS), required(READ_APPOINTMENTS), optional(CHANGE_APPOINTMENTS)]);
  const page = await browserOf(tenant.owner);
  const portal = new AdminPortal(page);
  const address = `/admin/${tenant.id}/integrations/${connection.id}/update`;
  await page.goto(address);
  await portal.answer({ [TITLES[READ_APPOINTMENTS]]: "Not now", [TITLES[CHANGE_APPOINTMENTS]]: "Grant" });
  await expect(page.getByText(`Version 2 works only with “${TITLES[READ_APPOINTMENTS]}”`)).toBeVisible();
  const titled = (scope: keyof typeof TITLES) => `“${TITLES[scope]}” (${scope})`;
  await expect(page.getByRole("alert")).toContainText(`${titled(CHANGE_APPOINTMENTS)} cannot be granted while ${titled(READ_APPOINTMENTS)} is left out`);
  await look(page, "update-required");
  await portal.answer({ [TITLES[CHANGE_APPOINTMENTS]]: "Not now" });
  await expect(page.getByText(`${app.name} stays on version 1.`)).toBeVisible();
  await expect(page.getByText(`Version 2 of ${app.name} was left out`)).toBeVisible();
  await expect(page.getByRole("link", { name: "Update left out, version 2" })).toBeVisible();
  expect(await refusal(connection, READ_APPOINTMENTS)).toBe("invalid_scope");
  await grant(connection, READ_PATIENTS);

  const developer = await browserOf(publisher.owner);
  await developer.goto(`/developer/${publisher.id}/apps/${app.id}/roll-out`);
  await expect(developer.getByText("1 tenant: 1 not now.")).toBeVisible();
  await page.getByRole("link", { name: "Review update" }).click();
  await portal.answer({ [TITLES[READ_APPOINTMENTS]]: "Grant" });
  await expect(page.getByText(`${app.name} now has version 2.`)).toBeVisible();
});
