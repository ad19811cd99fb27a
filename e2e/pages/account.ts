import { expect, type Page } from "@playwright/test";

/** Sign-in, set-up links and sign-out. */
export class AccountPages {
  constructor(readonly page: Page) {}

  async signIn(email: string, password: string) {
    await expect(this.page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
    await this.page.getByLabel("E-mail address").fill(email);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  /** Opens a set-up link and makes the account. */
  async join(link: string, organisation: string, name: string, password: string) {
    await this.page.goto(link);
    await expect(this.page.getByRole("heading", { level: 1, name: `Join ${organisation}` })).toBeVisible();
    await this.page.getByLabel("Your name").fill(name);
    await this.page.getByLabel("New password").fill(password);
    await this.page.getByRole("button", { name: "Create account and join" }).click();
  }

  /** By the menu at the top right. */
  async signOut(name: string) {
    await this.page.getByRole("banner").getByRole("button", { name }).click();
    await this.page.getByRole("button", { name: "Sign out", exact: true }).click();
    await expect(this.page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  }

  /** By the switcher at the top left. */
  async switchTo(organisation: string) {
    await this.page.getByRole("banner").getByRole("button", { name: /portal/ }).click();
    await this.page.getByRole("group", { name: "Switch organisation" }).getByRole("link", { name: organisation }).click();
  }
}

/** A link of the navigation at the left; `title` where its page is called otherwise. */
export async function go(page: Page, name: string, title = name) {
  await page.getByRole("navigation", { name: /portal$/ }).getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: title, exact: true })).toBeVisible();
}

export const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });
