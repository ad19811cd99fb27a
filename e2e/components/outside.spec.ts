import { expect, test } from "./site";

// Links out of the product: which of the texts that people typed become links.

test("of what people typed, only addresses of pages and of people become links", async ({ page }) => {
  await page.goto("/design");
  const addresses = page.getByRole("list", { name: "Addresses" });
  const contacts = page.getByRole("list", { name: "Contacts" });
  const hrefs = (of: typeof addresses) => of.getByRole("link").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  await expect(contacts).toBeVisible();
  expect(await hrefs(addresses)).toEqual(["https://quill.example/privacy"]);
  expect(await hrefs(contacts)).toEqual(["https://quill.example/privacy", "mailto:support@quill.example"]);
  // What is none stands there to be read.
  await expect(addresses).toContainText("javascript:alert(document.domain)");
  await expect(contacts).toContainText("Support: data:text/html,<script>alert(1)</script>");

  const away = addresses.getByRole("link", { name: "https://quill.example/privacy (opens in a new tab)" });
  await expect(away).toHaveAttribute("target", "_blank");
  // Its icon stands on its last line.
  const [words, icon] = [await away.boundingBox(), await away.locator("svg").boundingBox()];
  expect(icon!.y + icon!.height).toBeLessThanOrEqual(words!.y + words!.height + 2);
  expect(await away.evaluate((link) => link.getClientRects().length)).toBe(1);
  for (const word of ["noopener", "noreferrer", "external"]) await expect(away).toHaveAttribute("rel", new RegExp(`\\b${word}\\b`));
});
