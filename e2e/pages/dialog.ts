import { expect, type Page } from "@playwright/test";

/** The question that stands over the page. */
export function question(page: Page, title: string | RegExp) {
  return page.getByRole("dialog", { name: title });
}

/** Answers a question by its verb, after it has been read: `words` must stand in it. */
export async function confirm(page: Page, title: string | RegExp, words: string | RegExp, verb: string, fill?: Record<string, string>) {
  const dialog = question(page, title);
  await expect(dialog).toContainText(words);
  for (const [label, value] of Object.entries(fill ?? {})) await dialog.getByLabel(label).fill(value);
  await dialog.getByRole("button", { name: verb, exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** A verb's button that names its thing for screen readers: "Remove Ann…". */
export const named = (verb: string, thing: string) => new RegExp(`^${verb} ${thing.replaceAll(".", "\\.")} ?…$`);
