/**
 * The report of a run as large as a real one, in headless Chromium or Chrome: all is well, everything goes wrong, many cells, and
 * the page of a real run. Pictures are kept in build/screenshots/.
 */

import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { reportHtml } from "../../src/report/html/page.ts";
import { writeReport } from "../../src/report/write.ts";
import { contrast, fits, looks, newContext, opened, skip } from "../support/browser.ts";
import { goodRun, mixedRun } from "../support/fixture.ts";
import { scratch } from "../support/scratch.ts";
import { wideRun } from "../support/wide-fixture.ts";

const digest = `sha256:${"0".repeat(64)}`;

async function examine(path: string, name: string): Promise<void> {
  mkdirSync("build/screenshots", { recursive: true });
  for (const look of looks)
    await opened(path, look, async (page) => {
      await page.screenshot({ path: `build/screenshots/${name}-${look.name}.png`, fullPage: true });

      const verdict = (await page.locator("h1").textContent()) ?? "";
      assert.match(verdict, /^(PASS|FAIL): \d+ cells/);
      const cells = await page.locator("a.cell").all();
      assert.equal(cells.length, Number(/\d+/.exec(verdict)?.[0]));
      for (const cell of cells) {
        assert.ok(await cell.isVisible());
        assert.match((await cell.textContent()) ?? "", /\b(PASS|FAIL|ERROR|INCONCLUSIVE|SKIP)\b/);
        await cell.click();
        const id = decodeURIComponent(new URL(page.url()).hash.slice(1));
        const description = page.locator(`section[id='${id}']`);
        const word = (await cell.getAttribute("class"))?.split(" ").at(-1) ?? "";
        assert.ok((await description.locator("h2").textContent())?.includes(word), `${id} says ${word}`);
        assert.ok(await inView(description.locator("h2")), `${id} is scrolled to`);
      }
      await fits(page);
    });
}

const inView = (location: ReturnType<Page["locator"]>): Promise<boolean> =>
  location.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });

for (const [name, run] of [
  ["good", goodRun()],
  ["mixed", mixedRun()],
] as const)
  test(`the ${name} run's page: words in the grid, links that lead there, no request, no complaint`, {
    skip,
  }, async () => {
    using folder = scratch();
    const path = `${folder.path}/report.html`;
    writeFileSync(path, reportHtml(run, digest));
    await examine(path, `report-${name}`);
  });

/** How many cells of the grid are to be seen, by the page's own word and by the eye. */
async function shown(page: Page): Promise<number> {
  const output = Number.parseInt((await page.locator("#filter output").textContent()) ?? "", 10);
  const seen = await page
    .locator("a.cell")
    .evaluateAll((cells) => cells.filter((cell) => cell.checkVisibility()).length);
  assert.equal(output, seen);
  return seen;
}

for (const count of [10, 200, 5000])
  test(`a page of ${count} cells: small, quickly there, filtered by value and by word`, {
    skip,
    timeout: 60_000,
  }, async () => {
    using folder = scratch();
    const path = `${folder.path}/report.html`;
    const run = wideRun(count);
    const html = reportHtml(run, digest);
    assert.ok(count < 50 || html.length < 100_000 + 900 * count, `${html.length} characters`);
    writeFileSync(path, html);
    const of = (test: (cell: (typeof run.cells)[number]) => boolean) => run.cells.filter(test).length;
    for (const look of count === 5000 ? looks.slice(0, 1) : looks)
      await opened(path, look, async (page) => {
        assert.equal(await shown(page), count);
        await fits(page);
        await page.screenshot({ path: `build/screenshots/report-${count}-${look.name}.png`, fullPage: count < 5000 });

        await page.selectOption("select[name=status]", "PASS");
        assert.equal(
          await shown(page),
          of(({ outcome }) => outcome.status === "PASS"),
        );
        await page.selectOption("select[name=kernel]", "6.12");
        assert.equal(
          await shown(page),
          of(({ plan, outcome }) => outcome.status === "PASS" && plan.kernel.name === "6.12"),
        );
        await page.selectOption("select[name=status]", "");
        await page.selectOption("select[name=kernel]", "");
        await page.fill("input[name=text]", "  NO-INIT control ");
        assert.equal(await shown(page), 1);
        await page.screenshot({ path: `build/screenshots/report-${count}-filtered-${look.name}.png` });
        await page.fill("input[name=text]", "nothing is called so");
        assert.equal(await shown(page), 0);
        await page.fill("input[name=text]", "");
        assert.equal(await shown(page), count);
      });
  });

test("without its script the page says the same, and offers no filter that does nothing", { skip }, async () => {
  using folder = scratch();
  await writeReport(wideRun(60), folder.path);
  const context = await newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(`${folder.path}/report.html`).href);
  assert.equal(await page.locator("#filter").isVisible(), false);
  const cells = page.locator("a.cell");
  assert.equal(await cells.count(), 60);
  // From the grid to a cell's own page, and back.
  const id = await cells.first().getAttribute("data-id");
  await cells.first().click();
  assert.match((await page.locator("h2").first().textContent()) ?? "", new RegExp(` ${id} `));
  await page.locator("a.back").click();
  assert.match(page.url(), /report\.html#grid$/);
  await context.close();
});

test("text is readable on its ground, in both schemes", { skip }, async () => {
  using folder = scratch();
  const path = `${folder.path}/report.html`;
  writeFileSync(path, reportHtml(mixedRun(), digest));
  for (const look of looks.slice(0, 2))
    await opened(path, look, async (page) => {
      for (const [text, ground] of [
        ["body", "body"],
        ["p.soft", "body"],
        ["a.cell.PASS > b", "a.cell.PASS"],
        ["a.cell.FAIL > b", "a.cell.FAIL"],
        ["a.cell.ERROR > b", "a.cell.ERROR"],
        ["a.cell.INCONCLUSIVE > b", "a.cell.INCONCLUSIVE"],
        ["a.cell.SKIP > b", "body"],
      ] as const) {
        const seen = await contrast(page, text, ground);
        assert.ok(seen >= 4.5, `${text} on ${ground}, ${look.name}: contrast ${seen.toFixed(2)}`);
      }
    });
});

const given = process.env["COWPIO_REPORT_HTML"] ?? "build/report/report.html";
test(
  "the report of a real run: COWPIO_REPORT_HTML's, or that of the matrix suite",
  { skip: skip || (!existsSync(given) && `there is no ${given}: run npm test -- matrix before`) },
  async () => await examine(resolve(given), "report-given"),
);
