import { accessSync, constants, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserError } from "../model/failure.ts";

/**
 * Makes a folder and tries to write to it, before hours are spent on what is to lie there. Throws a `UserError` that begins
 * with `what` asked for it. Folder by folder: mkdir with `recursive` goes round for ever below /proc (Node 20 to 24).
 */
export function makeWritable(folder: string, what: string): void {
  const path = resolve(folder);
  try {
    make(path);
    accessSync(path, constants.W_OK | constants.X_OK);
    const probe = `${path}/.cowpio-${process.pid}`;
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (cause) {
    throw new UserError(`${what} ${path}: ${(cause as Error).message}; use a writable folder`, {
      cause,
    });
  }
}

function make(path: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  if (there !== undefined) throw new Error("a file, and no folder");
  make(dirname(path));
  mkdirSync(path);
}
