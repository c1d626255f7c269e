/** A sample of the long matrix, and every fault that can be injected. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { connectEngine } from "../../src/host/engine/engine.ts";
import { bootloaders, cloneKernels, writerNames } from "../../src/model/axes.ts";
import { profileNames } from "../../src/model/file-systems.ts";
import { optionSetNames } from "../../src/model/generators.ts";
import { controlNames, controlPrefix } from "../../src/plan/cells.ts";
import type { ReportCell } from "../../src/report/json.ts";
import { leftBehind } from "../support/runner.ts";
import { include, pairsIn, sample } from "../support/sample.ts";
import { scratch } from "../support/scratch.ts";

const engine = await connectEngine().catch((error: Error) => error.message);
const skip = typeof engine === "string" && engine;

test("in the sample every value of every axis is tried, and every two that go together meet", () => {
  const tried = new Set(sample.flat());
  const values = [...profileNames, ...writerNames, ...optionSetNames, ...bootloaders, ...cloneKernels];
  // The control.
  assert.deepEqual(
    values.filter((value) => !tried.has(value)),
    ["ext4"],
  );
  const every = [
    ["btrfs", "xfs"],
    ["kernel 5.10", "kernel sid"],
    ["distro bookworm", "distro sid"],
    ["shares", "copies"],
    ["direct", "grub"],
    ["host", "guest"],
  ];
  const wanted = every.flatMap((some, at) =>
    every.slice(at + 1).flatMap((others) => some.flatMap((one) => others.map((other) => `${one} and ${other}`))),
  );
  // Guests write with cowpio alone.
  assert.deepEqual(
    wanted.filter((pair) => !pairsIn(sample).has(pair)),
    ["copies and guest"],
  );
});

/** Every control but those of the set `few`, which the matrix suite runs. */
const elsewhere = ["few", "all", "none", "ext4", "unaligned", "no-init"];
const controls = controlNames.filter((name) => !elsewhere.includes(name));

test("each cell of the sample comes out as it must, and every injected fault is caught", { skip }, (t) => {
  using folder = scratch();
  const report = `${folder.path}/report`;
  const [, fileSystem = "", kernel = "", distro = "", writer = "", options = "", bootloader = ""] = sample[0] ?? [];
  const requested = Object.entries({
    "file-systems": fileSystem,
    kernels: kernel,
    distros: distro,
    writers: writer,
    "dracut-options": options,
    bootloaders: bootloader,
    include,
    allow: "skip",
    compare: "none",
    controls: controls.join(" "),
    "report-dir": report,
    "cache-dir": "build/cache",
  });
  const ran = spawnSync(
    process.execPath,
    ["dist/cli.js", "run", ...requested.flatMap(([name, value]) => [`--${name}`, value])],
    { encoding: "utf8", maxBuffer: 1 << 26 },
  );
  console.log(
    ran.stdout
      .split("\n")
      .filter((line) => / after |^verdict/.test(line))
      .join("\n"),
  );
  assert.ok(ran.status === 0 || ran.status === 1, ran.stderr);
  const { cells } = JSON.parse(readFileSync(`${report}/report.json`, "utf8")) as { cells: ReportCell[] };
  const reasons = (...wanted: readonly string[]) =>
    cells.filter(({ status }) => wanted.includes(status)).map(({ id, reason }) => `${id}: ${reason}`);
  assert.deepEqual(reasons("FAIL", "ERROR"), []);
  const [planted = [], others = []] = [true, false].map((wanted) =>
    cells.filter(({ id }) => id.startsWith(controlPrefix) === wanted),
  );
  assert.equal(planted.length, controls.length);
  const axesOf = (cell: ReportCell) => [
    ...[cell.fileSystem, cell.kernel.name, cell.distro.name, cell.writer, cell.dracutOptions],
    ...[cell.bootloader, cell.cloneKernel],
  ];
  const unknown = new Set(others.filter(({ status }) => status === "INCONCLUSIVE").map((cell) => `${axesOf(cell)}`));
  const came = others
    .filter((cell) => !unknown.has(`${axesOf(cell)}`))
    .map((cell) => [cell.status === "PASS" ? cell.sharing?.verdict.kind : cell.status, ...axesOf(cell)]);
  assert.deepEqual(came.sort(), sample.filter(([, ...values]) => !unknown.has(`${values}`)).sort());
  const skipped = others.filter(({ status, writer }) => status === "SKIP" && writer !== "cowpio");
  for (const { writer, reason } of skipped)
    assert.equal(reason, `stage: writer ${writer}: distro trixie has no ${writer}`);
  assert.deepEqual(leftBehind(), []);
  // A machine that starves its guests proves nothing about the product. Everything else was judged above.
  if (reasons("INCONCLUSIVE").length > 0)
    t.skip(`this machine left cells inconclusive: ${reasons("INCONCLUSIVE").join("; ")}`);
  else assert.equal(ran.status, 0, ran.stderr);
});
