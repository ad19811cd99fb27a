import { AccountPages, heading } from "../pages/account";
import { AdminPortal } from "../pages/admin";
import { claims, type Client, grant, refusal } from "../fixtures/partner";
import { works } from "../fixtures/soon";
import { expect, test } from "../fixtures/test";
import { addMember, DEMO_API, newApp, newPublisher, newTenant, READ_PATIENTS, required } from "../fixtures/world";

// An admin of two tenants, each with its own credentials for the same app.

test("one admin, two tenants, two pairs", async ({ browserOf }) => {
  const [first, second, publisher] = await Promise.all([newTenant(), newTenant(), newPublisher()]);
  await addMember(second, first.owner, "admin");
  const app = await newApp(publisher, [required(READ_PATIENTS)], [first.id, second.id]);
  const page = await browserOf(first.owner);
  const portal = new AdminPortal(page);

  await portal.open(first.id);
  const pairs: Client[] = [];
  for (const tenant of [first, second]) {
    if (tenant === second) await new AccountPages(page).switchTo(tenant.name);
    await expect(page.getByRole("main")).toContainText(tenant.id);
    await portal.review(app.name);
    await expect(page.getByRole("main")).toContainText(`a client ID and secret for ${tenant.name} are made`);
    const shown = await portal.allow();
    expect(await shown.copy("Tenant ID")).toBe(tenant.id);
    pairs.push(await shown.credentials());
    await shown.saved();
    await expect(heading(page, app.name)).toBeFocused();
  }

  const [one, two] = pairs as [Client, Client];
  expect(one.clientId).not.toBe(two.clientId);
  expect(one.clientSecret).not.toBe(two.clientSecret);
  expect([one.issuer, two.issuer]).toEqual([first.issuer, second.issuer]);
  for (const [pair, tenant] of [[one, first], [two, second]] as const) {
    await works(pair, READ_PATIENTS, DEMO_API.patients);
    const { access_token } = await grant(pair, READ_PATIENTS);
    expect(claims(access_token)).toMatchObject({ iss: tenant.issuer, tenant_id: tenant.id, client_id: pair.clientId });
  }

  // Each works at its own issuer alone, and a secret fits its own client ID alone.
  expect(await refusal({ ...one, issuer: two.issuer }, READ_PATIENTS)).toBe("invalid_client");
  expect(await refusal({ ...two, issuer: one.issuer }, READ_PATIENTS)).toBe("invalid_client");
  expect(await refusal({ ...one, clientSecret: two.clientSecret }, READ_PATIENTS)).toBe("invalid_client");
});
