import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { digestFile, digestTree } from "../../lib/digest.ts";
import { digestingFile, lookUp, openCache, record, verified } from "./cache.ts";

const folder = mkdtempSync(join(tmpdir(), "cowpio-cache-"));
after(() => rmSync(folder, { recursive: true }));
const entry = (version: string) => ({
  digest: "sha256:00" as const,
  content: "sha256:00" as const,
  version,
  origin: "test",
});

test("runs at once lose nothing of what each records", async () => {
  const requested = Array.from({ length: 20 }, (_, index) => `kernel-${index}`);
  await Promise.all(
    requested.map(async (name) => {
      await using cache = await openCache(folder, `run of ${name}`);
      await record(cache, name, entry(name));
    }),
  );
  await using cache = await openCache(folder, "reader");
  for (const name of requested) assert.deepEqual(await lookUp(cache, name), entry(name));
  assert.equal(await lookUp(cache, "kernel-none"), undefined);
});

test("the last to record an entry is the one that is found", async () => {
  await using cache = await openCache(folder, "run");
  for (const version of ["1", "2"]) await record(cache, "distro-trixie", entry(version));
  assert.deepEqual(await lookUp(cache, "distro-trixie"), entry("2"));
});

test("an entry that is damaged is reported by its path", async () => {
  await using cache = await openCache(folder, "run");
  await record(cache, "kernel-6.12", entry("6.12"));
  writeFileSync(`${folder}/index/kernel-6.12.json`, "{");
  await assert.rejects(lookUp(cache, "kernel-6.12"), /index\/kernel-6\.12\.json is damaged; remove it/);
});

test("an entry whose digest would lead out of the cache is damaged", async () => {
  await using cache = await openCache(folder, "run");
  for (const digest of ["sha256:../../../etc", "sha256:", "md5:00", "sha256:00/../.."] as const) {
    await record(cache, "kernel-6.1", { ...entry("6.1"), digest: digest as "sha256:00" });
    await assert.rejects(lookUp(cache, "kernel-6.1"), /index\/kernel-6\.1\.json is damaged; remove it/);
  }
});

test("a file that cannot be written whole has no digest", async () => {
  for (const size of [10, 1 << 20]) {
    const file = digestingFile("/dev/full");
    file.write(Buffer.alloc(size));
    await assert.rejects(file.close(), { code: "ENOSPC" });
  }
});

test("a changed cache entry is reported, moved away and staged again", async () => {
  const tree = `${folder}/kernels/00`;
  const tar = `${folder}/distros/00.tar`;
  mkdirSync(`${tree}/boot`, { recursive: true });
  mkdirSync(`${folder}/distros`);
  writeFileSync(`${tree}/boot/vmlinuz-1`, "kernel");
  writeFileSync(tar, "root");
  await using cache = await openCache(folder, "run");
  for (const [requested, path, content] of [
    ["kernel-1", tree, await digestTree(tree)],
    ["distro-1", tar, await digestFile(tar)],
  ] as const) {
    const description: string[] = [];
    const look = () => verified(cache, requested, { pathOf: () => path, log: (text) => description.push(text) });
    await record(cache, requested, { ...entry("1"), content });
    assert.deepEqual(await look(), { ...entry("1"), content });
    writeFileSync(path === tar ? tar : `${tree}/boot/vmlinuz-1`, "tampered with");
    assert.equal(await look(), undefined);
    assert.deepEqual(description, [
      `the cache's ${requested} does not match its recorded digest (${path}): staging it again`,
    ]);
    assert.equal(existsSync(path), false);
    assert.equal(await look(), undefined, "what is not there is staged without a word");
    assert.equal(description.length, 1);
  }
});
