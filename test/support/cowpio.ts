/** The executable, called as people call it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { run } from "./scratch.ts";

export const cowpio = resolve("build/cowpio");

export type Call = { readonly cwd?: string; readonly input?: string | Buffer; readonly env?: Record<string, string> };
export const call = (program: string, args: readonly string[], { cwd, input = "", env = {} }: Call = {}) => {
  const { status, stdout, stderr, signal } = spawnSync(program, args, { cwd, input, env: { ...process.env, ...env } });
  return { status, signal, out: stdout?.toString() ?? "", err: stderr?.toString() ?? "" };
};

/** diff, and the device node apart: diff 3.8 calls two of the same numbers different, once in ten times. */
export function assertSameTree(one: string, other: string): void {
  run("diff", "-r", "--no-dereference", "--exclude=console", one, other);
  if (process.getuid?.() === 0) assert.equal(nodeAt(`${other}/console`), nodeAt(`${one}/console`));
}

export const nodeAt = (path: string) => run("stat", "--format=%F %a %t:%T", path);

export function tree(path: string): string {
  mkdirSync(`${path}/usr/bin`, { recursive: true });
  writeFileSync(`${path}/usr/bin/large`, Buffer.alloc(20_000, "l"));
  writeFileSync(`${path}/init`, "#!/bin/sh\n", { mode: 0o755 });
  symlinkSync("usr/bin", `${path}/bin`);
  if (process.getuid?.() === 0) run("mknod", `${path}/console`, "c", "5", "1");
  return run("sh", "-c", `cd "${path}" && find . -print0 | sort -z`);
}

/** The same bytes every time, with enough repetition for a compressor to do something. */
export function content(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += 64) {
    const line = createHash("sha256")
      .update(`${seed}:${at >> 7}`)
      .digest();
    line.copy(bytes, at);
    line.copy(bytes, at + 32);
  }
  return bytes;
}
