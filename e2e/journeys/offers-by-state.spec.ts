import type { Page } from "@playwright/test";
import { origin } from "../fixtures/demo";
import { offers } from "../fixtures/offers";
import { persona } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import {
  allow, allowAndEnd, type App, type Connection, newApp, newMember, newPublisher, newTeamMate, newTenant, publish, type Publisher,
  READ_APPOINTMENTS, READ_PATIENTS, required, type Tenant,
} from "../fixtures/world";

// A connection in every state: each page offers what the server would take now, to who may do it. What lifts a stop
// stands in the banner (`!`) that tells of it.

interface State {
  /** Brings the connection there. */
  reach: (stage: Stage) => Promise<string>;
  admin: string[];
  /** Where they are offered anything. */
  tenantViewer?: string[];
  developer: string[];
}

interface Stage {
  tenant: Tenant;
  publisher: Publisher;
  app: App;
}

const act = {
  tenant: ({ tenant }: Stage, id: string, verb: string, body: object = {}) =>
    tenant.owner.caller.post(`/api/admin/v1/tenants/${tenant.id}/connections/${id}/${verb}`, body),
  decide: ({ tenant, app }: Stage, verb: string) =>
    tenant.owner.caller.post<{ id: string }>(`/api/admin/v1/tenants/${tenant.id}/available-apps/${app.id}/${verb}`, { version: 1, details_revision: 1, reason: "No." }),
  developer: ({ publisher }: Stage, id: string, verb: string) =>
    publisher.owner.caller.post(`/api/developer/v1/publishers/${publisher.id}/connections/${id}/${verb}`),
  async suspend({ app }: Stage) {
    await (await persona("operator")).caller.post(`/api/operator/v1/apps/${app.id}/suspend`, { reason: "under investigation" });
  },
  async leak({ clientSecret }: Connection) {
    const body = JSON.stringify({ secret: clientSecret });
    await fetch(`${origin}/api/account/v1/found-secrets`, { method: "POST", headers: { origin, "content-type": "application/json" }, body });
  },
  withdraw: ({ publisher, app, tenant }: Stage) =>
    publisher.owner.caller.delete(`/api/developer/v1/publishers/${publisher.id}/apps/${app.id}/targets/${tenant.id}`),
};

const [REGENERATE, DISABLE, DELETE, RESTORE] = ["Regenerate secret…", "Disable…", "Delete…", "Restore…"];
const EDIT = "Edit access…";
/** In the order of the alphabet. */
const RENEW = ["! Renew for 30 days", "! Renew for 365 days", "! Renew for 90 days", "! Renew until…"];

const STATES: Record<string, State> = {
  active: {
    reach: async (stage) => (await allow(stage.tenant, stage.app)).id,
    admin: [DELETE, DISABLE, EDIT, REGENERATE],
    developer: [DISABLE],
  },
  "disabled by the tenant": {
    reach: async (stage) => {
      const { id } = await allow(stage.tenant, stage.app);
      await act.tenant(stage, id, "pause");
      return id;
    },
    admin: [`! ${RESTORE}`, DELETE, EDIT, REGENERATE],
    developer: [DISABLE],
  },
  "paused by its developer": {
    reach: async (stage) => {
      const { id } = await allow(stage.tenant, stage.app);
      await act.developer(stage, id, "pause");
      return id;
    },
    admin: [DELETE, DISABLE, EDIT, REGENERATE],
    developer: [`! ${RESTORE}`],
  },
  "suspended by the platform": {
    reach: async (stage) => {
      const { id } = await allow(stage.tenant, stage.app);
      await act.suspend(stage);
      return id;
    },
    admin: [DELETE, DISABLE, EDIT, REGENERATE],
    developer: [DISABLE],
  },
  ended: {
    reach: async (stage) => (await allowAndEnd(stage.tenant, stage.app)).id,
    admin: [...RENEW, DELETE, DISABLE, EDIT, REGENERATE],
    developer: [DISABLE],
  },
  "with a leaked secret": {
    reach: async (stage) => {
      const connection = await allow(stage.tenant, stage.app);
      await act.leak(connection);
      return connection.id;
    },
    admin: [`! ${REGENERATE}`, DELETE, DISABLE, EDIT, REGENERATE],
    developer: [DISABLE],
  },
  "stopped by everyone": {
    reach: async (stage) => {
      const connection = await allowAndEnd(stage.tenant, stage.app);
      await act.tenant(stage, connection.id, "pause");
      await act.developer(stage, connection.id, "pause");
      await act.suspend(stage);
      await act.leak(connection);
      return connection.id;
    },
    admin: [`! ${REGENERATE}`, ...RENEW, `! ${RESTORE}`, DELETE, EDIT, REGENERATE],
    developer: [`! ${RESTORE}`],
  },
  "with an update to review": {
    reach: async (stage) => {
      const { id } = await allow(stage.tenant, stage.app);
      await publish(stage.app, 2, [required(READ_PATIENTS), required(READ_APPOINTMENTS)]);
      return id;
    },
    admin: ["! Review update", DELETE, DISABLE, EDIT, REGENERATE],
    tenantViewer: ["! See update"],
    developer: [DISABLE],
  },
  declined: {
    reach: async (stage) => (await act.decide(stage, "decline")).id,
    admin: ["! Reconsider…"],
    developer: [],
  },
  blocked: {
    reach: async (stage) => (await act.decide(stage, "block")).id,
    admin: ["! Unblock…"],
    developer: [],
  },
  "declined, and not offered any more": {
    reach: async (stage) => {
      const { id } = await act.decide(stage, "decline");
      await act.withdraw(stage);
      return id;
    },
    admin: [],
    developer: [],
  },
  deleted: {
    reach: async (stage) => {
      const { id } = await allow(stage.tenant, stage.app);
      await act.tenant(stage, id, "delete", { confirmation: stage.app.name });
      return id;
    },
    admin: [],
    developer: [],
  },
};

test("a connection offers what the server would take, in each state and to each role", async ({ browserOf }) => {
  test.slow();
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const asTenant: [Page, keyof State][] = [
    [await browserOf(tenant.owner), "admin"],
    [await browserOf(await newMember(tenant, "admin", "Anouk Laurent")), "admin"],
    [await browserOf(await newMember(tenant, "viewer", "Vilma Berg")), "tenantViewer"],
  ];
  const asPublisher: [Page, boolean][] = [
    [await browserOf(publisher.owner), true],
    [await browserOf(await newTeamMate(publisher, "developer", "Dora Klein")), true],
    [await browserOf(await newTeamMate(publisher, "viewer", "Vito Hale")), false],
  ];
  for (const [state, expected] of Object.entries(STATES)) {
    await test.step(state, async () => {
      const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
      const id = await expected.reach({ tenant, publisher, app });
      for (const [page, role] of asTenant) {
        const found = await offers(page, `/admin/${tenant.id}/integrations/${id}`, {});
        expect.soft(found, `${role}: ${state}`).toEqual(expected[role] ?? []);
      }
      for (const [page, acts] of asPublisher) {
        const found = await offers(page, `/developer/${publisher.id}/connections/${id}`, {});
        expect.soft(found, `publisher: ${state}`).toEqual(acts ? expected.developer : []);
      }
    });
  }
});

test("an update is accepted while the app is not suspended", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const { id } = await allow(tenant, app);
  await publish(app, 2, [required(READ_PATIENTS), required(READ_APPOINTMENTS)]);
  const page = await browserOf(tenant.owner);
  const address = `/admin/${tenant.id}/integrations/${id}/update`;
  expect(await offers(page, address, {})).toEqual(["Save decision"]);
  await act.suspend({ tenant, publisher, app });
  expect(await offers(page, address, {})).toEqual([]);
  await expect(page.getByText(`The platform has suspended ${app.name}`)).toBeVisible();
  const answer = { version: 2, details_revision: 1, answers: [{ name: READ_APPOINTMENTS, answer: "grant" }] };
  await expect(act.tenant({ tenant, publisher, app }, id, "update", answer)).rejects.toThrow(/409/);
});
