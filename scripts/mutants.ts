/**
 * `npm run mutants`: takes the guards of docs/threat-model.md away one by one, in a copy, and runs the tests that are
 * to notice. A mutant that no test notices fails. `npm run mutants -- --cells` adds those that take a cell, minutes.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { stripTypeScriptTypes } from "node:module";
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
  { promise: "P9", ...privilege, guard: "PidsLimit: 2048,", instead: "PidsLimit: 0," },
  {
    promise: "P9",
    ...privilege,
    guard: 'Name: "fsize", Soft: longestFile',
    instead: 'Name: "core", Soft: longestFile',
  },
  {
    ...{ promise: "P9", file: "src/archive/size.ts", test: "src/archive/size.test.ts" },
    ...{ guard: "if (found.size > mostBytes)", instead: "if (false)" },
  },
  {
    ...{ promise: "P9", file: "src/sys/lines.ts", test: "src/sys/lines.test.ts" },
    ...{ guard: "piece.slice(0, most - open.length)", instead: "piece" },
  },
  {
    ...{ promise: "P9", file: "src/sys/head.ts", test: "src/sys/head.test.ts" },
    ...{ guard: "Math.min(size, most)", instead: "size" },
  },
  {
    ...{ promise: "P9", file: "src/report/logs.ts", test: "src/report/logs.test.ts" },
    ...{ guard: "if (size > mostLogged) return;", instead: "" },
  },
  {
    ...{ promise: "P10", file: "src/cli.ts", test: threats },
    ...{
      guard: "const parsed = parseInputs(\n",
      instead:
        'Object.assign(given, JSON.parse(process.getBuiltinModule("node:fs").readFileSync("cowpio.json", "utf8")));\n    const parsed = parseInputs(\n',
    },
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
    ...{ promise: "P13", file: "src/provision/container.ts", test: "src/provision/container.test.ts" },
    ...{ guard: "AutoRemove: true,", instead: "AutoRemove: false," },
  },
  {
    ...{ promise: "P13", file: "src/provision/container.ts", test: "src/provision/container.test.ts" },
    ...{ guard: "await briefly(creating.then(remove, () => {}));", instead: "" },
  },
  {
    ...{ promise: "P13", file: "src/provision/clean.ts", test: "src/provision/clean.test.ts" },
    ...{ guard: "Date.now() - 60_000", instead: "0" },
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
  {
    ...{ promise: "P9", file: "src/provision/privilege.ts", test: "security" },
    ...{ guard: "longestFile = 8 * gibibyte", instead: "longestFile = 1024 * gibibyte" },
  },
  {
    ...{ promise: "P9", file: "src/cell.ts", test: "security" },
    ...{ guard: "    await sizeOfArchive(archive.path, archive.recipe);\n", instead: "" },
  },
];

const home = resolve(import.meta.dirname, "..");

type Notice = "noticed" | "UNNOTICED" | "could not tell";

/** Whether the tests notice. They have to be able to: without a mutant they all pass, and none is skipped. */
function tried({ file, guard, instead, test }: Mutant, copy: string): Notice {
  if (!able(test, copy)) return "could not tell";
  const path = `${copy}/${file}`;
  const text = readFileSync(path, "utf8");
  if (text.split(guard).length !== 2) throw new Error(`${file}: not once in it: ${guard}`);
  const mutant = text.replace(guard, () => instead);
  // Throws for what Node could not even read: that fails every test.
  stripTypeScriptTypes(mutant);
  writeFileSync(path, mutant);
  try {
    const { passed, failed } = ran(test, copy);
    return failed > 0 ? "noticed" : passed > 0 ? "UNNOTICED" : "could not tell";
  } finally {
    writeFileSync(path, text);
  }
}

const unspoilt = new Map<string, boolean>();
function able(test: string, copy: string): boolean {
  const known = unspoilt.get(test);
  if (known !== undefined) return known;
  const { passed, failed, skipped } = ran(test, copy);
  const good = passed > 0 && failed === 0 && skipped === 0;
  if (!good)
    console.log(`${test} without a mutant: ${passed} passed, ${failed} failed, ${skipped} skipped: it shows nothing`);
  unspoilt.set(test, good);
  return good;
}

type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** Runs a file of tests, or the suite `security`; throws when that is not what ends. */
function ran(test: string, copy: string): Counts {
  const suite = test === "security";
  if (suite) node(copy, "scripts/build.ts");
  const said = suite
    ? node(copy, "scripts/test.ts", "security")
    : node(copy, "--test", "--test-reporter=./scripts/reporter.ts", test);
  const [, ...counts] =
    /^(\d+) passed, (\d+) failed, (\d+) skipped$/m.exec(said.split("\n").slice(-2).join("\n")) ?? [];
  const [passed, failed, skipped] = counts.map(Number);
  if (passed === undefined || failed === undefined || skipped === undefined)
    throw new Error(`${test} ended without a count: ${said.slice(-1000)}`);
  return { passed, failed, skipped };
}

// Tests that this one runs in are not those that it runs.
const { NODE_TEST_CONTEXT: _, ...env } = process.env;
const node = (cwd: string, ...args: string[]): string =>
  spawnSync(process.execPath, args, { cwd, env, encoding: "utf8", maxBuffer: 1 << 28 }).stdout;

const copy = mkdtempSync(`${tmpdir()}/cowpio-mutants-`);
try {
  const shared = ["node_modules", "build"];
  for (const name of readdirSync(home))
    if (!shared.includes(name) && name !== ".git" && name !== ".cache")
      cpSync(`${home}/${name}`, `${copy}/${name}`, { recursive: true });
  for (const name of shared.filter((name) => existsSync(`${home}/${name}`)))
    symlinkSync(realpathSync(`${home}/${name}`), `${copy}/${name}`);
  const asked = process.argv.includes("--cells") ? [...mutants, ...inCells] : mutants;
  const notices = asked.map((mutant) => {
    const notice = tried(mutant, copy);
    const what = mutant.guard.trim().replace(/\s+/g, " ").slice(0, 70);
    console.log(`${mutant.promise.padEnd(4)} ${notice.padEnd(14)} ${mutant.file}: ${what} (${mutant.test})`);
    return notice;
  });
  const count = (what: Notice) => notices.filter((notice) => notice === what).length;
  console.log(
    `${count("noticed")} of ${asked.length} mutants noticed, ${count("UNNOTICED")} unnoticed, of ${count("could not tell")} nothing can be told`,
  );
  process.exitCode = count("noticed") === asked.length ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
