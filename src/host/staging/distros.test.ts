import assert from "node:assert/strict";
import { test } from "node:test";
import { stageDistro } from "./distros.ts";
import type { Provisioner } from "./kernels.ts";

test("what is no distro is told, and reaches neither cache nor engine", async () => {
  for (const asked of ["trixy", "--customize-hook=id", "image:", ""])
    await assert.rejects(stageDistro({ asked, toBuild: false }, {} as Provisioner), {
      name: "UserError",
      message: new RegExp(`^unknown distro "${asked}".* Use bookworm, trixie, sid, release:SUITE`),
    });
});
