/** A pairwise cover of every axis, and every fault that can be planted: the sample of the long matrix that each CI run takes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { connectEngine } from "../src/provision/engine.ts";
import { leftBehind } from "./runner.ts";
import { scratch } from "./scratch.ts";

const engine = await connectEngine().catch((error: Error) => error.message);
const skip = typeof engine === "string" && engine;

const sample = {
  "file-systems": "btrfs-subvolume xfs",
  kernels: "5.10 sid",
  subjects: "bookworm sid",
  writers: "cowpio gnu-cpio 3cpio",
  loaders: "direct grub",
  cloners: "host guest",
  cover: "pairs",
  compare: "none",
  controls: "all",
};

test("every two values of two axes meet in a cell that passes, and every planted fault is caught", { skip }, () => {
  using folder = scratch();
  const report = `${folder.path}/report`;
  const asked = Object.entries({ ...sample, "report-dir": report, "cache-dir": "build/cache" });
  const ran = spawnSync(
    process.execPath,
    ["dist/cli.js", "run", ...asked.flatMap(([name, value]) => [`--${name}`, value])],
    { encoding: "utf8", maxBuffer: 1 << 26 },
  );
  const told = ran.stdout.split("\n").filter((line) => / after |^verdict/.test(line));
  assert.equal(ran.status, 0, `${told.join("\n")}\n${ran.stderr}`);
  const { cells } = JSON.parse(readFileSync(`${report}/report.json`, "utf8")) as {
    cells: { id: string; status: string; plant: string }[];
  };
  assert.deepEqual(
    cells.filter(({ status }) => status !== "PASS"),
    [],
    told.join("\n"),
  );
  assert.equal(cells.filter(({ id }) => id.startsWith("control-")).length, 13);
  assert.deepEqual(leftBehind(), []);
});
