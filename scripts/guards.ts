/** The guards of docs/threat-model.md, each with what stands in its place when it is taken away; scripts/mutants.ts. */
export type Mutant = {
  readonly promise: string;
  readonly file: string;
  /** A file of tests; `security`: the suite of that name, which takes a cell. */
  readonly test: string;
  /** Once in the file. */
  readonly guard: string;
  readonly instead: string;
};

const threats = "test/project/threats.test.ts";
/** The test beside the file. */
const ownTest = "own";

const mutant = (promise: string, file: string, test: string, guard: string, instead: string): Mutant => ({
  promise,
  file,
  test: test === ownTest ? file.replace(/\.ts$/, ".test.ts") : test,
  guard,
  instead,
});

export const mutants: readonly Mutant[] = [
  mutant("P1", "src/plan/sources.ts", threats, "/^package:([a-z0-9][a-z0-9.+~-]+)@([a-z]+)$/", "/^package:(.+)@(.+)$/"),
  mutant(
    "P2",
    "src/lib/files.ts",
    ownTest,
    'if (target.startsWith("/")) location.length = 0;',
    'if (target.startsWith("/")) return target;',
  ),
  mutant("P2", "src/host/staging/cache.ts", ownTest, "if (!/^sha256:[0-9a-f]+$/.test(entry.digest))", "if (false)"),
  mutant(
    "P2",
    "src/host/engine/archives.ts",
    ownTest,
    "isKernelVersion(version) ? [[version, modules] as const] : []",
    "[[version, modules] as const]",
  ),
  mutant(
    "P3",
    "src/report/escape.ts",
    "src/report/html/page.test.ts",
    "return visible(String(piece)).replace(/[&<>\"']/g, entity);",
    "return visible(String(piece));",
  ),
  mutant(
    "P3",
    "src/report/escape.ts",
    "src/host/cell-output.test.ts",
    "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\ufffe\\uffff]",
    "[\\ufffe\\uffff]",
  ),
  mutant(
    "P3",
    "src/report/escape.ts",
    "src/report/markdown.test.ts",
    "return short.replace(/[&<>\\\\`*_{}[\\]()#!|~@:$]/g, entity)",
    "return short",
  ),
  mutant("P3", "src/host/cell-output.ts", ownTest, '.replace(/\\s+/g, " ")', ""),
  mutant("P4", "src/host/engine/privileges.ts", threats, 'CapDrop: ["ALL"],', "CapDrop: [] as string[],"),
  mutant("P4", "src/host/engine/privileges.ts", threats, "ReadonlyRootfs: true,", "ReadonlyRootfs: false,"),
  mutant(
    "P5",
    "src/host/engine/privileges.ts",
    threats,
    'Privileged: true, NetworkMode: "none"',
    'Privileged: true, NetworkMode: "host"',
  ),
  mutant("P4", "src/host/engine/no-engine.ts", ownTest, '["-all", ...', '["+all", ...'),
  mutant("P5", "src/host/engine/no-engine.ts", ownTest, '"--uts", "--net",', '"--uts",'),
  mutant("P6", "src/host/engine/privileges.ts", threats, "ReadOnly: true,", "ReadOnly: false,"),
  mutant("P6", "src/host/engine/no-engine.ts", ownTest, 'writable ? "rw" : "ro"', 'writable ? "rw" : "rw"'),
  mutant("P13", "src/host/engine/no-engine.ts", ownTest, '"--pdeathsig", "KILL", ', ""),
  mutant("P7", "src/model/command.ts", ownTest, '...["--cap-drop", "ALL"],', ""),
  mutant("P8", "src/host/staging/cache.ts", ownTest, "if (seen === entry.content) return entry;", "return entry;"),
  mutant("P8", "src/host/staging/release.ts", ownTest, "if (found !== expected)", "if (false)"),
  mutant("P8", "src/host/staging/release.ts", ownTest, "all([cell.image], fixed) &&", ""),
  mutant("P8", "src/host/staging/release.ts", ownTest, "values.length > 0 && ", ""),
  mutant("P9", "src/host/engine/privileges.ts", threats, "PidsLimit: 2048,", "PidsLimit: 0,"),
  mutant(
    "P9",
    "src/host/engine/privileges.ts",
    threats,
    'Name: "fsize", Soft: longestFile',
    'Name: "core", Soft: longestFile',
  ),
  mutant("P9", "src/cell/archive/write.ts", ownTest, "if (found.size > maxArchiveSize)", "if (false)"),
  mutant("P9", "src/lib/process.ts", ownTest, "piece.slice(0, max - open.length)", "piece"),
  mutant("P9", "src/lib/files.ts", ownTest, "Math.min(size, max)", "size"),
  mutant("P9", "src/host/cell-output.ts", ownTest, "if (size > maxLogSize) return;", ""),
  mutant(
    "P10",
    "src/cli.ts",
    threats,
    "  const request = parseInputs(\n",
    '  JSON.parse(process.getBuiltinModule("node:fs").readFileSync("cowpio.json", "utf8"));\n  const request = parseInputs(\n',
  ),
  mutant("P10", "src/host/staging/checkouts.ts", ownTest, '"safe.bareRepository=explicit",', ""),
  mutant("P10", "src/host/staging/checkouts.ts", ownTest, '"core.hooksPath=/dev/null",', ""),
  mutant("P11", "src/model/command.ts", ownTest, '"--ro-bind", "/", "/", "--bind"', '"--bind", "/", "/", "--bind"'),
  mutant(
    "P12",
    "src/cell/boot/console.ts",
    ownTest,
    'if (rootNonce !== nonces.root) return no("other nonce", textAt(root));',
    "",
  ),
  mutant(
    "P12",
    "src/cell/boot/console.ts",
    ownTest,
    "if (!onPort(realRootMarker, nonces.root)) return unknown(",
    "if (false) return unknown(",
  ),
  mutant("P13", "src/host/engine/container.ts", ownTest, "AutoRemove: true,", "AutoRemove: false,"),
  mutant("P13", "src/host/engine/container.ts", ownTest, "await briefly(creating.then(remove, () => {}));", ""),
  mutant("P13", "src/host/clean.ts", ownTest, "Date.now() - 60_000", "0"),
  mutant(
    "P14",
    "src/host/staging/distros.ts",
    ownTest,
    "  if (source === undefined) throw new UserError(sourceProblem.distro(requested));",
    "",
  ),
  mutant(
    "P14",
    "src/host/staging/kernels.ts",
    threats,
    'host: { NetworkMode: "host" },',
    'host: { NetworkMode: "host", Mounts: [] },',
  ),
];

/** These take an engine, and a minute each. */
export const inCells: readonly Mutant[] = [
  mutant("P7", "src/model/command.ts", "security", '  ...["--cap-drop", "ALL"],\n];', "];"),
  mutant(
    "P7",
    "src/model/command.ts",
    "security",
    '...["--dev", "/dev", "--proc"',
    '...["--dev-bind", "/dev", "/dev", "--proc"',
  ),
  mutant("P7", "src/model/command.ts", "security", ', "--ro-bind", "/proc/sys", "/proc/sys"', ""),
  mutant(
    "P2",
    "src/lib/files.ts",
    "security",
    'if (target.startsWith("/")) location.length = 0;',
    'if (target.startsWith("/")) return target;',
  ),
  mutant("P9", "src/host/engine/privileges.ts", "security", "PidsLimit: 2048,", "PidsLimit: 0,"),
  mutant(
    "P9",
    "src/host/engine/privileges.ts",
    "security",
    "Memory: 4 * gibibyte,\n  MemorySwap: 4 * gibibyte,",
    "Memory: 16 * gibibyte,",
  ),
  mutant(
    "P9",
    "src/host/engine/privileges.ts",
    "security",
    "longestFile = 8 * gibibyte",
    "longestFile = 1024 * gibibyte",
  ),
  mutant(
    "P9",
    "src/cell/main.ts",
    "security",
    "  await sizeOfArchive(archive.path, generatorOf(plan), archive.recipe);\n",
    "",
  ),
];
