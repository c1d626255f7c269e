/** Work of the addon: aborts, progress, errors, worker threads. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { create, extract, list } from "../../native/index.js";
import { scratch } from "../support/scratch.ts";

test("an abort rejects with AbortError and leaves what was there", async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/big`, Buffer.alloc(8 << 20, 1));
  writeFileSync(`${folder.path}/out`, "before");
  const abort = new AbortController();
  const names = Array.from({ length: 500 }, () => "big");
  const work = create({
    directory: folder.path,
    names,
    output: `${folder.path}/out`,
    truncateExisting: true,
    signal: abort.signal,
    onProgress: () => abort.abort(),
  });
  await assert.rejects(work, { name: "AbortError" });
  assert.equal(readFileSync(`${folder.path}/out`, "utf8"), "before");
});

test("progress ends with all done", async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/a`, "x");
  const seen: { done: number; total: number }[] = [];
  await create({
    directory: folder.path,
    names: ["a"],
    output: `${folder.path}/out`,
    onProgress: (progress) => seen.push(progress),
  });
  await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(seen.at(-1), { done: 1, total: 1 });
});

test("an error of the system keeps its number, call and path", async () => {
  await assert.rejects(list("/no/such/archive"), {
    code: "ENOENT",
    errno: 2,
    syscall: "open",
    path: "/no/such/archive",
  });
  using folder = scratch();
  writeFileSync(
    `${folder.path}/x`,
    "garbage that is not an archive, long enough to hold a header of 110 bytes ".repeat(3),
  );
  await assert.rejects(
    extract(`${folder.path}/x`, folder.path),
    (error: NodeJS.ErrnoException) => error.errno === undefined && /no newc header/.test(error.message),
  );
  rmSync(`${folder.path}/x`);
});

test("an abort ends the unpacking of a stream", async () => {
  using folder = scratch();
  // bzip2 takes seconds for bytes without a pattern.
  const packed = execFileSync("bzip2", ["--stdout"], { input: randomBytes(20 << 20), maxBuffer: 1 << 26 });
  writeFileSync(`${folder.path}/a.bz2`, packed);
  await assert.rejects(list(`${folder.path}/a.bz2`, { signal: AbortSignal.timeout(20) }), { name: "AbortError" });
});

test("an error of onProgress ends the work and rejects the promise", async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/big`, Buffer.alloc(8 << 20, 1));
  const work = create({
    directory: folder.path,
    names: Array.from({ length: 500 }, () => "big"),
    output: `${folder.path}/out`,
    onProgress: () => {
      throw new RangeError("from the caller");
    },
  });
  await assert.rejects(work, { name: "RangeError", message: "from the caller" });
  assert.deepEqual(readdirSync(folder.path), ["big"]);
});

test("a signal keeps no listener of work that is done", async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/a`, "x");
  const { signal } = new AbortController();
  const listeners = new Set<unknown>();
  signal.addEventListener = ((_: string, listener: unknown) => listeners.add(listener)) as never;
  signal.removeEventListener = ((_: string, listener: unknown) => listeners.delete(listener)) as never;
  await create({ directory: folder.path, names: ["a"], output: `${folder.path}/out`, signal });
  assert.equal(listeners.size, 0);
});

test("a worker thread that is ended in the middle of the work takes nothing with it", async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/big`, Buffer.alloc(8 << 20, 1));
  const worker = new Worker(
    `const { parentPort } = require("node:worker_threads");
     import(${JSON.stringify(resolve("native/index.js"))}).then(({ create }) => {
       create({ directory: ${JSON.stringify(folder.path)}, names: Array(300).fill("big"), output: ${JSON.stringify(`${folder.path}/out`)}, onProgress() {} });
       parentPort.postMessage("started");
     });`,
    { eval: true },
  );
  await new Promise((started) => worker.once("message", started));
  await new Promise((soon) => setTimeout(soon, 100));
  await worker.terminate();
  assert.ok(!readdirSync(folder.path).some((name) => name.includes("cowpio")));
});
