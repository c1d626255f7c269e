import assert from "node:assert/strict";
import { test } from "node:test";
import { extentTotals, usedMetadata, writerReportOf } from "./figures.ts";

test("FIEMAP's total is split by the SHARED flag", () => {
  const extents = [
    { length: 8192, flags: ["shared"] },
    { length: 4096, flags: ["last"] },
  ];
  assert.deepEqual(extentTotals(extents), { total: 12288, shared: 8192, exclusive: 4096, extents: 2 });
});

test("duplicated metadata of Btrfs counts twice", () => {
  const df = (profile: string) =>
    `Data, single: total=8388608, used=1048576\nSystem, DUP: total=8388608, used=16384\nMetadata, ${profile}: total=268435456, used=147456\n`;
  assert.equal(usedMetadata(df("DUP")), 294912);
  assert.equal(usedMetadata(df("single")), 147456);
  assert.throws(() => usedMetadata("nonsense"), /no line of metadata/);
});

test("a writer's report has its calls, and members that were copied for a reason, by name", () => {
  const lines = [
    '{"writer":{"program":"/usr/bin/dracut-cpio","executable":"/usr/bin/cowpio","version":"0.1.0","arguments":["out"]}}',
    '{"name":"b","cloned":0,"copied":9,"reason":"smaller than a block"}',
    '{"name":"a","cloned":4096,"copied":0}',
    "",
  ].join("\n");
  assert.deepEqual(writerReportOf(lines), {
    calls: [{ program: "/usr/bin/dracut-cpio", version: "0.1.0" }],
    reasons: [{ name: "b", reason: "smaller than a block" }],
  });
});
