/** The page of a history of 1000 nights in headless Chromium or Chrome. Pictures are kept in build/screenshots/. */

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { nightOf } from "../../src/report/history/nights.ts";
import { historyHtml } from "../../src/report/html/history.ts";
import { contrast, fits, looks, newContext, opened, skip } from "../support/browser.ts";
import { firstNight, nightlyRuns, type Planted } from "../support/nights.ts";
import { scratch } from "../support/scratch.ts";

const planted: Planted = { size: 300, boot: 700, fail: 930, machine: 850, jobs: 500, missing: 600 };
const [nights, cells] = [1000, 100];
const dateOf = (night: number): string =>
  new Date(firstNight + (night + (night >= planted.missing ? 2 : 0)) * 86_400_000).toISOString().slice(0, 10);

const folder = scratch();
after(() => folder[Symbol.dispose]());
const path = `${folder.path}/index.html`;
before(() => {
  if (skip) return;
  let night = 0;
  const rows = Array.from(nightlyRuns(nights, cells, planted), (run) => nightOf(run, `reports/${night++}/report.html`));
  const html = historyHtml(rows);
  assert.ok(html.length < 5_000_000, `${html.length} characters`);
  writeFileSync(path, html);
  mkdirSync("build/screenshots", { recursive: true });
});

const visible = (page: Page, selector: string): Promise<number> =>
  page.locator(selector).evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);

test("1000 nights of 100 cells: strips, change points at the planted nights, no request, no complaint", {
  skip,
}, async () => {
  for (const look of looks)
    await opened(path, look, async (page) => {
      await fits(page);
      await page.screenshot({ path: `build/screenshots/history-${look.name}.png` });
      assert.equal(
        await visible(page, "tr[data-cell] .strip path"),
        await page.locator("tr[data-cell] .strip path").count(),
      );
      assert.equal(await page.locator("tr[data-cell]").count(), cells);
      const marked = (title: string) =>
        page
          .locator(`figure.plot:has(figcaption b:text-is("${title}")) .mark`)
          .evaluateAll((marks) => [...new Set(marks.map((mark) => (mark as SVGElement).dataset["night"]))]);
      assert.deepEqual(await marked("archive size"), [dateOf(planted.size)]);
      assert.deepEqual(await marked("boot to the real root"), [dateOf(planted.boot)]);
      assert.deepEqual(await marked("creation time"), []);
      assert.deepEqual(await marked("shared of what can be shared"), []);
      const failing = page.locator("#since + ul li", { hasText: "FAIL" }).first();
      assert.match((await failing.textContent()) ?? "", new RegExp(`since ${dateOf(930)}; PASS on ${dateOf(929)}`));
      await page.locator("#trends").scrollIntoViewIfNeeded();
      await page.locator(".timeline").first().scrollIntoViewIfNeeded();
      await page.screenshot({ path: `build/screenshots/history-trends-${look.name}.png` });
    });
});

test("cells are filtered, and a plot names the night and the value below the pointer", { skip }, async () => {
  await opened(path, looks[0], async (page) => {
    const shown = async () => {
      const seen = await visible(page, "tr[data-cell]");
      assert.equal(await visible(page, "section[data-cell]"), seen);
      assert.equal(Number.parseInt((await page.locator("#filter output").textContent()) ?? "", 10), seen);
      return seen;
    };
    assert.equal(await shown(), cells);
    await page.fill("input[name=text]", "  XFS grub ");
    const some = await shown();
    assert.ok(some > 0 && some < cells);
    await page.selectOption("select[name=state]", "bad");
    assert.ok((await shown()) < some);
    await page.fill("input[name=text]", "");
    await page.selectOption("select[name=state]", "shifted");
    assert.equal(await shown(), await page.locator("tr[data-cell][data-state~=shifted]").count());
    await page.selectOption("select[name=state]", "");

    const strip = page.locator("tr[data-cell] .strip").first();
    const box = (await strip.boundingBox()) ?? assert.fail();
    await page.mouse.move(box.x + box.width - 0.2, box.y + 5);
    assert.equal(await page.locator("#tip").textContent(), `${dateOf(999)}: FAIL`);
    await page.mouse.move(box.x + 1, box.y + 5);
    assert.match((await page.locator("#tip").textContent()) ?? "", /^2024-01-0\d: PASS$/);

    const size = page.locator(".timeline").first();
    await size.scrollIntoViewIfNeeded();
    const plot = (await size.boundingBox()) ?? assert.fail();
    const tips: (string | null)[] = [];
    for (const part of [0.25, 0.75]) {
      await page.mouse.move(plot.x + plot.width * part, plot.y + 30);
      tips.push(await page.locator("#tip").textContent());
    }
    const values = tips.map((tip) => Number(/: ([\d.]+) MB$/.exec(tip ?? "")?.[1]));
    assert.equal((((values[1] as number) / (values[0] as number) - 1) * 100).toFixed(1), "6.0", tips.join());
  });
});

test("a click on a plot opens the night's report", { skip }, async () => {
  const context = await newContext({ viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path).href);
  const asked = page.waitForRequest((request) => request.url().includes("/reports/"));
  await page
    .locator("tr[data-cell] .strip")
    .first()
    .click({ position: { x: 1, y: 5 } });
  assert.match((await asked).url(), /\/reports\/[0-4]\/report\.html$/);
  await context.close();
});

test("without its script the page says the same, and offers no filter", { skip }, async () => {
  const context = await newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path).href);
  assert.equal(await page.locator("#filter").isVisible(), false);
  assert.equal(await page.locator("tr[data-cell]").count(), cells);
  assert.equal(await page.locator("#list tr").count(), nights + 1);
  await context.close();
});

test("text is readable on its ground, in both schemes", { skip }, async () => {
  for (const look of looks.slice(0, 2))
    await opened(path, look, async (page) => {
      for (const [text, ground] of [
        [".strips .n", "body"],
        [".cell-trends figcaption", "body"],
        [".strips .chip.FAIL", ".strips .chip.FAIL"],
      ] as const) {
        const seen = await contrast(page, text, ground);
        assert.ok(seen >= 4.5, `${text} on ${ground}, ${look.name}: contrast ${seen.toFixed(2)}`);
      }
    });
});
