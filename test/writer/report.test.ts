/** The writer's report, and what else is told of a call. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { version } from "../../native/index.js";
import { call, cowpio } from "../support/cowpio.ts";
import { run, scratch } from "../support/scratch.ts";

test("the writer's report has a line for the call and one for each member and one for the sums; COWPIO_REPORT names its file", () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/small`, "s");
  writeFileSync(`${folder.path}/large`, Buffer.alloc(9000));
  const env = { COWPIO_REPORT: `${folder.path}/report` };
  call(cowpio, ["create", "--data-align", "4", `${folder.path}/a`], { cwd: folder.path, input: "small\nlarge\n", env });
  const lines = readFileSync(`${folder.path}/report`, "utf8").trim().split("\n");
  assert.deepEqual(
    lines.slice(1, -1).map((line) => JSON.parse(line)),
    [
      { name: "small", size: 1, dataOffset: 116, cloneable: 0, cloned: 0, copied: 1, reason: "smaller than a block" },
      { name: "large", size: 9000, dataOffset: 236, cloneable: 8192, cloned: 0, copied: 9000, reason: "unaligned" },
    ],
  );
  const { result } = JSON.parse(lines.at(-1) ?? "") as { result: Record<string, unknown> };
  assert.deepEqual([result["entries"], result["copied"], result["lostAttributes"]], [2, 9001, 0]);
});

test("extents of a FIFO are refused, not waited for", () => {
  using folder = scratch();
  run("mkfifo", `${folder.path}/pipe`);
  assert.equal(call(cowpio, ["extents", `${folder.path}/pipe`]).status, 1);
});

test("each call of the writer leaves its line in the report, also one that fails", () => {
  using folder = scratch();
  const { path } = folder;
  writeFileSync(`${path}/f`, Buffer.alloc(9000));
  symlinkSync(cowpio, `${path}/dracut-cpio`);
  const calls = [
    { args: ["--mtime", "0", "out"], status: 0 },
    { args: ["--no-such-option", "out"], status: 2 },
    { args: ["--owner", "root", "out"], status: 2 },
    { args: [], status: 2 },
    { args: ["no-such-folder/out"], status: 1 },
    { args: ["--require-reflink", "out"], status: 3 },
  ];
  const env = { COWPIO_REPORT: `${path}/report` };
  for (const { args, status } of calls)
    assert.equal(call(`${path}/dracut-cpio`, args, { cwd: path, input: "f\n", env }).status, status);
  const lines = readFileSync(`${path}/report`, "utf8").trim().split("\n");
  const written = lines.map((line) => JSON.parse(line)).filter(({ writer }) => writer !== undefined);
  const program = { program: `${path}/dracut-cpio`, executable: realpathSync(cowpio), version };
  assert.deepEqual(
    written,
    calls.map(({ args }) => ({ writer: { ...program, arguments: args } })),
  );
});

test("a report that is the output is refused, and the output is left as it was", () => {
  using folder = scratch();
  const { path } = folder;
  writeFileSync(`${path}/f`, "x");
  writeFileSync(`${path}/there`, "before");
  symlinkSync("there", `${path}/link`);
  for (const [report, output] of [
    ["there", "there"],
    ["link", "there"],
    ["./new", "new"],
  ] as const) {
    const options = ["create", "--report", report, output];
    assert.equal(call(cowpio, options, { cwd: path, input: "f\n" }).status, 1);
  }
  const env = { COWPIO_REPORT: `${path}/there` };
  assert.equal(call(cowpio, ["create", "--bogus", "there"], { cwd: path, env }).status, 2);
  assert.equal(readFileSync(`${path}/there`, "utf8"), "before");
  assert.ok(!existsSync(`${path}/new`));
});
