import assert from "node:assert/strict";
import { test } from "node:test";
import { StageFailure, wrapStageErrors } from "./errors.ts";

const withCode = (code: string) => Object.assign(new Error("it did not work"), { code });

const failed = (work: () => Promise<never>, full?: string) =>
  wrapStageErrors("archive", "dracut", work, "FAIL", async () => full).then(
    () => assert.fail("it did not fail"),
    ({ blame, message }: StageFailure) => ({ blame, message }),
  );

test("full storage is inconclusive by its error code, or where it was seen, whatever a tool prints", async () => {
  for (const cause of [
    withCode("ENOSPC"),
    withCode("EDQUOT"),
    withCode("EIO"),
    withCode("EROFS"),
    new Error("dracut", { cause: withCode("ENOSPC") }),
  ]) {
    const { blame, message } = await failed(() => Promise.reject(cause));
    assert.equal(blame, "INCONCLUSIVE");
    assert.match(message, /full|used up/);
  }
  const tool = () => Promise.reject(new Error("cp: KEIN PLATZ AUF DEM GERÄT"));
  assert.equal((await failed(tool)).blame, "FAIL");
  assert.deepEqual(await failed(tool, "the cell's image is full"), {
    blame: "INCONCLUSIVE",
    message: "archive: the cell's image is full: free some space there. archive: dracut: cp: KEIN PLATZ AUF DEM GERÄT",
  });
  // A tool's words are no fact.
  assert.equal((await failed(() => Promise.reject(new Error("no space left on device")))).blame, "FAIL");
});

test("another error keeps its blame", async () => {
  assert.equal(new StageFailure("boot", "an archive", withCode("EACCES")).blame, "ERROR");
  assert.equal(new StageFailure("archive", "dracut", "exit status 1", "FAIL").blame, "FAIL");
  const skipped = new StageFailure("stage", "kernel 6.12", withCode("ENOSPC"), "SKIP");
  assert.equal((await failed(() => Promise.reject(skipped), "the cell's image is full")).blame, "SKIP");
});
