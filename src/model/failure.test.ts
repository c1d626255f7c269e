import assert from "node:assert/strict";
import { test } from "node:test";
import { StageFailure, wrapStageErrors } from "./failure.ts";

const withCode = (code: string) => Object.assign(new Error("it did not work"), { code });

test("full storage is inconclusive by its error code or the C library's words, in any case", async () => {
  for (const cause of [
    withCode("ENOSPC"),
    withCode("EDQUOT"),
    withCode("EIO"),
    new Error("copyfile: ENOSPC: no space left on device, copyfile 'a' -> 'b'"),
    new Error("cp: write: No space left on device"),
    new Error("tar: Disk quota exceeded"),
    new Error("sync: error syncing '/cell/root': Input/output error"),
    new Error("dracut", { cause: withCode("ENOSPC") }),
    "exit status 1: input/output error",
  ])
    await assert.rejects(
      wrapStageErrors("boot", "an archive", () => Promise.reject(cause), "FAIL"),
      (error: StageFailure) => error.blame === "INCONCLUSIVE" && /full|used up/.test(error.message),
    );
});

test("another error keeps its blame", () => {
  assert.equal(new StageFailure("boot", "an archive", withCode("EACCES")).blame, "ERROR");
  assert.equal(new StageFailure("archive", "dracut", "exit status 1", "FAIL").blame, "FAIL");
  assert.equal(new StageFailure("stage", "kernel 6.12", withCode("ENOSPC"), "SKIP").blame, "SKIP");
});
