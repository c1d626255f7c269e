import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { goodRun, hostileNames, mixedRun, withOutcomes } from "../../../test/support/fixture.ts";
import { wideRun } from "../../../test/support/wide-fixture.ts";
import type { Run } from "../../model/run.ts";
import { differenceOf } from "../diff.ts";
import { spread } from "../figures.ts";
import { reportOf } from "../json.ts";
import { classSums } from "../ranges.ts";
import { extentsMap } from "./charts.ts";
import { filterScript } from "./grid.ts";
import { cellPages, reportHtml } from "./page.ts";

const digest = `sha256:${"0".repeat(64)}`;

const page = reportHtml(mixedRun(), digest);
const side = (run: Run) => ({ report: reportOf(run), run });
const compared = reportHtml(mixedRun(), digest, differenceOf(side(goodRun()), side(mixedRun())));
const unescaped = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

const withoutScript = (html: string) => html.replace(/<script>.*?<\/script>/s, "");

/** Elements that HTML never closes. */
const endless = new Set(["meta", "br", "input"]);

test("every element is closed where it should be", () => {
  const large = wideRun(60);
  const cells = [...cellPages(large)].map(({ text }) => text);
  for (const html of [
    page,
    compared,
    reportHtml({ ...goodRun(), cells: [] }, digest),
    reportHtml(large, digest),
    ...cells,
  ]) {
    const open: string[] = [];
    for (const [, end, name = "", alone] of withoutScript(html).matchAll(/<(\/?)([a-z0-9]+)[^>]*?(\/?)>/g))
      if (end) assert.equal(open.pop(), name);
      else if (!alone && !endless.has(name)) open.push(name);
    assert.deepEqual(open, []);
  }
});

test("differences from the base precede the grid, without markup from a run's texts", () => {
  const [before = ""] = compared.split('id="grid"');
  assert.match(before, /<h2>Against the base<\/h2><p class="reason">regressed: /);
  assert.match(before, /<h3>Regressions<\/h3><ul><li>btrfs-6\.12: PASS → FAIL: /);
  for (const [tag] of withoutScript(compared).matchAll(/<[^>]+>/g)) assert.doesNotMatch(tag, /^<img/);
  assert.doesNotMatch(page, /Against the base/);
});

test("times are drawn only of a run whose cells ran one at a time", () => {
  const titles = (run: Run) => [...reportHtml(run, digest).matchAll(/<b>(Image creation|Cold boot)/g)].length;
  for (const run of [goodRun(), wideRun(60)]) {
    assert.ok(titles({ ...run, jobs: 1 }) > 0);
    assert.equal(titles({ ...run, jobs: 2 }), 0);
  }
});

test("each link leads to a section, or to a file beside the page", () => {
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const links = [...page.matchAll(/ href="([^"]+)"/g)].map(([, link]) => link ?? "");
  assert.ok(links.length > 20);
  for (const link of links)
    if (link.startsWith("#")) assert.ok(ids.has(decodeURIComponent(link.slice(1))), link);
    else
      assert.match(
        link,
        /^((logs|consoles)\/[\w.-]+\.log|contents\/[\w.-]+\.jsonl|(report|run)\.json|junit\.xml|results\.(yaml|ktap))$/,
      );
});

test("nothing that comes from elsewhere is markup, and nothing is loaded or run", () => {
  for (const [tag] of withoutScript(page).matchAll(/<[^>]+>/g))
    assert.doesNotMatch(
      tag.replace(/"[^"]*"/g, '""'),
      /^<(script|img|iframe|object|embed|link|form|base)\b| (on[a-z]+|src|style)=/i,
    );
  assert.doesNotMatch(page, / href="(?!#|logs\/|consoles\/|contents\/|report\.json|run\.json|junit\.xml|results\.)/);
  assert.doesNotMatch(page, /@import|url\(/);
  assert.doesNotMatch(page, /[\u001b\u202e\udc80-\udcff]/);
  assert.ok(unescaped(page).includes(hostileNames[0] as string));
  assert.ok(unescaped(page).includes("usr/lib/a|b `c` ::error::d \\u001b[31m \\u202etxt.exe \\udcff"));
  const [, script = ""] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
  assert.equal(script, filterScript);
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; script-src 'sha256-${hash}'`;
  assert.ok(page.includes(`content="${policy}"`));
});

test("a control that was not caught takes the trust from every PASS", () => {
  const caught = withOutcomes(goodRun(), {
    "control-ext4-6.12": (previous) => ({
      ...previous,
      status: "FAIL",
      stage: "verify",
      reason: "expected copied: it is shared",
    }),
  });
  assert.match(reportHtml(caught, digest), /nothing that this run calls PASS is to be trusted/);
  assert.match(unescaped(reportHtml(caught, digest)), /The proof called data shared that cannot be/);
  assert.doesNotMatch(reportHtml(caught, digest), /cells prove/);
});

test("every cell with evidence has its table, map, classes, times and console", () => {
  for (const { plan, outcome } of goodRun().cells) {
    const [, rest = ""] = reportHtml(goodRun(), digest).split(`<section id="${plan.id}"`);
    const section = rest.split("</section>")[0] ?? "";
    for (const part of [
      "image creation",
      'class="map"',
      "headers, names and padding",
      "Stages of the cell",
      "Versions and digests",
      `consoles/${plan.id}-reflink.log`,
      outcome.evidence?.archives[0]?.digest ?? "a digest",
    ])
      assert.ok(section.includes(part), `${plan.id}: ${part}`);
  }
});

test("classes cover every byte of every member once", () => {
  for (const { outcome } of mixedRun().cells) {
    const members = outcome.evidence?.sharing.members ?? [];
    const description = classSums(members).reduce((sum, { bytes }) => sum + bytes, 0);
    assert.equal(
      description,
      members.reduce((sum, { size }) => sum + size, 0),
    );
  }
});

test("the map shows what could be shared and is not, however small it is", () => {
  const map = extentsMap({
    size: 4e9,
    blockSize: 4096,
    shareable: 4096,
    shared: 0,
    fiemap: { total: 4e9, shared: 0, exclusive: 4e9, extents: 1 },
    members: [
      {
        name: "lost",
        size: 4096,
        dataOffset: 8192,
        original: "identical",
        shareable: 4096,
        shared: 0,
        ranges: [{ offset: 0, length: 4096, reason: "not-shared" }],
      },
      {
        name: "small",
        size: 40,
        dataOffset: 90_000,
        original: "none",
        shareable: 0,
        shared: 0,
        ranges: [{ offset: 0, length: 40, reason: "no-original" }],
      },
    ],
  }).markup;
  assert.match(
    map,
    /<title>lost at 8192: not-shared 4096 bytes<\/title><rect class="not-shared" x="0\.0" y="0" width="1\.5"/,
  );
  assert.equal(map.includes("small"), false);
});

test("a spread says its unit once, and one figure where both are the same", () => {
  const format = (value: number) => `${value.toFixed(1)} MB`;
  assert.equal(
    spread([2.51, 2.49, 20], format),
    "2.5 to 20.0\u00a0MB".replace("to 20", "to\u00a020").replace("2.5 ", "2.5\u00a0"),
  );
  assert.equal(spread([2.51, 2.49], format), "2.5\u00a0MB");
});

test("a large run's cells have pages of their own, which the grid leads to and which lead back", () => {
  const run = wideRun(60);
  const pages = new Map([...cellPages(run)].map(({ path, text }) => [path, text]));
  const main = reportHtml(run, digest);
  const links = new Set(
    [...main.matchAll(/ href="(cells\/[^"]+)"/g)].map(([, link]) => decodeURIComponent(link ?? "")),
  );
  assert.deepEqual([...pages.keys()].sort(), [...links].sort());
  assert.equal(pages.size, 60);
  assert.ok(main.length < 300_000, `${main.length} characters`);
  const [cell] = run.cells;
  assert.match(
    pages.get(`cells/${cell?.plan.id}.html`) ?? "",
    /href="\.\.\/report\.html#grid"[\s\S]*href="\.\.\/logs\//,
  );
  assert.deepEqual([...cellPages(goodRun())], []);
});

test("a cell whose name comes from elsewhere gets no page outside of the report's directory", () => {
  const run = wideRun(51);
  const cells = run.cells.map(({ plan, outcome }) => ({ plan: { ...plan, id: "../../etc/x?y#z" }, outcome }));
  for (const { path } of cellPages({ ...run, cells })) assert.equal(path, "cells/..%2F..%2Fetc%2Fx%3Fy%23z.html");
  assert.match(reportHtml({ ...run, cells }, digest), /href="cells\/\.\.%252F\.\.%252Fetc%252Fx%253Fy%2523z\.html"/);
});

test("combinations that were left out are listed with their reason, next to skipped cells", () => {
  const omitted = [{ reason: "ext4 cannot share blocks", count: 30, examples: ["ext4-6.12-guest"] }];
  const text = reportHtml({ ...mixedRun(), omitted }, digest);
  assert.match(
    text,
    /30 combinations were left out: ext4 cannot share blocks <span class="soft">\(ext4-6\.12-guest, …\)/,
  );
  assert.match(text, /1 cell was skipped: this kernel cannot mount XFS/);
});

test("each trouble and each cell says how it is repeated", () => {
  const otherBoots =
    "node dist/cli.js run --file-systems btrfs --kernels 6.12 --compare &#39;gzip zstd&#39; --controls none --report-dir cowpio-again";
  const description =
    page.replace(/<\/?span[^>]*>/g, "").split(`Again, in a clone of cowpio: <code>${otherBoots}</code>`).length - 1;
  assert.equal(description, 2);
});

test("there is something to choose by, with counts, only where cells differ", () => {
  assert.match(page, /<select name="status">.*<option value="PASS">PASS \(3\)<\/option>/);
  assert.match(page, /<select name="kernel"><option value="">all<\/option><option value="6\.1">6\.1 \(2\)/);
  assert.doesNotMatch(page, /<select name="writer">/);
});

test("a run in which nothing is shared, as a shard of controls, has its page as well", () => {
  const cells = goodRun().cells.filter(({ plan }) => plan.expected.sharing === "copied");
  assert.ok(cells.length > 1);
  assert.match(reportHtml({ ...goodRun(), cells }, "sha256:0"), /Shared against exclusive bytes/);
});
