import { look, visit } from "../fixtures/look";
import { expect, test } from "../fixtures/test";
import { allow, newApp, newCredential, newPublisher, newTenant, READ_PATIENTS, required, unique } from "../fixtures/world";
import { heading } from "../pages/account";
import { question } from "../pages/dialog";

// Names that mislead: which are refused, and which are shown with a warning.

/** As no one can read them. */
const UNREADABLE = {
  "nothing but zero width": "\u200b\u200b",
  "a right-to-left override": "Notes\u202eyrtnarG",
  "a letter without a shape": "\u3164",
  "a line separator": "Quill\u2028Notes",
  "no letter and no digit": "- - -",
};

test("a name that people cannot read is refused where it is typed", async ({ browserOf }) => {
  const [publisher, tenant] = await Promise.all([newPublisher(), newTenant()]);
  const page = await browserOf(publisher.owner);
  await page.goto(`/developer/${publisher.id}/apps/new`);
  const name = page.getByLabel("Name", { exact: true });
  await page.getByLabel("Summary").fill("Writes letters.");
  await page.getByLabel("Support contact").fill("support@quill.example");
  for (const [what, text] of Object.entries(UNREADABLE)) {
    await test.step(what, async () => {
      await name.fill(text);
      const answered = page.waitForResponse((answer) => answer.request().method() === "POST" && answer.url().endsWith("/apps"));
      await page.getByRole("button", { name: "Create app" }).click();
      expect((await answered).status()).toBe(422);
      await expect(name).toHaveAttribute("aria-invalid", "true");
      await expect(heading(page, "Create app")).toBeVisible();
    });
  }
  await look(page, "create-app-unreadable-name");

  // One line: what a browser's field cannot hold, a script is refused.
  const rename = { revision: 0, name: "Maple\nClinic" };
  await expect(tenant.owner.caller.put(`/api/admin/v1/tenants/${tenant.id}`, rename)).rejects.toThrow(/422/);
});

test("a name that looks like another’s is shown to the operator and to the admin who decides", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const official = unique("Gr\u0430ntry");
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id], official);
  const twin = await newApp(await newPublisher(), [required(READ_PATIENTS)], [tenant.id]);
  const copy = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id], twin.name.replace("o", "\u043e"));

  const operator = await browserOf("operator");
  const warned = async (name: string, id: string, words: string) => {
    await operator.goto(`/operator/apps?q=${id}`);
    const row = operator.getByRole("row").filter({ hasText: name });
    await expect(row).toContainText("Check this name carefully");
    await expect(row).toContainText(words);
  };
  await warned(official, app.id, "Its name contains “Grantry”, but it does not come from the platform.");
  await look(operator, "operator-apps-reserved-name");
  await warned(copy.name, copy.id, `Looks like the app “${twin.name}” of another publisher.`);

  const page = await browserOf(tenant.owner);
  await page.goto(`/admin/${tenant.id}/integrations/connect/${app.id}`);
  await expect(page.getByText("Check this name carefully")).toBeVisible();
  await expect(page.getByText("Its name contains “Grantry”, but it does not come from the platform.")).toBeVisible();
  await look(page, "consent-reserved-name");
  await page.goto(`/admin/${tenant.id}/integrations/connect/${copy.id}`);
  await expect(heading(page, copy.name)).toBeVisible();
  await expect(page.getByText("Its name looks like that of another app or publisher on this platform.")).toBeVisible();
  await page.goto(`/admin/${tenant.id}/integrations/connect/${(await newApp(publisher, [required(READ_PATIENTS)], [tenant.id])).id}`);
  await expect(page.getByRole("button", { name: "Allow access" })).toBeVisible();
  await expect(page.getByText("Check this name carefully")).toHaveCount(0);
});

test("what is typed to confirm is compared as people see it", async ({ browserOf }) => {
  const [tenant, publisher] = await Promise.all([newTenant(), newPublisher()]);
  const name = unique("Cafe\u0301 Straße");
  const app = await newApp(publisher, [required(READ_PATIENTS)], [tenant.id], name);
  const connection = await allow(tenant, app);
  const page = await browserOf(tenant.owner);
  await visit(page, `/admin/${tenant.id}/integrations/${connection.id}`);
  await page.getByRole("button", { name: "Delete…" }).click();
  const dialog = question(page, /^Delete the connection with /);
  const typed = dialog.getByRole("textbox");
  await typed.fill(name.replace("Straße", "Strand"));
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(dialog).toContainText("exactly as it stands here");
  await typed.fill(`  ${name.replace("Cafe\u0301", "CAFÉ").replace(" Straße", "  STRASSE")} `);
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/^Deleted on /)).toBeVisible();

  const own = await newCredential(tenant, unique("Nightly Ｒｕｎ"), [READ_PATIENTS]);
  await page.goto(`/admin/${tenant.id}/api-access/${own.clientId}`);
  const shown = await page.getByRole("heading", { level: 1 }).innerText();
  await page.getByRole("button", { name: "Delete…" }).click();
  const second = question(page, /^Delete the credentials /);
  await second.getByRole("textbox").fill(shown.replace("Nightly", "nightly").replace("Ｒｕｎ", "run"));
  await second.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByText(/^The credentials .* are deleted\.$/)).toBeVisible();
  await expect(heading(page, "API access")).toBeVisible();
});
