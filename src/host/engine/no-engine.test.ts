import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { commandFor, describeOwnPrivilege, launch } from "./no-engine.ts";
import { cellCapabilities } from "./privileges.ts";

const folders = { folder: "/cache/cell-1", root: "/cache/cell-1/root", work: "/cache/cell-1/work" };
const wordsOf = (program: Partial<Parameters<typeof commandFor>[0]>) =>
  commandFor({ name: "x", ...program }, "/cache/programs", folders);
const after = (words: readonly string[], word: string) => words[words.indexOf(word) + 1];

test("a cell has a network, processes and mounts of its own, and ends with this process", () => {
  const words = wordsOf({});
  for (const word of ["--mount", "--pid", "--ipc", "--net", "--kill-child"]) assert.ok(words.includes(word), word);
  assert.equal(after(words, "--propagation"), "private");
  assert.deepEqual(
    words.flatMap((word, index) => (word === "--pdeathsig" ? [words[index + 1]] : [])),
    ["TERM", "KILL"],
  );
  assert.deepEqual(words.slice(words.indexOf("--") + 1), ["/opt/cowpio/node", "cell.js"]);
});

test("a cell's folder goes when its host was killed and the cell has just ended by itself", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cowpio-test-"));
  // The shell is stopped until both its SIGTERM and the end of its command wait for it.
  const command = "shell=$PPID; (sleep 0.3; kill -CONT $shell) & kill -STOP $shell; kill -TERM $shell";
  const child = spawn("sh", ["-c", launch, "sh", folder, "sh", "-c", command], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  child.stderr.destroy();
  const [, signal] = await once(child, "exit");
  assert.equal(signal, null);
  assert.ok(!existsSync(folder));
});

test("what a cell mounts is read-only, except its own folder and one that it is given to write to", () => {
  const mounts = [
    { from: "/a; id", to: "/input/a" },
    { from: "/report/kept/x", to: "/kept", writable: true as const },
  ];
  const words = wordsOf({ mounts, accelerator: "kvm", command: ["true"] });
  const triples = words.slice(words.indexOf("/cache/programs"), words.indexOf("--"));
  const writable = triples.flatMap((word, index) => (word === "rw" ? [triples[index - 1]] : []));
  assert.deepEqual(writable, ["/cell", "/dev/kvm", "/kept"]);
  assert.deepEqual(triples.slice(triples.indexOf("/a; id")).slice(0, 3), ["/a; id", "/input/a", "ro"]);
  assert.ok(!wordsOf({}).includes("/dev/kvm"));
});

test("a cell has no more capabilities than in an engine's container, unless it is privileged", () => {
  const own = cellCapabilities.map((name) => `+${name.toLowerCase()}`).join();
  assert.ok(wordsOf({}).includes(`-all,${own}`));
  assert.ok(wordsOf({ capabilities: ["DAC_OVERRIDE"] }).includes("-all,+dac_override"));
  assert.ok(wordsOf({ privileged: true }).includes("+all"));
});

test("the description of privileges names the limits that are missing", () => {
  assert.match(describeOwnPrivilege(false), /no network, and without an engine no limit of memory and processes/);
  assert.match(describeOwnPrivilege(true), /whatever root of this container may/);
});
