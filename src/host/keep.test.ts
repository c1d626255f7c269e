import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import type { CellOutcome } from "../model/outcome.ts";
import { keeping } from "./keep.ts";

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
