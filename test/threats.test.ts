/** docs/threat-model.md's promises that the sources alone can break. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parseInputs } from "../src/plan/inputs.ts";
import type { Engine } from "../src/provision/engine.ts";
import { cellHost, readOnly } from "../src/provision/privilege.ts";

const sources = globSync("src/**/*.ts")
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => ({ file, text: readFileSync(file, "utf8") }));
const docker = { version: async () => ({ Components: [] }) } as unknown as Engine;

test("P1: what a shell runs is written here, word for word; values come as its arguments", () => {
  const scripts = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/"sh",\s*(?:args: \[)?"-c",\s*(`[^`]*`|[\w.]+)/g)].map(([, script = ""]) => ({ file, script })),
  );
  const constant = ({ script }: (typeof scripts)[number]) =>
    sources.some((one) => new RegExp(`const ${script} =\\s+["']`).test(one.text));
  // A checkout's build is a constant but for the folder of our own files.
  assert.deepEqual(
    scripts.filter((one) => !constant(one) && one.file !== "src/stage/checkout.ts"),
    [],
  );
  const values = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/inSubject\(\s*`[^`]*?\$\{([^}]+)\}/g)].map(([, value]) => `${file}: ${value}`),
  );
  assert.deepEqual(values, ["src/stage/checkout.ts: ours"]);
});

test("P1: a package's name takes what Debian's names have, and no more", () => {
  for (const kernel of ["package:$(id)@sid", "package:a;id@sid", "package:linux`id`@sid", "package:x@sid;id"]) {
    const parsed = parseInputs({ kernels: kernel }, { cache: "" });
    assert.ok(!parsed.ok && parsed.problems.some((problem) => problem.includes("unknown kernel")), kernel);
  }
});

test("P4: a cell's container has the least privilege, no network and a read-only root", async () => {
  const host = await cellHost(docker, false, "tcg", "abcd");
  assert.deepEqual(host.CapDrop, ["ALL"]);
  assert.deepEqual(
    host.CapAdd?.filter((name: string) => /NET|RAWIO|MODULE|PTRACE|RESOURCE|BOOT|TIME|BPF/.test(name)),
    [],
  );
  assert.deepEqual([host.NetworkMode, host.ReadonlyRootfs, host.Privileged], ["none", true, undefined]);
  assert.deepEqual(host.DeviceCgroupRules, ["b 7:* rmw", "c 10:237 rmw"]);
});

test("P5: with full privileges there is no network either", async () => {
  assert.equal((await cellHost(docker, true, "tcg", "abcd")).NetworkMode, "none");
});

test("P6: no container gets the engine's socket, and what is mounted is read-only", () => {
  assert.equal(readOnly("/a", "/b").ReadOnly, true);
  const writable = sources.filter(({ text }) => /\bBinds:|Type: "bind"(?![^}]*ReadOnly: true)/.test(text));
  assert.deepEqual(writable, []);
  const sockets = sources.filter(({ text }) => /\.sock\b/.test(text)).map(({ file }) => file);
  assert.deepEqual(sockets, ["src/provision/engine.ts"]);
});

test("P9: memory, processes, files and temporary folders have limits", async () => {
  for (const privileged of [false, true]) {
    const { Memory, MemorySwap, PidsLimit, Tmpfs, Ulimits } = await cellHost(docker, privileged, "tcg", "abcd");
    assert.ok(Memory === MemorySwap && Memory !== undefined && Memory <= 4 * 2 ** 30);
    assert.ok(PidsLimit !== undefined && PidsLimit !== null && PidsLimit > 0 && PidsLimit <= 2048);
    assert.deepEqual(Ulimits, [{ Name: "fsize", Soft: 8 * 2 ** 30, Hard: 8 * 2 ** 30 }]);
    for (const options of Object.values(Tmpfs as Record<string, string>)) assert.match(options, /^size=\d+m$/);
  }
});

test("P10: privileges come by an input alone, which the workflow gives; nothing is read from a checkout", () => {
  const readers = sources.filter(({ text }) => /cosmiconfig|cowpio\.(json|ya?ml|config)/.test(text));
  assert.deepEqual(readers, []);
  for (const file of globSync("{workflows,.github/workflows}/*.yml"))
    assert.doesNotMatch(readFileSync(file, "utf8"), /pull_request_target|workflow_run/, file);
});

test("what docs/failures.md quotes is what the sources say", () => {
  const all = sources.map(({ text }) => text).join("\n");
  const quoted = [...readFileSync("docs/failures.md", "utf8").matchAll(/^\| `([^`]+)`/gm)].map(
    ([, text]) => text ?? "",
  );
  assert.ok(quoted.length >= 10);
  /** The longest part of a text that is the same each time. */
  const fixed = (text: string) =>
    text
      .split(/…|"[^"]*"|\/\S+|\b[\w.]*\d[\w.:]*/)
      .map((part) => part.trim().replace(/[:,]$/, ""))
      .sort((a, b) => b.length - a.length)[0] ?? "";
  const unknown = quoted.filter((text) => {
    const words = fixed(text).split(" ");
    // Where the sources put a value in, a text is in two parts.
    const half = Math.ceil(words.length / 2);
    return !all.includes(words.slice(0, half).join(" ")) && !all.includes(words.slice(-half).join(" "));
  });
  assert.deepEqual(unknown, []);
});
