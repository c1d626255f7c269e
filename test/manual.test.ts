/** The manual page and the completions, which scripts/manual.ts writes from what --help says. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { run, scratch } from "./scratch.ts";

test("the manual page and the completions are what --help says", () => {
  run("node", "scripts/manual.ts", "--check");
});

const completed = (...words: string[]): string[] => {
  const list = words.map((word) => `'${word}'`).join(" ");
  const script = `. share/bash-completion/completions/cowpio; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _cowpio; echo "\${COMPREPLY[*]}"`;
  return run("bash", "-c", script).trim().split(" ");
};

test("bash completes commands, options, and the words that a value may be", () => {
  assert.deepEqual(completed("cowpio", "ex"), ["extents", "extract"]);
  assert.deepEqual(completed("cowpio", "create", "--or"), ["--order"]);
  assert.deepEqual(completed("cowpio", "create", "--order", ""), ["pack", "given"]);
});

test("make install puts the program, its name for dracut, the manual and the completions below a prefix", () => {
  using folder = scratch();
  run("make", "-s", "-C", "native", "install", `DESTDIR=${folder.path}`, "PREFIX=/usr");
  assert.match(run(`${folder.path}/usr/bin/cowpio`, "--version"), /^cowpio /);
  assert.equal(run("readlink", `${folder.path}/usr/lib/dracut/dracut-cpio`).trim(), "../../bin/cowpio");
  assert.match(readFileSync(`${folder.path}/usr/share/man/man1/cowpio.1`, "utf8"), /^\.TH COWPIO 1/);
  assert.equal(run("find", `${folder.path}/usr/share`, "-type", "f").trim().split("\n").length, 4);
});
