/**
 * `npm run mutants`: takes the guards of docs/threat-model.md away one by one, in a copy, and runs the tests that are
 * to notice. A mutant that no test notices fails. `npm run mutants -- --cells` adds those that take a cell, minutes.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";

type Mutant = {
  readonly promise: string;
  readonly file: string;
  /** Once in the file. */
  readonly guard: string;
  readonly instead: string;
  /** A file of tests; `security`: the suite of that name, which takes a cell. */
  readonly test: string;
};

const escaping = { file: "src/report/escape.ts" };
const threats = "test/threats.test.ts";
const privilege = { file: "src/provision/privilege.ts", test: threats };
const release = { file: "src/provision/release.ts", test: "src/provision/release.test.ts" };
const confined = { file: "src/domain/confined.ts", test: "src/domain/confined.test.ts" };

const mutants: readonly Mutant[] = [
  {
    ...{ promise: "P1", file: "src/plan/inputs.ts", test: threats },
    ...{ guard: "/^package:([a-z0-9][a-z0-9.+~-]+)@([a-z]+)$/", instead: "/^package:(.+)@(.+)$/" },
  },
  {
    ...{ promise: "P2", file: "src/sys/below.ts", test: "src/sys/below.test.ts" },
    ...{
      guard: 'if (target.startsWith("/")) place.length = 0;',
      instead: 'if (target.startsWith("/")) return target;',
    },
  },
  {
    ...{ promise: "P2", file: "src/provision/cache.ts", test: "src/provision/cache.test.ts" },
    ...{ guard: "if (!/^sha256:[0-9a-f]+$/.test(entry.digest))", instead: "if (false)" },
  },
  {
    ...{ promise: "P2", file: "src/provision/contents.ts", test: "src/provision/contents.test.ts" },
    ...{ guard: "isKernelVersion(version) &&", instead: "" },
  },
  {
    ...{ promise: "P3", ...escaping, test: "src/report/html.test.ts" },
    ...{
      guard: "return visible(String(piece)).replace(/[&<>\"']/g, entity);",
      instead: "return visible(String(piece));",
    },
  },
  {
    ...{ promise: "P3", ...escaping, test: "src/report/progress.test.ts" },
    ...{ guard: "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\ufffe\\uffff]", instead: "[\\ufffe\\uffff]" },
  },
  {
    ...{ promise: "P3", ...escaping, test: "src/report/markdown.test.ts" },
    ...{ guard: "return short.replace(/[&<>\\\\`*_{}[\\]()#!|~@:$]/g, entity)", instead: "return short" },
  },
  {
    ...{ promise: "P3", file: "src/report/progress.ts", test: "src/report/progress.test.ts" },
    ...{ guard: '.replace(/\\s+/g, " ")', instead: "" },
  },
  { promise: "P4", ...privilege, guard: 'CapDrop: ["ALL"],', instead: "CapDrop: [] as string[]," },
  { promise: "P4", ...privilege, guard: "ReadonlyRootfs: true,", instead: "ReadonlyRootfs: false," },
  {
    ...{ promise: "P5", ...privilege },
    ...{ guard: 'Privileged: true, NetworkMode: "none"', instead: 'Privileged: true, NetworkMode: "host"' },
  },
  {
    ...{ promise: "P6", file: "src/provision/privilege.ts", test: threats },
    ...{ guard: "ReadOnly: true,", instead: "ReadOnly: false," },
  },
  { promise: "P7", ...confined, guard: '...["--cap-drop", "ALL"],', instead: "" },
  {
    ...{ promise: "P8", file: "src/provision/cache.ts", test: "src/provision/cache.test.ts" },
    ...{ guard: "if (seen === entry.content) return entry;", instead: "return entry;" },
  },
  { promise: "P8", ...release, guard: "if (found !== expected)", instead: "if (false)" },
  { promise: "P8", ...release, guard: "all([cell.image], fixed) &&", instead: "" },
  { promise: "P8", ...release, guard: "values.length > 0 && ", instead: "" },
  { promise: "P9", ...privilege, guard: "PidsLimit: 2048,", instead: "PidsLimit: 0," },
  {
    ...{ promise: "P9", file: "src/report/logs.ts", test: "src/report/logs.test.ts" },
    ...{ guard: "if (size > mostLogged) return;", instead: "" },
  },
  { promise: "P11", ...confined, guard: '"--ro-bind", "/", "/", "--bind"', instead: '"--bind", "/", "/", "--bind"' },
  {
    ...{ promise: "P12", file: "src/boot/console.ts", test: "src/boot/console.test.ts" },
    ...{
      guard: "if (realRootLine.exec(textAt(root))?.[2] !== nonces.root) return no(otherNonce, textAt(root));",
      instead: "",
    },
  },
  {
    ...{ promise: "P12", file: "src/boot/console.ts", test: "src/boot/console.test.ts" },
    ...{ guard: "if (!heard(realRootMark, nonces.root)) return unknown(", instead: "if (false) return unknown(" },
  },
  {
    ...{ promise: "P14", file: "src/provision/subjects.ts", test: "src/provision/subjects.test.ts" },
    ...{ guard: "  refuseUnknown(asked);", instead: "" },
  },
  {
    ...{ promise: "P14", file: "src/provision/kernels.ts", test: threats },
    ...{ guard: 'host: { NetworkMode: "host" },', instead: 'host: { NetworkMode: "host", Mounts: [] },' },
  },
];

const inCells: readonly Mutant[] = [
  {
    ...{ promise: "P7", file: "src/domain/confined.ts", test: "security" },
    ...{ guard: '  ...["--cap-drop", "ALL"],\n];', instead: "];" },
  },
  {
    ...{ promise: "P7", file: "src/domain/confined.ts", test: "security" },
    ...{ guard: '...["--dev", "/dev", "--proc"', instead: '...["--dev-bind", "/dev", "/dev", "--proc"' },
  },
  {
    ...{ promise: "P7", file: "src/domain/confined.ts", test: "security" },
    ...{ guard: ', "--ro-bind", "/proc/sys", "/proc/sys"', instead: "" },
  },
  {
    ...{ promise: "P2", file: "src/sys/below.ts", test: "security" },
    ...{
      guard: 'if (target.startsWith("/")) place.length = 0;',
      instead: 'if (target.startsWith("/")) return target;',
    },
  },
  {
    ...{ promise: "P9", file: "src/provision/privilege.ts", test: "security" },
    ...{ guard: "PidsLimit: 2048,", instead: "PidsLimit: 0," },
  },
  {
    ...{ promise: "P9", file: "src/provision/privilege.ts", test: "security" },
    ...{ guard: "Memory: 4 * gibibyte,\n  MemorySwap: 4 * gibibyte,", instead: "Memory: 16 * gibibyte," },
  },
];

const home = resolve(import.meta.dirname, "..");

/** Gives whether the tests notice. */
function tried({ file, guard, instead, test }: Mutant, copy: string): boolean {
  const path = `${copy}/${file}`;
  const text = readFileSync(path, "utf8");
  if (text.split(guard).length !== 2) throw new Error(`${file}: not once in it: ${guard}`);
  writeFileSync(
    path,
    text.replace(guard, () => instead),
  );
  try {
    if (test !== "security") return node(copy, "--test", test) !== 0;
    if (node(copy, "scripts/build.ts") !== 0) throw new Error(`${file}: the mutant cannot be built: ${instead}`);
    return node(copy, "scripts/test.ts", "security") !== 0;
  } finally {
    writeFileSync(path, text);
  }
}

// Tests that this one runs in are not those that it runs.
const { NODE_TEST_CONTEXT: _, ...env } = process.env;
const node = (cwd: string, ...args: string[]): number | null =>
  spawnSync(process.execPath, args, { cwd, env, stdio: "ignore" }).status;

const copy = mkdtempSync(`${tmpdir()}/cowpio-mutants-`);
try {
  const shared = ["node_modules", "build"];
  for (const name of readdirSync(home))
    if (!shared.includes(name) && name !== ".git" && name !== ".cache")
      cpSync(`${home}/${name}`, `${copy}/${name}`, { recursive: true });
  for (const name of shared) symlinkSync(`${home}/${name}`, `${copy}/${name}`);
  const asked = process.argv.includes("--cells") ? [...mutants, ...inCells] : mutants;
  const unnoticed = asked.filter((mutant) => {
    const noticed = tried(mutant, copy);
    const what = mutant.guard.replace(/\s+/g, " ").slice(0, 70);
    console.log(
      `${mutant.promise.padEnd(4)} ${noticed ? "noticed  " : "UNNOTICED"} ${mutant.file}: ${what} (${mutant.test})`,
    );
    return !noticed;
  });
  console.log(`${asked.length - unnoticed.length} of ${asked.length} mutants noticed`);
  process.exitCode = unnoticed.length === 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
