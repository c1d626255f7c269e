/** A cover of pairs, every value of every axis, and every fault that can be planted: the sample of the long matrix that each CI run takes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runAtOnce } from "../scripts/side-by-side.ts";
import { cloners, loaders, optionSetNames, profileNames, writerNames } from "../src/domain/axes.ts";
import { connectEngine } from "../src/provision/engine.ts";
import type { ReportCell } from "../src/report/report-shape.ts";
import { leftBehind } from "./runner.ts";
import { include, rest, withoutProgram } from "./sample.ts";
import { scratch } from "./scratch.ts";

const engine = await connectEngine().catch((error: Error) => error.message);
const skip = typeof engine === "string" && engine;

const sample = {
  "file-systems": "btrfs-subvolume xfs-rmapbt",
  kernels: "5.10 sid",
  subjects: "bookworm sid",
  writers: "cowpio gnu-cpio 3cpio",
  loaders: "direct grub",
  cloners: "host guest",
  cover: "pairs",
  include,
  allow: "skip",
  compare: "none",
  controls: "all",
};

test("every two values of two axes, and every value there is, meet in a cell that passes, and every planted fault is caught", {
  skip,
}, () => {
  using folder = scratch();
  const report = `${folder.path}/report`;
  const asked = Object.entries({ ...sample, "report-dir": report, "cache-dir": "build/cache" });
  const ran = spawnSync(
    process.execPath,
    ["dist/cli.js", "run", ...asked.flatMap(([name, value]) => [`--${name}`, value])],
    { encoding: "utf8", maxBuffer: 1 << 26 },
  );
  const told = ran.stdout.split("\n").filter((line) => / after |^verdict/.test(line));
  console.log(told.join("\n"));
  assert.equal(ran.status, 0, ran.stderr);
  const { cells } = JSON.parse(readFileSync(`${report}/report.json`, "utf8")) as { cells: ReportCell[] };
  const reasons = Object.fromEntries(
    cells.filter(({ status }) => status !== "PASS").map(({ id, status, reason }) => [id, `${status}: ${reason}`]),
  );
  assert.deepEqual(
    reasons,
    Object.fromEntries(
      Object.entries(withoutProgram).map(([id, writer]) => [
        id,
        `SKIP: stage: writer ${writer}: subject trixie has no ${writer}`,
      ]),
    ),
  );
  const sharing = Object.fromEntries(cells.map(({ id, sharing }) => [id, sharing?.verdict.kind]));
  for (const [id, { sharing: kind }] of Object.entries(rest)) assert.equal(sharing[id], kind, id);
  for (const [axis, values] of Object.entries({
    ...{ fileSystem: profileNames, writer: writerNames, options: optionSetNames },
    ...{ loader: loaders, cloner: cloners },
  })) {
    const met = new Set(cells.map((cell) => cell[axis as keyof ReportCell]));
    assert.deepEqual(
      values.filter((value) => !met.has(value)),
      [],
      `of ${axis}, values that no cell has`,
    );
  }
  assert.equal(cells.filter(({ id }) => id.startsWith("control-")).length, 13);
  assert.deepEqual(leftBehind(), []);
});

test("two runs at once, each of which boots its archive three times, pass, say the same and leave nothing", {
  skip,
}, async () => {
  using folder = scratch();
  const asked = { "file-systems": "btrfs", kernels: "6.12", boots: "3", retries: "0" };
  const [one, other] = await runAtOnce([asked, asked], { folder: folder.path, cache: "build/cache", say: console.log });
  for (const run of [one, other]) {
    const [cell] = run?.cells ?? [];
    assert.deepEqual([run?.status, cell?.outcome.status], [0, "PASS"], cell?.outcome.reason);
    const [archive] = cell?.outcome.evidence?.archives ?? [];
    const boots = [archive?.boot, ...(archive?.again ?? [])].map((boot) => boot?.kind);
    assert.deepEqual(boots, ["booted", "booted", "booted"]);
  }
  assert.equal(one?.report, other?.report);
  assert.deepEqual(leftBehind(), []);
});
