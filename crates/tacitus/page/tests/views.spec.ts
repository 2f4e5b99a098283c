// Each view in both colours and on a phone: it shows what it should, nobody is kept out, and a picture is kept.
import { accessible, expect, picture, settled, test } from "./desk";

const VIEWS: [name: string, path: string, shows: string][] = [
  ["map", "/map", "Latest"],
  ["timeline", "/timeline", "Latest first"],
  ["table", "/table", "When"],
  ["network", "/network", "Most between"],
  ["stories", "/stories", "Shells kill 12 at Kassala market"],
  ["story", "/stories/kassala-1", "Accounts side by side"],
  ["agreements", "/agreements", "Atbara Salvation Front"],
  ["disputes", "/disputes", "Where accounts do not agree"],
  ["sources", "/sources", "Nile Harbour Wire"],
  ["sources-actors", "/sources?by=actors", "Sources"],
  ["reports", "/sources?by=reports", "Carnage on market day"],
  ["report", "/report/kassala-1?item=e2", "stated by"],
  ["nested", "/report/nested-1?item=c2", "signalled by"],
  ["queue", "/queue", "least sure"],
  ["add", "/add", "Or paste a report"],
  ["narrow", "/table?narrow=1&q=type:ASSAULT", "Words or deeds"],
  ["nothing", "/table?q=country:NZL", "No event fits this filter"],
  ["nowhere", "/no-such-page", "There is no such page"],
];

for (const theme of ["light", "dark"] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });
    for (const [name, path, shows] of VIEWS) {
      test(`${name} in ${theme}`, async ({ page, desk, errors }) => {
        await page.goto(desk.url + path);
        await expect(page.getByText(shows).first()).toBeVisible();
        await settled(page);
        await accessible(page);
        await picture(page, `${name}-${theme}`);
        // The server says 404 where there is no such view, and the browser notes that.
        if (name === "nowhere") errors.length = 0;
      });
    }

    test(`event in ${theme}`, async ({ page, desk }) => {
      await page.goto(`${desk.url}/stories/kassala-1`);
      await page.locator(".cards .said a").first().click();
      await expect(page.getByText("Every sentence that tells it")).toBeVisible();
      await settled(page);
      await accessible(page);
      await picture(page, `event-${theme}`);
    });

    test(`dialogs in ${theme}`, async ({ page, desk }) => {
      await page.addInitScript(() => localStorage.setItem("who", "Mara"));
      await page.goto(`${desk.url}/report/kassala-1`);
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
      await accessible(page);
      await picture(page, `keys-${theme}`);
      await page.keyboard.press("Escape");
      await page.keyboard.press("j");
      await page.keyboard.press("e");
      await expect(page.getByRole("dialog", { name: /Edit/ })).toBeVisible();
      await expect(page.getByLabel("Type")).toBeVisible();
      await accessible(page);
      await picture(page, `edit-${theme}`);
    });
  });
}

test.describe("phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  for (const [name, path, shows] of VIEWS.filter(([name]) => name !== "nowhere")) {
    test(`${name} on a phone`, async ({ page, desk }) => {
      await page.goto(desk.url + path);
      await expect(page.getByText(shows).first()).toBeVisible();
      await settled(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, "nothing hangs out at the side").toBeLessThanOrEqual(0);
      await accessible(page);
      await picture(page, `${name}-phone`);
    });
  }
});
