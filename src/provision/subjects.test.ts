import assert from "node:assert/strict";
import { test } from "node:test";
import type { Provisioner } from "./kernels.ts";
import { stageSubject } from "./subjects.ts";

test("what is no subject is told, and reaches neither cache nor engine", async () => {
  for (const asked of ["trixy", "--customize-hook=id", "image:", ""])
    await assert.rejects(stageSubject({ asked, toBuild: false }, {} as Provisioner), {
      name: "UserError",
      message: new RegExp(`^unknown subject "${asked}".*; there are bookworm, trixie, sid, release:SUITE`),
    });
});
