import assert from "node:assert/strict";
import { test } from "node:test";
import { stageDistro } from "./distros.ts";
import type { Provisioner } from "./kernels.ts";

test("an invalid distro is reported and reaches neither cache nor engine", async () => {
  for (const requested of ["trixy", "--customize-hook=id", "image:", ""])
    await assert.rejects(stageDistro({ requested, toBuild: false }, {} as Provisioner), {
      name: "UserError",
      message: new RegExp(`^unknown distro "${requested}".* Use bookworm, trixie, sid, release:SUITE`),
    });
});
