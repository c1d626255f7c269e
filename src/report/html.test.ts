import assert from "node:assert/strict";
import { test } from "node:test";
import { classSums } from "./classes.ts";
import { spread } from "./figures.ts";
import { goodRun, hostileNames, mixedRun, withOutcomes } from "./fixture.ts";
import { reportHtml } from "./html.ts";
import { extentsMap } from "./map.ts";

const page = reportHtml(mixedRun());
const unescaped = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

/** Elements that HTML never closes. */
const endless = new Set(["meta", "br"]);

test("every element is closed where it should be", () => {
  for (const html of [page, reportHtml(goodRun()), reportHtml({ ...goodRun(), cells: [] })]) {
    const open: string[] = [];
    for (const [, end, name = "", alone] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*?(\/?)>/g))
      if (end) assert.equal(open.pop(), name);
      else if (!alone && !endless.has(name)) open.push(name);
    assert.deepEqual(open, []);
  }
});

test("each link leads to a section, or to a file beside the page", () => {
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const links = [...page.matchAll(/ href="([^"]+)"/g)].map(([, link]) => link ?? "");
  assert.ok(links.length > 20);
  for (const link of links)
    if (link.startsWith("#")) assert.ok(ids.has(decodeURIComponent(link.slice(1))), link);
    else assert.match(link, /^((logs|consoles)\/[\w.-]+\.log|(report|run)\.json)$/);
});

test("nothing that comes from elsewhere is markup, and nothing is loaded or run", () => {
  for (const [tag] of page.matchAll(/<[^>]+>/g))
    assert.doesNotMatch(tag, /^<(script|img|iframe|object|embed|link|form|base)\b| (on[a-z]+|src|style)=|javascript:/i);
  assert.doesNotMatch(page, /@import|url\(/);
  assert.doesNotMatch(page, /[\u001b\u202e\udc80-\udcff]/);
  assert.ok(unescaped(page).includes(hostileNames[0] as string));
  assert.ok(unescaped(page).includes("usr/lib/a|b `c` ::error::d \\u001b[31m \\u202etxt.exe \\udcff"));
  assert.match(page, /content="default-src 'none'; style-src 'unsafe-inline'"/);
});

test("a control that was not caught takes the trust from every PASS", () => {
  const caught = withOutcomes(goodRun(), {
    "control-ext4-6.12": (had) => ({
      ...had,
      status: "FAIL",
      stage: "verify",
      reason: "expected copied: it is shared",
    }),
  });
  assert.match(reportHtml(caught), /nothing that this run calls PASS is to be trusted/);
  assert.match(unescaped(reportHtml(caught)), /The proof called data shared that cannot be/);
  assert.doesNotMatch(reportHtml(caught), /cells prove/);
});

test("every cell with evidence has its table, map, classes, times and console", () => {
  for (const { plan, outcome } of goodRun().cells) {
    const [, rest = ""] = reportHtml(goodRun()).split(`<section id="${plan.id}"`);
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
    const told = classSums(members).reduce((sum, { bytes }) => sum + bytes, 0);
    assert.equal(
      told,
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
  const say = (value: number) => `${value.toFixed(1)} MB`;
  assert.equal(
    spread([2.51, 2.49, 20], say),
    "2.5 to 20.0\u00a0MB".replace("to 20", "to\u00a020").replace("2.5 ", "2.5\u00a0"),
  );
  assert.equal(spread([2.51, 2.49], say), "2.5\u00a0MB");
});
