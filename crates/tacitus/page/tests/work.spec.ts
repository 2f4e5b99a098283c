// What an analyst does: asking, reading, correcting, adding, with mouse and keyboard.
import { readFileSync } from "node:fs";
import { MARKUP, accessible, expect, picture, settled, test } from "./desk";

test("a filter is typed, completed, taken out and taken back with the browser's own button", async ({ page, desk }) => {
  await page.goto(`${desk.url}/table`);
  const field = page.getByRole("combobox", { name: "Filter" });
  await field.fill("type:ass");
  await expect(page.locator("#offers").getByRole("option").first()).toContainText("type:ASSAULT");
  await field.press("ArrowDown");
  await field.press("Enter");
  await expect(page).toHaveURL(/q=type%3AASSAULT/);
  await expect(page.locator(".token")).toHaveText(/type\s*assault/);
  await expect(page.locator(".tr .type-name").first()).toHaveText("assault");
  await field.fill("Kassala");
  await expect(
    page
      .locator("#offers")
      .getByRole("option", { name: /place.*Kassala/ })
      .first(),
  ).toBeVisible();
  await field.press("Enter");
  await expect(page).toHaveURL(/q=type%3AASSAULT\+Kassala/);
  await page.goBack();
  await expect(page.locator(".token")).toHaveCount(1);
  await page.getByRole("button", { name: "Take out type: ASSAULT" }).click();
  await expect(page.locator(".token")).toHaveCount(0);
});

test("the filter may be written as text, and says what is wrong with it", async ({ page, desk, errors }) => {
  await page.goto(`${desk.url}/table`);
  await page.getByRole("button", { name: "as text" }).click();
  const field = page.getByLabel("Filter, as text");
  await field.fill('actor:"Atbara Salvation Front" -status:denied');
  await field.press("Enter");
  await expect(page.locator(".token")).toHaveCount(2);
  await expect(page.locator(".token.turned")).toContainText("not status");
  await page.goto(`${desk.url}/table?q=colour:red`);
  await expect(page.getByRole("alert")).toContainText("knows no");
  // The browser notes the server's refusal.
  errors.length = 0;
});

test("counts narrow the question", async ({ page, desk }) => {
  await page.goto(`${desk.url}/timeline`);
  await page.getByRole("button", { name: "narrow" }).click();
  await page
    .locator(".facet", { hasText: "Where" })
    .getByRole("button", { name: /Kyrgyzstan/ })
    .click();
  await expect(page).toHaveURL(/country%3AKGZ/);
  await expect(page.locator(".card .card-when").first()).toContainText(/Osh|Uzgen/);
  await page.getByLabel("At least so many independent sources").selectOption("2");
  await expect(page).toHaveURL(/sources%3A2/);
  await expect(page.getByText("No event fits this filter")).toBeVisible();
  await page.getByRole("link", { name: "ask for everything" }).click();
  await expect(page.locator(".card").first()).toBeVisible();
});

test("an address holds the whole view", async ({ page, desk, context }) => {
  await page.goto(`${desk.url}/table?q=country:SDN&sort=-sources&cols=date,type,sentence`);
  await settled(page);
  await expect(page.getByRole("columnheader")).toHaveCount(3);
  const rows = await page.locator(".tr").allInnerTexts();
  const other = await context.newPage();
  await other.goto(page.url());
  await settled(other);
  expect(await other.locator(".tr").allInnerTexts()).toEqual(rows);
  await page.getByRole("link", { name: "Map" }).click();
  await expect(page).toHaveURL(/\/map\?.*q=country/);
});

test("the table sorts, chooses columns, exports what is shown, and leads to the sentence", async ({ page, desk }) => {
  await page.goto(`${desk.url}/table`);
  await page.getByRole("button", { name: "Sources" }).click();
  await expect(page.getByRole("columnheader", { name: /Sources/ })).toHaveAttribute("aria-sort", "descending");
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByLabel("Dead").check();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("columnheader", { name: "Dead" })).toBeVisible();
  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: /as CSV/ }).click();
  const text = readFileSync(await (await download).path(), "utf8");
  expect(text.split("\r\n")[0]).toBe("When,What,Who,To whom,Where,In the report’s words,According to,Dead,Sources,id,report,link");
  const whole = page.waitForEvent("download");
  await page.getByRole("link", { name: "GeoJSON" }).click();
  expect(readFileSync(await (await whole).path(), "utf8")).toContain("FeatureCollection");
  await page.keyboard.press("Escape");
  await page.locator(".tr").first().click();
  await expect(page.getByText("Every sentence that tells it")).toBeVisible();
  await expect(page.locator(".mention .according").first()).not.toBeEmpty();
});

test("the map opens its clusters and leads to events", async ({ page, desk }) => {
  await page.goto(`${desk.url}/map`);
  await settled(page);
  await page.getByRole("button", { name: "The whole world" }).click();
  await settled(page);
  await picture(page, "map-world");
  await page.locator(".places button", { hasText: "Kassala" }).click();
  await expect(page).toHaveURL(/at=1[5-7]\.\d+%2C3[56]\./);
  await settled(page);
  await expect(page.locator(".cards .said").first()).toBeVisible();
  await page.getByLabel(/^Map of/).focus();
  await page.keyboard.press("0");
  await expect(page).not.toHaveURL(/at=/);
});

test("a reader's own lines are laid over the map and stay in the browser", async ({ page, desk }) => {
  await page.goto(`${desk.url}/map`);
  await settled(page);
  const line = {
    type: "Feature",
    properties: {},
    geometry: {
      type: "LineString",
      coordinates: [
        [20, 10],
        [40, 20],
      ],
    },
  };
  await page
    .getByLabel("Lay your own lines over")
    .setInputFiles({ name: "front.geojson", mimeType: "application/geo+json", buffer: Buffer.from(JSON.stringify(line)) });
  await expect(page.getByText("Your lines: front.geojson")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Your lines: front.geojson")).toBeVisible();
  await picture(page, "map-own-lines");
  await page.getByRole("button", { name: "take off" }).click();
  await expect(page.getByText("Lay your own lines over")).toBeVisible();
});

test("days are chosen by dragging and by arrow keys", async ({ page, desk }) => {
  await page.goto(`${desk.url}/map`);
  await settled(page);
  const box = await page.locator(".map-time .columns").boundingBox();
  if (!box) throw new Error("there are no columns");
  await page.mouse.move(box.x + box.width * 0.3, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 20, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from%3A2031-\d\d-\d\d\+to%3A2031/);
  const before = page.url();
  await page.getByRole("slider", { name: "Last day" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page).not.toHaveURL(before);
  await page.getByRole("button", { name: "all days" }).click();
  await expect(page).not.toHaveURL(/from/);
});

test("the network shows who acts on whom, and whom one actor meets", async ({ page, desk }) => {
  await page.goto(`${desk.url}/network`);
  await settled(page);
  const first = page.locator(".links .link").first();
  const name = await first.getByRole("button").first().innerText();
  await first.getByRole("button").first().click();
  await expect(page.locator(".person")).toHaveText(name);
  await expect(page.locator(".beside .card").first()).toBeVisible();
  await picture(page, "network-actor");
  await page.getByText("cooperation", { exact: true }).click();
  await expect(page).toHaveURL(/show=cooperation/);
});

test("accounts stand side by side, and a cell opens its sentence", async ({ page, desk }) => {
  await page.goto(`${desk.url}/stories/kassala-1`);
  await settled(page);
  await page.locator(".matrix td button").first().click();
  await expect(page.locator(".cell-words blockquote").first()).toBeVisible();
  await expect(page).toHaveURL(/cell=/);
  await picture(page, "story-cell");
  await page.locator(".cell-words a").first().click();
  await expect(page.locator(".prose .here").first()).toBeVisible();
});

test("text and record of a report lead to each other", async ({ page, desk }) => {
  await page.goto(`${desk.url}/report/kassala-1`);
  await page.locator(".prose .trigger", { hasText: "shelled" }).click();
  await expect(page.locator(".entry.open")).toContainText("denied");
  await expect(page.locator(".entry.open .why")).toContainText("stated by “shelled”");
  await page.locator(".entry", { hasText: "doctors at the Kassala hospital" }).last().hover();
  await expect(page.locator(".prose .hot-mark").first()).toBeVisible();
  await page
    .locator(".record .entry-button", { hasText: /^Kassala/ })
    .first()
    .click();
  await expect(page.locator(".entry.open .why")).toContainText("Sudan is named");
  await expect(page.locator(".prose .chosen-mark").first()).toBeVisible();
  await page.getByLabel("who", { exact: true }).check();
  await expect(page.locator(".prose .person-mark").first()).toBeVisible();
});

test("a claim inside another is shown inside it", async ({ page, desk }) => {
  await page.goto(`${desk.url}/report/nested-1`);
  const inner = page.locator(".nested .entry", { hasText: "denies" });
  await expect(inner).toContainText("had shelled Kitale");
  await inner.locator(".entry-button").hover();
  await expect(page.locator(".prose .claim-1.hot-mark").first()).toBeVisible();
});

test("a type is corrected and taken back", async ({ page, fresh }) => {
  const url = await fresh();
  await page.goto(`${url}/report/osh-1`);
  const entry = page.locator(".entry", { hasText: /^\s*coerce/ }).first();
  await entry.locator(".entry-button").click();
  await entry.getByRole("button", { name: "edit" }).click();
  await page.getByLabel("Your name").fill("Mara");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByLabel("Type").selectOption("SANCTION");
  await page.getByLabel(/^Why/).fill("a conviction, not an arrest");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".toast", { hasText: "is now" }).first()).toBeVisible();
  await expect(page.locator(".entry", { hasText: "sanction" }).first()).toContainText("edited");
  await picture(page, "corrected");
  await page.goto(`${url}/queue`);
  await expect(page.locator(".log")).toContainText("Mara");
  await expect(page.locator(".log")).toContainText("a conviction, not an arrest");
  await page.goto(`${url}/report/osh-1`);
  const again = page.locator(".entry", { hasText: "sanction" }).first();
  await again.locator(".entry-button").click();
  await again.getByRole("button", { name: "confirm" }).click();
  await expect(page.locator(".toast")).toContainText("Confirmed");
  await page.locator(".toast").getByRole("button", { name: /Undo/ }).click();
  await expect(page.locator(".toast").last()).toContainText("Taken back");
  await expect(page.locator(".entry", { hasText: "sanction" }).first()).toContainText("edited");
});

test("the queue is worked through with the keyboard alone", async ({ page, fresh }) => {
  const url = await fresh();
  await page.addInitScript(() => localStorage.setItem("who", "Mara"));
  await page.goto(`${url}/map`);
  await settled(page);
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await expect(page.getByRole("heading", { name: "Queue" })).toBeVisible();
  await expect(page.locator(".queue .card").first()).toBeVisible();
  const first = await page.locator(".queue .card .said").first().innerText();
  await page.keyboard.press("j");
  await expect(page.locator(".queue .card").first()).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.keyboard.press("x");
  await expect(page.getByRole("dialog")).toContainText(first.slice(0, 40));
  await page.keyboard.type("no such thing");
  await page.keyboard.press("Enter");
  await expect(page.locator(".toast")).toContainText("Rejected");
  await expect(page.locator(".queue .card .said").first()).not.toHaveText(first);
  await expect(page.locator(".queue .card").first()).toBeFocused();
  await page.keyboard.press("u");
  await expect(page.locator(".toast").last()).toContainText("Taken back");
  await expect(page.locator(".queue .card .said").first()).toHaveText(first);
  await page.keyboard.press("j");
  await page.keyboard.press("c");
  await expect(page.locator(".toast").last()).toContainText("Confirmed");
});

test("two events are merged and parted again", async ({ page, fresh }) => {
  const url = await fresh();
  await page.addInitScript(() => localStorage.setItem("who", "Mara"));
  await page.goto(`${url}/timeline?q=report:osh-1`);
  await expect(page.locator(".card").first()).toBeVisible();
  const n = await page.locator(".card").count();
  await page.keyboard.press("j");
  await page.keyboard.press("m");
  await expect(page.locator(".toast").first()).toContainText("Marked");
  await page.keyboard.press("j");
  await page.keyboard.press("m");
  await expect(page.getByRole("dialog", { name: "These two are one" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.locator(".toast", { hasText: "Merged" })).toBeVisible();
  await expect(page.locator(".card")).toHaveCount(n - 1);
  await page.keyboard.press("u");
  await expect(page.locator(".card")).toHaveCount(n);
});

test("a sentence is parted from its event and brought back", async ({ page, fresh }) => {
  const url = await fresh();
  await page.addInitScript(() => localStorage.setItem("who", "Mara"));
  await page.goto(`${url}/table?sort=-reports`);
  await page.locator(".tr").first().click();
  await expect(page.locator(".mention").nth(1)).toBeVisible();
  const n = await page.locator(".mention").count();
  await page.locator(".mention").last().getByRole("button", { name: "not this event" }).click();
  await expect(page.getByRole("dialog", { name: "Not the same event" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.locator(".toast")).toContainText("Parted");
  await expect(page.locator(".mention")).toHaveCount(n - 1);
  await page.keyboard.press("u");
  await expect(page.locator(".mention")).toHaveCount(n);
});

test("a claim gets another speaker", async ({ page, fresh }) => {
  const url = await fresh();
  await page.addInitScript(() => localStorage.setItem("who", "Mara"));
  await page.goto(`${url}/report/kassala-1`);
  const entry = page.locator(".entry", { hasText: "The shells came from" });
  await entry.locator(".entry-button").click();
  await entry.getByRole("button", { name: "edit" }).click();
  await page.getByLabel(/^Speaker/).selectOption("Musa Idris Karar");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(entry).toContainText("Musa Idris Karar");
  await expect(entry).toContainText("edited");
});

test("whoever has no password is asked for one", async ({ page, fresh, errors }) => {
  const url = await fresh([], { editor: "open sesame", reader: "only look at it" });
  await page.goto(`${url}/table`);
  await expect(page.getByLabel("Password or token")).toBeVisible();
  await accessible(page);
  await picture(page, "login");
  await page.getByLabel("Password or token").fill("a wrong one");
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.locator(".toast")).toBeVisible();
  // The browser notes the refusal.
  errors.length = 0;
  await page.getByLabel("Password or token").fill("only look at it");
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.locator(".tr").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Add" })).toHaveCount(0);
  await page.getByRole("button", { name: "log out" }).click();
  await page.getByLabel("Password or token").fill("open sesame");
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("link", { name: "Add" })).toBeVisible();
});

test("a dropped file is read while one watches", async ({ page, fresh }) => {
  const url = await fresh();
  await page.goto(`${url}/add`);
  await expect(page.locator(".drop")).toBeVisible();
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(
      new File(
        ["Invented report.\n\nRebels of the Lakes Front attacked a police post near Kitale on Monday, killing four officers, police said."],
        "kitale.txt",
        { type: "text/plain" },
      ),
    );
    return transfer;
  });
  await page.dispatchEvent(".drop", "drop", { dataTransfer: data });
  await expect(page.locator(".job")).toContainText("1 new report");
  await picture(page, "added");
  await page.locator(".job a").first().click();
  await expect(page.locator(".prose")).toContainText("Lakes Front attacked a police post");
  await expect(page.locator(".prose .trigger").first()).toBeVisible();
});

test("a pasted report is read", async ({ page, fresh }) => {
  const url = await fresh();
  await page.goto(`${url}/add`);
  await page.getByLabel("Text").fill("Talks between the government and the Lakes Front opened in Nakuru on Tuesday, a minister said.");
  await page.getByLabel("Headline").fill("Talks open");
  await page.getByLabel("Outlet").fill("Rift Daily");
  await page.getByLabel(/^Published/).fill("2031-04-02");
  await page.getByRole("button", { name: "Read it" }).click();
  await expect(page.locator(".job")).toContainText("1 new report");
  await page.locator(".job a").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Talks open");
  await expect(page.locator(".kicker")).toContainText("Rift Daily · 2031-04-02");
});

test("markup in a report is text", async ({ page, desk }) => {
  for (const path of [
    `/report/${MARKUP.id}`,
    "/sources?by=reports",
    `/table?q=report:${MARKUP.id}`,
    `/timeline?q=report:${MARKUP.id}`,
    "/stories/kassala-1",
    "/sources",
    "/queue",
  ]) {
    await page.goto(desk.url + path);
    await settled(page);
    expect(await page.evaluate(() => (window as { struck?: number }).struck)).toBeUndefined();
    expect(await page.locator("main img, main script, main [href^='javascript']").count()).toBe(0);
  }
  await page.goto(`${desk.url}/report/${MARKUP.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(MARKUP.title);
  const told = (await page.locator(".prose p").allInnerTexts()).join("\n\n");
  expect(told.replace(/\s+/g, " ")).toBe(MARKUP.text.replace(/\s+/g, " "));
  // Offsets are code points: letters beyond the first plane shift nothing.
  await expect(page.locator(".prose .trigger", { hasText: /^killed$/ })).toHaveCount(1);
  await picture(page, "markup");
});

test("colours are chosen and kept", async ({ page, desk }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(`${desk.url}/stories`);
  await page.getByRole("button", { name: "Colours: auto" }).click();
  await page.getByRole("button", { name: "Colours: light" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(22, 25, 27)");
});

test("a reader may look, but not change", async ({ page, fresh }) => {
  const url = await fresh(["--read-only"]);
  await page.addInitScript(() => localStorage.setItem("who", "Mara"));
  await page.goto(`${url}/queue`);
  await expect(page.locator(".queue .card").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Add" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "reject" })).toHaveCount(0);
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.locator(".toast")).toContainText("reading only");
});

test("the layout does not jump", async ({ page, desk }) => {
  await page.addInitScript(() => {
    const kept = window as unknown as { moved: number };
    kept.moved = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
        if (!entry.hadRecentInput) kept.moved += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  for (const path of ["/map", "/timeline", "/table", "/network", "/stories", "/report/kassala-1"]) {
    await page.goto(desk.url + path);
    await settled(page);
    const moved = await page.evaluate(() => (window as unknown as { moved: number }).moved);
    expect(moved, `layout shift of ${path}`).toBeLessThan(0.1);
  }
});
