// Starts the program on a store of its own, made from the samples, and watches the page for errors.
import { AxeBuilder } from "@axe-core/playwright";
import { type Page, test as base, expect } from "@playwright/test";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const HERE = import.meta.dirname;
const FOLDER = resolve(HERE, "..");
const PROGRAM = process.env.TACITUS_BIN ?? resolve(FOLDER, "../../../target/release/tacitus");

/** A report that would do harm if any of it were taken for markup. */
export const MARKUP = {
  id: "markup-1",
  title: "<b>Shells</b> hit <script>window.struck = 1</script> Atbara",
  publisher: "Pages & <i>Sons</i>",
  published: "2031-03-07",
  url: "javascript:window.struck=2",
  text: 'Invented report.\n\nThe army shelled Atbara on Friday, <img src=x onerror="window.struck = 3"> the <b>governor</b> said. "><script>window.struck = 4</script> Police arrested nine people in Atbara on Friday. 𝒜𝒷 A spokesman denied that soldiers had killed three farmers in Kassala.',
  language: "en",
};

/** Claims within claims. */
const NESTED = {
  id: "nested-1",
  title: "Rebels to leave Kitale, governor says",
  publisher: "Rift Daily",
  published: "2031-04-02",
  text: 'Invented report.\n\nThe governor of Trans Nzoia said on Tuesday that rebel commanders had told him they would leave the town of Kitale by Friday. "Our spokesman says the army denied that it had shelled Kitale," the rebel commander Daudi Lemek said.',
  language: "en",
};

interface Desk {
  /** Where the page is served. */
  url: string;
  folder: string;
}

async function address(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("the program has no output");
  for await (const line of createInterface({ input: child.stdout })) {
    const found = /https?:\/\/\S+/.exec(line);
    if (found) return found[0].replace(/\/$/, "");
  }
  throw new Error("the program ended without telling its address");
}

async function serve(more: string[], store: string): Promise<{ url: string; stop: () => void }> {
  const child = spawn(PROGRAM, ["serve", "--store", store, "--listen", "127.0.0.1:0", ...more], { stdio: ["ignore", "pipe", "inherit"] });
  return { url: await address(child), stop: () => child.kill("SIGTERM") };
}

export const test = base.extend<
  { errors: string[]; fresh: (more?: string[], passwords?: Record<string, string>) => Promise<string> },
  { desk: Desk }
>({
  // One store serves the tests that change nothing; those that do ask for one of their own.
  desk: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "desk-"));
      const { url, stop } = await serve(["--rate", "2000"], make(folder));
      await use({ url, folder });
      stop();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
  fresh: async ({}, use) => {
    const ends: (() => void)[] = [];
    await use(async (more = [], passwords = {}) => {
      const folder = mkdtempSync(join(tmpdir(), "desk-"));
      const lines = Object.entries(passwords).map(([role, password]) =>
        execFileSync(PROGRAM, ["serve", "password", "--role", role], { input: `${password}\n` }).toString(),
      );
      if (lines.length) {
        writeFileSync(join(folder, "passwords"), lines.join(""), { mode: 0o600 });
        more = [...more, "--password-file", join(folder, "passwords")];
      }
      const { url, stop } = await serve(["--rate", "2000", ...more], make(folder));
      ends.push(stop, () => rmSync(folder, { recursive: true, force: true }));
      return url;
    });
    for (const end of ends) end();
  },
  errors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
      });
      page.on("pageerror", (error) => errors.push(String(error)));
      await use(errors);
      expect(errors, "the console stays empty").toEqual([]);
    },
    { auto: true },
  ],
});

function make(folder: string): string {
  const store = join(folder, "desk.db");
  const more = join(folder, "more.jsonl");
  writeFileSync(more, `${JSON.stringify(MARKUP)}\n${JSON.stringify(NESTED)}\n`);
  execFileSync(PROGRAM, ["add", "--store", store, resolve(FOLDER, "../../../samples/stories.jsonl"), more], { stdio: "ignore" });
  return store;
}

/** Nothing on the page keeps anybody out. */
export async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  const told = violations.map(
    (one) =>
      `${one.id}: ${one.help}\n  ${one.nodes
        .slice(0, 4)
        .map((node) => `${node.html.slice(0, 160)} ${node.failureSummary?.split("\n")[1] ?? ""}`)
        .join("\n  ")}`,
  );
  expect(told, "WCAG AA").toEqual([]);
}

/** Waits until nothing is being fetched, and takes a picture. */
export async function picture(page: Page, name: string): Promise<void> {
  await settled(page);
  await page.screenshot({ path: join(HERE, "pictures", `${name}.png`), animations: "disabled" });
}

export async function settled(page: Page): Promise<void> {
  await expect(page.locator(".skeleton, .columns-wait, .stale, .tr.wait")).toHaveCount(0);
  await page.waitForTimeout(350);
}

export { expect };
