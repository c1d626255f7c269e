/** Temporary files, and what hostile archives take. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { list } from "../../native/index.js";
import { call, cowpio } from "../support/cowpio.ts";
import { scratch } from "../support/scratch.ts";

/** A header without data, of a name of at most 2 bytes. */
const member = (name: string, mode: string) =>
  `070701${[0, mode, 0, 0, 1, 0, 0, 0, 0, 0, 0, name.length + 1, 0].map((n) => `${n}`.padStart(8, "0")).join("")}${name}`.padEnd(
    112,
    "\0",
  );

test("a signal that ends the process leaves no temporary file where a file without a name cannot be named", {
  skip: process.getuid?.() !== 0 && "needs root, for a chroot without /proc",
}, async () => {
  using folder = scratch();
  copyFileSync(cowpio, `${folder.path}/cowpio`);
  mkdirSync(`${folder.path}/t`);
  writeFileSync(`${folder.path}/t/large`, "");
  truncateSync(`${folder.path}/t/large`, 2 ** 32 - 4096);
  mkdirSync(`${folder.path}/out`);
  const left = () => readdirSync(`${folder.path}/out`);
  const args = [folder.path, "/cowpio", "create", "--fill-holes", "--tree", "/t", "/out/archive"];
  for (const signal of ["SIGALRM", "SIGXCPU", "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGPROF", "SIGTERM"] as const) {
    const child = spawn("chroot", args, { stdio: "ignore" });
    const ended = once(child, "exit");
    for (let tries = 0; left().length === 0 && tries < 1000; tries++) await delay(5);
    assert.equal(left().length, 1, "the temporary file was never there");
    child.kill(signal);
    assert.equal((await ended)[1], signal);
    assert.deepEqual(left(), [], signal);
  }
});

test("60 KB of a compressed archive take no more than 64 MB, nor more members than the addon can hold", async () => {
  using folder = scratch();
  const bomb = `${folder.path}/bomb`;
  const within64MB = (args: readonly string[]) =>
    call("sh", ["-c", 'ulimit -v 65536 && exec "$0" "$@"', cowpio, ...args]);
  for (const bytes of [Buffer.alloc(60 << 20), Buffer.from(member("d", "000041ED").repeat(400_000))]) {
    writeFileSync(bomb, gzipSync(bytes, { level: 9 }));
    assert.ok(readFileSync(bomb).length < 200_000);
    for (const command of ["list", "verify"]) {
      const { signal, status } = within64MB([command, bomb]);
      assert.ok(signal === null && (status === 0 || status === 1), `${command}: ${signal} ${status}`);
    }
  }
  await assert.rejects(list(bomb), /more than \d+ members/);
});
