import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { watchStorage } from "./storage.ts";

const skip = process.getuid?.() === 0 ? false : "mounting a tmpfs takes root";

function small(): { readonly path: string } & Disposable {
  const path = mkdtempSync(`${tmpdir()}/cowpio-storage-`);
  spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", path]);
  return {
    path,
    [Symbol.dispose]: () => {
      spawnSync("umount", [path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

test("a file system that was full for a second is reported after it has space again", { skip }, async () => {
  using folder = small();
  using storage = watchStorage({ [folder.path]: "the small one is full", "/nowhere": "nothing" });
  assert.equal(await storage.full(), undefined);
  writeFileSync(`${folder.path}/large`, Buffer.alloc(3.5 * 2 ** 20));
  await wait(1000);
  rmSync(`${folder.path}/large`);
  assert.equal(await storage.full(), "the small one is full");
});

test("a file system that has space and accepts no block is reported by its error code", { skip }, async () => {
  using folder = small();
  spawnSync("mount", ["-o", "remount,ro", folder.path]);
  const storage = { [folder.path]: "the small one is full" };
  using both = watchStorage(storage);
  assert.match((await both.full()) ?? "", /a disk fails/);
  using watchedOnly = watchStorage(storage, []);
  assert.equal(await watchedOnly.full(), undefined);
});
