import { look } from "../fixtures/look";
import { isSigned, newReceiver } from "../fixtures/receiver";
import { expect, test } from "../fixtures/test";
import { allow, newApp, newPublisher, newTenant, READ_PATIENTS, required } from "../fixtures/world";
import { go, heading } from "../pages/account";
import { confirm, question } from "../pages/dialog";
import { Webhooks } from "../pages/webhooks";

// Webhooks, as those maintain them who hear of events.

test("an admin’s webhook: create, hear, look, send again, regenerate, disable, delete", async ({ browserOf }) => {
  const [tenant, publisher, receiver] = await Promise.all([newTenant(), newPublisher(), newReceiver()]);
  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/webhooks`);
  await expect(page.getByText("No webhook yet")).toBeVisible();
  await look(page, "webhooks-empty");
  const webhooks = new Webhooks(page);
  const secret = await webhooks.create(receiver.url, ["Access is allowed"]);
  await expect(heading(page, receiver.host)).toBeVisible();
  expect(await page.content()).not.toContain(secret);

  receiver.answers(500);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, app);
  await webhooks.told("connection.allowed", "Waiting");
  await expect.poll(() => receiver.received.length).toBeGreaterThan(0);
  receiver.answers(204);
  const line = await webhooks.told("connection.allowed", "Delivered");
  await expect(line).toContainText("204");
  const [first, second] = receiver.received;
  expect(isSigned(first!, secret) && isSigned(second!, secret)).toBe(true);
  expect(second!.headers["webhook-id"]).toBe(first!.headers["webhook-id"]);
  expect(JSON.parse(first!.body)).toMatchObject({ type: "connection.allowed", version: "1", data: { connection: { id: connection.id, state: "active" } } });
  await look(page, "webhook");
  const show = page.getByLabel("Show", { exact: true });
  await show.selectOption("Failed or not sent");
  await expect(page).toHaveURL(/\?show=failed$/);
  await page.reload();
  await expect(page.getByText("No such message")).toBeVisible();
  await expect(show).toHaveValue("failed");
  await show.selectOption("All");
  await expect(page).not.toHaveURL(/show=/);

  await line.getByRole("button", { name: "Details…" }).click();
  const details = question(page, "What was sent, and the answer");
  await expect(details).toContainText(connection.id);
  await expect(details).not.toContainText("webhook-signature");
  await look(page, "webhook-details");
  await details.getByRole("button", { name: "Close" }).click();
  await line.getByRole("button", { name: "Send again…" }).click();
  await confirm(page, "Send this message again?", "with the same webhook-id", "Send again");
  await webhooks.told("connection.allowed, sent again", "Delivered");
  expect(receiver.received.at(-1)!.headers["webhook-id"]).toBe(first!.headers["webhook-id"]);

  const next = await webhooks.regenerate(receiver.host);
  await page.getByRole("button", { name: "Send a test…" }).click();
  await confirm(page, `Send a test message to ${receiver.host}?`, "webhook.test", "Send test message");
  await webhooks.told("webhook.test", "Delivered");
  const tested = receiver.received.at(-1)!;
  expect(isSigned(tested, secret) && isSigned(tested, next)).toBe(true);
  await page.getByRole("button", { name: "Retire old secret…" }).click();
  await confirm(page, "Retire the old secret?", "cannot be undone", "Retire secret");
  await expect(page.getByRole("button", { name: "Retire old secret…" })).toHaveCount(0);

  await page.getByRole("button", { name: "Disable…" }).click();
  await confirm(page, `Disable the webhook to ${receiver.host}?`, "is not told", "Disable webhook");
  await expect(page.getByText("This webhook is disabled")).toBeVisible();
  await look(page, "webhook-disabled");
  await page.getByRole("button", { name: "Delete…" }).click();
  await confirm(page, `Delete the webhook to ${receiver.host}?`, "cannot be undone", "Delete webhook");
  await expect(page.getByText("No webhook yet")).toBeVisible();
  await go(page, "Activity");
  for (const action of ["created a webhook to", "regenerated the secret of the webhook to", "disabled the webhook to", "deleted the webhook to"]) {
    await expect(page.getByRole("main")).toContainText(`${tenant.owner.name} ${action} ${receiver.host}`);
  }
  receiver.close();
});

test("a developer’s webhook hears of the chosen app alone", async ({ browserOf }) => {
  const [tenant, publisher, receiver] = await Promise.all([newTenant(), newPublisher(), newReceiver()]);
  const [chosen, other] = [await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]), await newApp(publisher, [required(READ_PATIENTS)], [tenant.id])];
  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/webhooks`);
  const webhooks = new Webhooks(page);
  const secret = await webhooks.create(receiver.url, ["Access is allowed", chosen.name]);
  await expect(page.getByRole("main")).toContainText(`Apps${chosen.name}`);
  await allow(tenant, other);
  await allow(tenant, chosen);
  await webhooks.told("connection.allowed", "Delivered");
  expect(receiver.received).toHaveLength(1);
  expect(isSigned(receiver.received[0]!, secret)).toBe(true);
  expect(JSON.parse(receiver.received[0]!.body).data.app_id).toBe(chosen.id);
  await page.getByRole("button", { name: "Edit webhook…" }).click();
  const edit = question(page, `Edit the webhook to ${receiver.host}`);
  await edit.getByRole("checkbox", { name: "Access is declined", exact: true }).check();
  const secrets = edit.getByRole("group", { name: "Secrets", exact: true });
  const all = secrets.getByRole("checkbox", { name: "All of these" });
  const retired = secrets.getByRole("checkbox", { name: "A secret is retired", exact: true });
  await all.check();
  await expect(retired).toBeChecked();
  await retired.uncheck();
  await expect(all).not.toBeChecked();
  await edit.getByRole("button", { name: "Save webhook" }).click();
  await expect(page.getByRole("main").getByText("Access is declined")).toBeVisible();
  await expect(page.getByRole("main").getByText("A secret is about to end")).toBeVisible();
  await expect(page.getByRole("main").getByText("A secret is retired")).toHaveCount(0);
  receiver.close();
});
