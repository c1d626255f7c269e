import assert from "node:assert/strict";
import { test } from "node:test";
import type { Engine } from "../engine/engine.ts";
import { assertDistroSource, copyOfRoot, stageDistro } from "./distros.ts";
import type { Provisioner } from "./kernels.ts";

test("an invalid distro is reported and reaches neither cache nor engine", async () => {
  for (const requested of ["trixy", "--customize-hook=id", "image:", ""])
    await assert.rejects(stageDistro({ requested, toBuild: false }, {} as Provisioner), {
      name: "UserError",
      message: new RegExp(`^unknown distro "${requested}".* Use bookworm, trixie, sid, builtin, release:SUITE`),
    });
});

const cache = { folder: "/no/such", scratch: "/no/such/tmp/x" };
const of = (requested: string) => ({ requested, toBuild: false });

test("distros that need an engine are refused without one, by what to use instead", async () => {
  for (const requested of ["image:ghcr.io/a/b:latest", "release:trixie", "trixie"])
    await assert.rejects(assertDistroSource(of(requested), { engine: undefined, cache }), {
      name: "UserError",
      message: `distro ${requested}: this needs a container engine, and the run has none (engine: none). Use distros: builtin or the path of a root file system's tar archive`,
    });
  await assertDistroSource(of("builtin"), { engine: undefined, cache });
});

test("a copy of this container's root is refused where an engine runs the cells", async () => {
  const engine = {} as Engine;
  await assert.rejects(assertDistroSource(of("builtin"), { engine, cache }), /^UserError: distro builtin: only a run/);
  for (const requested of ["image:a/b", "trixie"]) await assertDistroSource(of(requested), { engine, cache });
});

test("a copy of the root leaves out other file systems, people's files, and the run's own folders", () => {
  const args = copyOfRoot("/cache/root.tar", ["/__w/dracut", "/", "/root/.cache/cowpio"]);
  assert.ok(args.includes("--one-file-system"));
  const left = args.filter((arg) => arg.startsWith("--exclude=")).map((arg) => arg.slice("--exclude=.".length));
  for (const path of ["/root/*", "/home/*", "/tmp/*", "/__w/dracut", "/root/.cache/cowpio"])
    assert.ok(left.includes(path), path);
  assert.ok(!left.includes("/") && !left.includes("/*"));
});
