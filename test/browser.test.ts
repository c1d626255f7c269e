/** The report in a real browser: headless Chromium, whose pictures are kept in build/screenshots/. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { reportHtml } from "../src/report/html.ts";
import { defaultRun, runWith } from "./report-fixture.ts";
import { scratch } from "./scratch.ts";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);
const skip = executablePath === undefined && "there is no Chromium here (apt-get install chromium)";
const quiet = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

type Look = { readonly width: number; readonly scheme: "light" | "dark" };

async function withPage(
  html: string,
  look: Look,
  use: (page: Page, seen: { requests: string[]; errors: string[] }) => Promise<void>,
): Promise<void> {
  using folder = scratch();
  const path = `${folder.path}/report.html`;
  writeFileSync(path, html);
  const browser: Browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ["--no-sandbox", "--disable-gpu", ...quiet],
  });
  try {
    const page = await browser.newPage({ viewport: { width: look.width, height: 900 }, colorScheme: look.scheme });
    const seen = { requests: [] as string[], errors: [] as string[] };
    page.on("request", (request) => seen.requests.push(request.url()));
    page.on("console", (message) => seen.errors.push(message.text()));
    page.on("pageerror", (error) => seen.errors.push(error.message));
    await page.goto(pathToFileURL(path).href);
    await use(page, seen);
    assert.deepEqual(
      seen.requests.filter((url) => !url.startsWith("file:")),
      [],
      "no request leaves the page",
    );
    assert.deepEqual(seen.errors, []);
  } finally {
    await browser.close();
  }
}

const keep = async (page: Page, name: string) => {
  mkdirSync("build/screenshots", { recursive: true });
  await page.screenshot({ path: `build/screenshots/${name}.png`, fullPage: true });
};

test("the grid shows every cell with its word, and leads to its section", { skip }, async () => {
  await withPage(reportHtml(defaultRun()), { width: 1200, scheme: "light" }, async (page) => {
    assert.match((await page.locator("h1").textContent()) ?? "", /^PASS: 7 cells/);
    const cells = page.locator("a.cell");
    assert.equal(await cells.count(), 7);
    for (const text of await cells.allTextContents()) assert.match(text, /PASS/);
    await page.locator('a.cell[href="#xfs-6.12"]').click();
    const top = await page.locator("section[id='xfs-6.12']").evaluate((section) => section.getBoundingClientRect().top);
    assert.ok(Math.abs(top) < 60, `the section is ${top} pixels away`);
    await keep(page, "light");
  });
});

test("what could not be told is neither green nor red, in the dark too", { skip }, async () => {
  const run = runWith("xfs-6.1", { status: "MISS", reason: "could not tell", stage: "boot" });
  const failed = runWith("btrfs-6.1", { status: "FAIL", reason: "it is copied", stage: "verify" });
  const both = {
    ...run,
    cells: run.cells.map((cell, index) => (cell.plan.id === "btrfs-6.1" ? (failed.cells[index] ?? cell) : cell)),
  };
  await withPage(reportHtml(both), { width: 1200, scheme: "dark" }, async (page) => {
    const colour = (status: string) =>
      page
        .locator(`a.cell.${status}`)
        .first()
        .evaluate((cell) => getComputedStyle(cell).backgroundColor);
    const [pass, fail, miss] = await Promise.all([colour("PASS"), colour("FAIL"), colour("MISS")]);
    assert.equal(new Set([pass, fail, miss]).size, 3);
    const [red = 0, green = 0, blue = 0] = (miss.match(/\d+/g) ?? []).map(Number);
    assert.ok(Math.max(red, green, blue) - Math.min(red, green, blue) < 16, `${miss} is no grey`);
    await keep(page, "dark");
  });
});

test("a narrow screen reads it without scrolling the page sideways", { skip }, async () => {
  await withPage(reportHtml(defaultRun()), { width: 420, scheme: "light" }, async (page) => {
    const [inner, outer] = await page.evaluate(
      () => [document.documentElement.scrollWidth, window.innerWidth] as const,
    );
    assert.ok(inner <= outer, `${inner} pixels on a screen of ${outer}`);
    await keep(page, "narrow");
  });
});
