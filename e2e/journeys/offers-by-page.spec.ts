import { ADMIN, addresses, DEVELOPER, OPERATOR } from "../fixtures/addresses";
import { offers } from "../fixtures/offers";
import { persona, type Person } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { allow, newApp, newCredential, newEmail, newMember, newPublisher, newTeamMate, newTenant, newWebhook, publish, READ_APPOINTMENTS, READ_PATIENTS, required } from "../fixtures/world";

// Every page of every portal, as each role sees it: what it offers is what that role may do. A page without a row here
// fails the test.

/** By the router's pattern. */
type Offers = Record<string, string[]>;

const CONNECTION = ["! Review update", "Delete…", "Disable…", "Edit access…", "Regenerate secret…"];

const WEBHOOK = ["Delete…", "Disable…", "Edit webhook…", "Regenerate secret…", "Send a test…"];

const RECEIPT = ["Download .jws", "Download JSON", "Print"];
const HISTORY = ["! Download with hashes"];

const ADMIN_OFFERS: Offers = {
  "/admin/:tenant/integrations": ["Connect new app", "Review", "Review update"],
  "/admin/:tenant/integrations/connect": ["Review APP", "Review DEMO APP", "Unblock BLOCKED…"],
  "/admin/:tenant/integrations/connect/:app": ["Allow access", "Block publisher…", "Block…", "Decline…"],
  "/admin/:tenant/integrations/connect/:app/organisations": ["Apply decisions"],
  "/admin/:tenant/integrations/:connection": CONNECTION,
  "/admin/:tenant/integrations/:connection/update": ["Save decision"],
  "/admin/:tenant/api-access": ["Generate credentials"],
  "/admin/:tenant/api-access/new": ["Generate credentials"],
  "/admin/:tenant/api-access/:credential": ["Delete…", "Disable…", "Edit…", "Regenerate secret…"],
  "/admin/:tenant/receipts/:receipt": RECEIPT,
  "/admin/:tenant/activity": HISTORY,
  "/admin/:tenant/members": [
    "Change role of ADMIN…", "Change role of VIEWER…", "Invite member…", "Leave…",
    "New link for INVITED VIEWER…", "Remove VIEWER…", "Withdraw invitation of INVITED VIEWER…",
  ],
  "/admin/:tenant/settings": ["Save name", "Save policy"],
  "/admin/:tenant/webhooks": ["Create webhook"],
  "/admin/:tenant/webhooks/new": ["Create webhook"],
  "/admin/:tenant/webhooks/:webhook": WEBHOOK,
};

const TENANT: Record<string, Offers> = {
  owner: {
    ...ADMIN_OFFERS,
    // The only owner neither leaves nor changes.
    "/admin/:tenant/members": [
      "Change role of ADMIN…", "Change role of VIEWER…", "Invite member…",
      "New link for INVITED OWNER…", "New link for INVITED VIEWER…", "Remove ADMIN…", "Remove VIEWER…",
      "Withdraw invitation of INVITED OWNER…", "Withdraw invitation of INVITED VIEWER…",
    ],
  },
  admin: ADMIN_OFFERS,
  viewer: {
    ...Object.fromEntries(ADMIN.map((pattern) => [pattern, []])),
    "/admin/:tenant/integrations": ["See available apps", "See request", "See update"],
    "/admin/:tenant/integrations/connect": ["See request APP", "See request DEMO APP"],
    "/admin/:tenant/integrations/connect/:app": ["Ask an admin…"],
    "/admin/:tenant/integrations/:connection": ["! See update"],
    "/admin/:tenant/receipts/:receipt": RECEIPT,
    "/admin/:tenant/activity": HISTORY,
    "/admin/:tenant/members": ["Leave…"],
  },
};

const TO_SANDBOX = "Open the sandbox’s admin portal";

const DEVELOPER_OFFERS: Offers = {
  "/developer/:publisher/apps": ["Create app"],
  "/developer/:publisher/apps/new": ["Create app"],
  "/developer/:publisher/apps/:app": ["Edit details", "Publish version 2"],
  "/developer/:publisher/apps/:app/edit": ["Save details"],
  "/developer/:publisher/apps/:app/tenants": ["Add tenants", "Fill in your sandbox’s tenant ID", "Remove TENANT ID…"],
  "/developer/:publisher/apps/:app/connections": [],
  "/developer/:publisher/apps/:app/roll-out": [],
  "/developer/:publisher/apps/:app/usage": [],
  "/developer/:publisher/apps/:app/versions/new": ["Preview for admins", "Publish version 2…", "Save draft"],
  "/developer/:publisher/apps/:app/versions/:number": [],
  "/developer/:publisher/connections": [],
  "/developer/:publisher/connections/:connection": ["Disable…"],
  "/developer/:publisher/activity": [],
  "/developer/:publisher/team": ["Leave…"],
  "/developer/:publisher/settings": [TO_SANDBOX],
  "/developer/:publisher/webhooks": ["Create webhook"],
  "/developer/:publisher/webhooks/new": ["Create webhook"],
  "/developer/:publisher/webhooks/:webhook": WEBHOOK,
};

const PUBLISHER: Record<string, Offers> = {
  owner: {
    ...DEVELOPER_OFFERS,
    "/developer/:publisher/team": [
      "Change role of DEVELOPER…", "Change role of VIEWER…", "Invite member…",
      "New link for INVITED VIEWER…", "Remove DEVELOPER…", "Remove VIEWER…", "Withdraw invitation of INVITED VIEWER…",
    ],
  },
  developer: DEVELOPER_OFFERS,
  viewer: {
    ...Object.fromEntries(DEVELOPER.map((pattern) => [pattern, []])),
    "/developer/:publisher/team": ["Leave…"],
    "/developer/:publisher/settings": [TO_SANDBOX],
  },
};

const OPERATOR_OFFERS: Offers = {
  "/operator/tenants": ["Create tenant"],
  "/operator/tenants/new": ["Create tenant"],
  "/operator/tenants/:tenant": [
    "Invite owner", "New link for INVITED OWNER…", "New link for INVITED VIEWER…", "Save details", "Set slug…",
    "Withdraw invitation of INVITED OWNER…", "Withdraw invitation of INVITED VIEWER…",
  ],
  "/operator/apis": ["Create API"],
  "/operator/apis/new": ["Create API"],
  "/operator/apis/:api": [
    "Add scope…", "Delete SERVER…", "Edit API…", "Edit SCOPE…", "Edit source and servers…", "Register resource server…",
    "Upload document…",
  ],
  "/operator/workload-issuers": ["Allow issuer"],
  "/operator/workload-issuers/new": ["Allow issuer"],
  "/operator/workload-issuers/:issuer": ["Close…", "Edit issuer…"],
  "/operator/publishers": ["Create publisher"],
  "/operator/publishers/new": ["Create publisher"],
  "/operator/publishers/:publisher": [
    "Invite owner", "New link for INVITED VIEWER…", "Save details", "Withdraw invitation of INVITED VIEWER…",
  ],
  "/operator/apps": ["Suspend APP…"],
  "/operator/operators": ["Invite operator…", "Make password link"],
  "/operator/activity": [],
  "/operator/health": [],
};

type Browse = (who: Person | "operator") => Promise<import("@playwright/test").Page>;

async function survey(browserOf: Browse, who: Person | "operator", role: string, pages: Record<string, string>, expected: Offers, names: Record<string, string>) {
  expect(Object.keys(expected).sort()).toEqual(Object.keys(pages).sort());
  const page = await browserOf(who);
  for (const [pattern, path] of Object.entries(pages)) {
    const found = await offers(page, path, names);
    expect.soft(found, `${role}: ${pattern}`).toEqual([...expected[pattern]!].sort());
  }
}

test("each page of a tenant offers what each of its people may do", async ({ browserOf }) => {
  test.slow();
  const [tenant, publisher, pushy] = await Promise.all([newTenant(), newPublisher(), newPublisher()]);
  const [admin, viewer] = [await newMember(tenant, "admin", "Anouk Laurent"), await newMember(tenant, "viewer", "Vilma Berg")];
  const at = `/api/admin/v1/tenants/${tenant.id}`;
  const { caller } = tenant.owner;
  const invited = { owner: newEmail(), viewer: newEmail() };
  for (const [role, email] of Object.entries(invited)) await caller.post(`${at}/members`, { email, role });
  const waiting = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connected = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, connected);
  await publish(connected, 2, [required(READ_PATIENTS), required(READ_APPOINTMENTS)]);
  await newApp(pushy, [required(READ_PATIENTS)], [tenant.id]);
  await caller.post(`${at}/blocked-publishers`, { publisher_id: pushy.id, reason: "An app a day." });
  const own = await newCredential(tenant, "Nightly export", [READ_PATIENTS]);

  const receipts = await caller.get<{ items: { id: string }[] }>(`${at}/connections/${connection.id}/receipts`);
  const receipt = receipts.items[0]!.id;
  const webhook = await newWebhook(caller, at);
  const pages = addresses(ADMIN, { tenant: tenant.id, app: waiting.id, connection: connection.id, credential: own.clientId, webhook, receipt });
  const names = {
    [waiting.name]: "APP", [pushy.name]: "BLOCKED", [admin.name]: "ADMIN", [viewer.name]: "VIEWER",
    [invited.owner]: "INVITED OWNER", [invited.viewer]: "INVITED VIEWER",
    // The demo has one app that every tenant sees.
    "Cadence Scheduling": "DEMO APP",
  };
  for (const [role, who] of Object.entries({ owner: tenant.owner, admin, viewer })) {
    await survey(browserOf, who, role, pages, TENANT[role]!, names);
  }
});

test("each page of a publisher offers what each of its people may do", async ({ browserOf }) => {
  test.slow();
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const developer = await newTeamMate(publisher, "developer", "Dora Klein");
  const viewer = await newTeamMate(publisher, "viewer", "Vito Hale");
  const email = newEmail();
  await publisher.owner.caller.post(`/api/developer/v1/publishers/${publisher.id}/members`, { email, role: "viewer" });
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id]);
  const connection = await allow(tenant, app);

  const webhook = await newWebhook(publisher.owner.caller, `/api/developer/v1/publishers/${publisher.id}`);
  const pages = addresses(DEVELOPER, { publisher: publisher.id, app: app.id, number: "1", connection: connection.id, webhook });
  const names = { [tenant.id]: "TENANT ID", [developer.name]: "DEVELOPER", [viewer.name]: "VIEWER", [email]: "INVITED VIEWER" };
  for (const [role, who] of Object.entries({ owner: publisher.owner, developer, viewer })) {
    await survey(browserOf, who, role, pages, PUBLISHER[role]!, names);
  }
});

test("each page of the operator offers what an operator may do, in each state of an app", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const operator = await persona("operator");
  const invited = { owner: newEmail(), viewer: newEmail() };
  for (const [role, email] of Object.entries(invited)) await tenant.owner.caller.post(`/api/admin/v1/tenants/${tenant.id}/members`, { email, role });
  const team = newEmail();
  await publisher.owner.caller.post(`/api/developer/v1/publishers/${publisher.id}/members`, { email: team, role: "viewer" });
  const app = await newApp(publisher, [required(READ_PATIENTS)], []);
  const identifier = `https://offers-${app.id.toLowerCase().replace("_", "-")}.example`;
  const api = await operator.caller.post<{ id: string }>("/api/operator/v1/apis", {
    identifier, name: "Offers API", description: "", docs_url: null, token_lifetime: null, token_format: null, smart_backend_services: false,
  });
  const scope = `offers-${app.id.slice(-8).toLowerCase()}.read`;
  const at = `/api/operator/v1/apis/${api.id}`;
  await operator.caller.post(`${at}/scopes`, { name: scope, title: "Read offers", sentence: "See offers.", action: "read", sensitivity: "normal" });
  await operator.caller.post(`${at}/resource-servers`, { name: "Offers gateway" });

  const issuer = await operator.caller.post<{ id: string }>("/api/operator/v1/workload-issuers", {
    name: "Offers Actions", preset: "github_actions", issuer: identifier, jwks: null, audience: null, once_by_hash: false,
  });
  const pages = addresses(OPERATOR, { tenant: tenant.id, api: api.id, issuer: issuer.id, publisher: publisher.id });
  const ofApp = `/operator/apps?q=${app.id}`;
  const names = {
    [app.name]: "APP", [scope]: "SCOPE", "Offers gateway": "SERVER",
    [invited.owner]: "INVITED OWNER", [invited.viewer]: "INVITED VIEWER", [team]: "INVITED VIEWER",
  };
  // Other tests make operators at the same time.
  const { "/operator/operators": operators, ...others } = pages;
  const { "/operator/operators": offered, ...expected } = OPERATOR_OFFERS;
  await survey(browserOf, "operator", "operator", { ...others, "/operator/apps": ofApp }, expected, names);
  const page = await browserOf("operator");
  const found = await offers(page, operators!, names);
  expect(found.filter((words) => !/^(Leave…$|(Remove|New link for|Withdraw invitation of) )/.test(words))).toEqual(offered);

  await operator.caller.post(`/api/operator/v1/apps/${app.id}/suspend`, { reason: "under investigation" });
  expect(await offers(page, ofApp, names)).toEqual(["Restore APP…"]);
  const details = {
    name: `${app.name} draft`, summary: "Not yet.", description: "", website: null, privacy_policy: null, logo_url: null,
    support_contact: "support@quill.example", visibility: "targeted", hand_over: "admin_shares", client_keys: null, ai_agent: false,
  };
  const draft = await publisher.owner.caller.post<{ id: string }>(`/api/developer/v1/publishers/${publisher.id}/apps`, details);
  expect(await offers(page, `/operator/apps?q=${draft.id}`, names), "a draft can't be suspended").toEqual([]);
  const sandbox = `/operator/tenants/${publisher.sandboxId}`;
  expect(await offers(page, sandbox, names), "a sandbox has its publisher's owners").toEqual(["Save details", "Set slug…"]);
});
