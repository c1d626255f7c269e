/** docs/threat-model.md's promises that the sources alone can break. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import type { Engine } from "../../src/host/engine/engine.ts";
import { cellHost, describePrivilege, readOnly } from "../../src/host/engine/privileges.ts";
import { stageCheckout } from "../../src/host/staging/checkouts.ts";
import { parseInputs } from "../../src/plan/inputs.ts";
import { scratch } from "../support/scratch.ts";

const sources = globSync("src/**/*.ts")
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => ({ file, text: readFileSync(file, "utf8") }));
const docker = { version: async () => ({ Components: [] }) } as unknown as Engine;

test("P1: what a shell runs is written here, word for word; values come as its arguments", () => {
  const scripts = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/"sh",\s*(?:args: \[)?"-c",\s*(`[^`]*`|[\w.]+)/g)].map(([, script = ""]) => ({ file, script })),
  );
  const constant = ({ script }: (typeof scripts)[number]) =>
    sources.some(({ text }) => {
      const [, quote, content = ""] = new RegExp(`const ${script} =\\s+(["'\`])([\\s\\S]*?)\\1;`).exec(text) ?? [];
      return quote !== undefined && !(quote === "`" && content.includes("$" + "{"));
    });
  // A checkout's build is a constant but for the folder of our own files.
  assert.deepEqual(
    scripts.filter((one) => !constant(one) && one.file !== "src/cell/stage/checkout.ts"),
    [],
  );
  const values = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/inDistro\(\s*`[^`]*?\$\{([^}]+)\}/g)].map(([, value]) => `${file}: ${value}`),
  );
  assert.deepEqual(values, ["src/cell/stage/checkout.ts: ours"]);
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

test("P4: what a run prints of its cells' privileges is all that they get", async () => {
  const { CapAdd = [], Memory = 0, PidsLimit, Ulimits } = await cellHost(docker, false, "tcg", "abcd");
  const description = describePrivilege(false);
  assert.ok(
    CapAdd.length > 0 && description.startsWith(`cells have ${CapAdd.join(", ")}, loop devices, `),
    description,
  );
  for (const limit of [
    `${Memory / 2 ** 30} GiB,`,
    `${PidsLimit} processes`,
    `${(Ulimits?.[0]?.Hard ?? 0) / 2 ** 30} GiB a file`,
  ])
    assert.ok(description.includes(limit), `${limit}: ${description}`);
  assert.match(description, /no network; the distro's programs neither SYS_ADMIN, MKNOD nor loop devices$/);
  assert.match(describePrivilege(true), /privileged: they may do to this machine whatever root may$/);
});

test("P5: with full privileges there is no network either", async () => {
  assert.equal((await cellHost(docker, true, "tcg", "abcd")).NetworkMode, "none");
});

test("P6: no container gets the engine's socket, and what is mounted is read-only", () => {
  assert.equal(readOnly("/a", "/b").ReadOnly, true);
  const writable = sources.filter(({ text }) => /\bBinds:|Type: "bind"(?![^}]*ReadOnly: true)/.test(text));
  assert.deepEqual(writable, []);
  const sockets = sources.filter(({ text }) => /\.sock\b/.test(text)).map(({ file }) => file);
  assert.deepEqual(sockets, ["src/host/engine/docker-config.ts"]);
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

/** A checkout of a pull request that would like to be read as settings. */
function wishfulCheckout(folder: string): string {
  const wishes = JSON.stringify({ privileged: "true", controls: "none", cowpio: { privileged: "true" } });
  const names = [
    "cowpio.json",
    ".cowpio.json",
    "cowpio.config.json",
    "package.json",
    ".cowpiorc",
    ".env",
    "action.yml",
  ];
  for (const name of [...names, "configure", "Makefile"]) writeFileSync(`${folder}/${name}`, wishes);
  mkdirSync(`${folder}/modules.d`);
  return folder;
}

for (const entry of ["cli", "main"])
  test(`P10: ${entry} plans in a checkout without opening a file there`, () => {
    using folder = scratch();
    const cwd = wishfulCheckout(folder.path);
    // Node refuses whatever else is opened, and ends.
    const readable = [resolve("."), realpathSync("node_modules")].map((path) => `--allow-fs-read=${path}`);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--permission", ...readable, resolve(`src/${entry}.ts`), ...(entry === "cli" ? ["plan", "--dracut", "./"] : [])],
      { cwd, encoding: "utf8", env: { HOME: "/root", INPUT_MODE: "plan", INPUT_DRACUT: "./" } },
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^control-no-init-6\.12/m);
    const opening = spawnSync(process.execPath, ["--permission", ...readable, "-e", 'fs.existsSync("cowpio.json")'], {
      cwd,
      encoding: "utf8",
    });
    assert.match(opening.stderr, /ERR_ACCESS_DENIED/);
  });

test("P10: of a checkout the host takes its digest, and no more", async () => {
  using folder = scratch();
  const staged = await stageCheckout(wishfulCheckout(folder.path));
  assert.deepEqual(Object.keys(staged), ["folder", "digest"]);
  assert.match(staged.digest, /^sha256:[0-9a-f]{64}$/);
  const readers = sources.filter(({ text }) => /checkout\??\.folder/.test(text)).map(({ file }) => file);
  assert.deepEqual(readers, ["src/host/run-effects.ts"], "where it is handed on to be mounted");
});

test("P10: no workflow here runs a pull request's code with the rights of the base", () => {
  for (const file of globSync("{workflows,.github/workflows}/*.yml"))
    assert.doesNotMatch(readFileSync(file, "utf8"), /pull_request_target|workflow_run/, file);
});

test("P14: what is fetched with a network mounts nothing of this machine, and runs scripts of ours alone", () => {
  const networked = sources.filter(({ text }) => /network_?mode: "(?!none")/i.test(text));
  assert.deepEqual(networked.map(({ file }) => file).sort(), [
    "src/host/engine/cell-image.ts",
    "src/host/staging/distros.ts",
    "src/host/staging/kernels.ts",
  ]);
  for (const { file, text } of networked) assert.doesNotMatch(text, /\b(Mounts|Binds):|readOnly\(/, file);
  const scripts = networked.flatMap(({ text }) =>
    [...text.matchAll(/command: \[([^,]+, [^,]+)/g)].map(([, two]) => two),
  );
  assert.deepEqual(scripts.sort(), ['"sh", "provision/distro.sh"', '"sh", "provision/kernel.sh"']);
  const administering = sources.filter(({ text }) => text.includes('"SYS_ADMIN"')).map(({ file }) => file);
  assert.deepEqual(administering.sort(), ["src/host/engine/privileges.ts", "src/host/staging/distros.ts"]);
});

test("each promise of docs/threat-model.md has guards and tests that are there", () => {
  const rows = [...readFileSync("docs/threat-model.md", "utf8").matchAll(/^\| (P\d+) \|.*\| (.+) \| (.+) \|$/gm)];
  assert.deepEqual(
    rows.map(([, promise]) => promise),
    rows.map((_, index) => `P${index + 1}`),
  );
  for (const [, promise, guards = "", tests = ""] of rows) {
    for (const [, path] of guards.matchAll(/\]\(\.\.\/([^)]+)\)/g))
      assert.ok(existsSync(path ?? ""), `${promise}: ${path}`);
    for (const name of tests.split(", "))
      assert.ok(globSync(`{src,test}/**/${name}{,-*}.test.ts`).length > 0, `${promise}: there is no test ${name}`);
  }
});
