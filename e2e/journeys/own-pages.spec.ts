import { answerTo } from "../fixtures/hold";
import { look } from "../fixtures/look";
import { expect, test } from "../fixtures/test";

// The platform's own pages, at the foot of every page.

test("the foot links the platform’s own pages that there are, for whoever is not signed in too", async ({ browserOf }) => {
  for (const [who, address] of [[null, "/sign-in"], ["operator", "/operator/tenants"]] as const) {
    const page = await browserOf(who);
    // As the server writes it where the settings name them.
    await page.route(`**${address}`, async (route) => {
      if (route.request().resourceType() !== "document") return route.fallback();
      const answer = await answerTo(route);
      const body = (await answer.text()).replace(
        /name="(status|terms|privacy)-url" content=""/g,
        'name="$1-url" content="https://platform.example/$1"',
      );
      await route.fulfill({ response: answer, body });
    });
    await page.goto(address);
    const foot = page.locator(".foot");
    for (const [words, name] of [["Status", "status"], ["Terms", "terms"], ["Privacy", "privacy"]]) {
      await expect(foot.getByRole("link", { name: words })).toHaveAttribute("href", `https://platform.example/${name}`);
    }
    await expect(foot.getByRole("link", { name: "Imprint" })).toHaveCount(0);
    await look(page, `own-pages-${who ?? "signed-out"}`);
  }
});
