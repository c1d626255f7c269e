import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { resolveInRoot } from "./resolve-in-root.ts";

let root = "";
before(() => {
  root = mkdtempSync(`${tmpdir()}/cowpio-below-`);
  mkdirSync(`${root}/usr/lib`, { recursive: true });
  for (const [link, target] of [
    ["lib", "usr/lib"],
    ["absolute", "/usr/lib"],
    ["out", "/../../etc"],
    ["up", "../../../../../../etc"],
    ["usr/lib/host", "/opt/cowpio"],
    ["loop", "loop"],
  ] as const)
    symlinkSync(target, `${root}/${link}`);
});
after(() => rmSync(root, { recursive: true }));

for (const [path, location] of [
  ["/boot/initramfs.img", "/boot/initramfs.img"],
  ["lib/modules", "/usr/lib/modules"],
  ["/absolute/dracut", "/usr/lib/dracut"],
  ["out/shadow", "/etc/shadow"],
  ["up/shadow", "/etc/shadow"],
  ["usr/../../../etc", "/etc"],
  ["lib/host/cell.js", "/opt/cowpio/cell.js"],
] as const)
  test(`${path} of the distro is ${location}`, async () => {
    assert.equal(await resolveInRoot(root, path), `${root}${location}`);
  });

test("a loop of links is none of its places", async () => {
  await assert.rejects(resolveInRoot(root, "loop/x"), /too many levels of symbolic links/);
});
