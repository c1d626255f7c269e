import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import type { CellPlan } from "../model/cell.ts";
import type { CellEvent, CellOutcome } from "../model/outcome.ts";
import { eventOf, keeping, longest, runCellContainer } from "./cell-container.ts";
import type { CellRunner } from "./engine/runtime.ts";

test("a cell's line that is no event is a line of its log", () => {
  assert.deepEqual(eventOf('{"kind":"stage","stage":"boot","text":"x"}'), { kind: "stage", stage: "boot", text: "x" });
  for (const line of ["mount: warning", "{", "7", "null", "[]"])
    assert.deepEqual(eventOf(line), { kind: "log", text: `${line}\n` });
});

test("a cell's container has the time that all its archives and boots may take, and no more", () => {
  const plan = {
    compareWith: [],
    deadlines: { dracut: 600_000, boot: 240_000, stall: 120_000, clone: 60_000 },
    cloneKernel: "host",
  };
  const minutes = (over: object) => longest({ ...plan, ...over } as unknown as CellPlan) / 60_000;
  assert.equal(minutes({}), 5 + 10 + 4);
  assert.equal(minutes({ boots: 25 }), 5 + 10 + 25 * 4);
  assert.equal(minutes({ compareWith: ["gzip", "zstd"] }), 5 + 3 * (10 + 4));
  assert.equal(minutes({ cloneKernel: "guest", boots: 2 }), 5 + 10 + 2 * (4 + 1));
});

test("a line that would fill the host's memory is left out, and a cell whose outcome it was is inconclusive", async () => {
  const run: CellRunner["run"] = async (_, { onStdout }) => {
    const print = (text: string) => onStdout(Buffer.from(text));
    print('{"kind":"stage","stage":"boot","text":"before"}\n{"kind":"outcome","outcome":"');
    for (let mebibytes = 0; mebibytes < 70; mebibytes++) onStdout(Buffer.alloc(1 << 20, "x"));
    print('"}\n{"kind":"stage","stage":"boot","text":"after"}\n');
    return 0;
  };
  const plan = { id: "btrfs-6.12", compareWith: [], accelerator: "tcg", deadlines: { dracut: 1, boot: 1 } };
  const events: CellEvent[] = [];
  const { status, reason } = await runCellContainer(
    { run },
    plan as unknown as CellPlan,
    { distro: "/s", kernel: "/k", privileged: false },
    { onEvent: (event) => events.push(event), signal: new AbortController().signal },
  );
  assert.deepEqual(
    events.map((event) => "text" in event && event.text),
    ["before", "after"],
  );
  assert.deepEqual(
    [status, reason],
    ["INCONCLUSIVE", "the cell's container ended (status 0) without an outcome: it printed a line of more than 64 MiB"],
  );
});

const outcome: CellOutcome = { cell: "a", status: "FAIL", reason: "", stageTimes: {} };

test("the folder of a cell remains only if the cell kept its machine", async (context) => {
  const reportDir = mkdtempSync(`${tmpdir()}/cowpio-keep-`);
  context.after(() => rmSync(reportDir, { recursive: true }));
  const folder = `${reportDir}/kept/a`;
  const trying = (result: () => CellOutcome, keep: "none" | "failed" = "failed") =>
    keeping({ keep, reportDir }, "a", async (given) => {
      assert.equal(given, keep === "none" ? undefined : folder);
      if (given) {
        assert.deepEqual(readdirSync(given), []);
        writeFileSync(`${given}/vmlinuz`, "");
      }
      return result();
    });

  await trying(() => ({ ...outcome, kept: true }));
  assert.deepEqual(readdirSync(folder), ["vmlinuz"]);
  await trying(() => outcome);
  assert.equal(existsSync(folder), false);
  await assert.rejects(trying(() => assert.fail("interrupted")));
  assert.equal(existsSync(folder), false);
  await trying(() => outcome, "none");
});
