/** The guards of docs/threat-model.md, each with what stands in its place when it is taken away; scripts/mutants.ts. */
export type Mutant = {
  readonly promise: string;
  readonly file: string;
  /** Once in the file. */
  readonly guard: string;
  readonly instead: string;
  /** A file of tests; `security`: the suite of that name, which takes a cell. */
  readonly test: string;
};

const escaping = { file: "src/report/escape.ts" };
const threats = "test/project/threats.test.ts";
const privilege = { file: "src/host/engine/privileges.ts", test: threats };
const release = { file: "src/host/staging/release.ts", test: "src/host/staging/release.test.ts" };
const confined = { file: "src/model/command.ts", test: "src/model/command.test.ts" };

export const mutants: readonly Mutant[] = [
  {
    ...{ promise: "P1", file: "src/plan/sources.ts", test: threats },
    ...{ guard: "/^package:([a-z0-9][a-z0-9.+~-]+)@([a-z]+)$/", instead: "/^package:(.+)@(.+)$/" },
  },
  {
    ...{ promise: "P2", file: "src/lib/files.ts", test: "src/lib/files.test.ts" },
    ...{
      guard: 'if (target.startsWith("/")) location.length = 0;',
      instead: 'if (target.startsWith("/")) return target;',
    },
  },
  {
    ...{ promise: "P2", file: "src/host/staging/cache.ts", test: "src/host/staging/cache.test.ts" },
    ...{ guard: "if (!/^sha256:[0-9a-f]+$/.test(entry.digest))", instead: "if (false)" },
  },
  {
    ...{ promise: "P2", file: "src/host/engine/archives.ts", test: "src/host/engine/archives.test.ts" },
    ...{
      guard: "isKernelVersion(version) ? [[version, modules] as const] : []",
      instead: "[[version, modules] as const]",
    },
  },
  {
    ...{ promise: "P3", ...escaping, test: "src/report/html/page.test.ts" },
    ...{
      guard: "return visible(String(piece)).replace(/[&<>\"']/g, entity);",
      instead: "return visible(String(piece));",
    },
  },
  {
    ...{ promise: "P3", ...escaping, test: "src/host/cell-output.test.ts" },
    ...{ guard: "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\ufffe\\uffff]", instead: "[\\ufffe\\uffff]" },
  },
  {
    ...{ promise: "P3", ...escaping, test: "src/report/markdown.test.ts" },
    ...{ guard: "return short.replace(/[&<>\\\\`*_{}[\\]()#!|~@:$]/g, entity)", instead: "return short" },
  },
  {
    ...{ promise: "P3", file: "src/host/cell-output.ts", test: "src/host/cell-output.test.ts" },
    ...{ guard: '.replace(/\\s+/g, " ")', instead: "" },
  },
  { promise: "P4", ...privilege, guard: 'CapDrop: ["ALL"],', instead: "CapDrop: [] as string[]," },
  { promise: "P4", ...privilege, guard: "ReadonlyRootfs: true,", instead: "ReadonlyRootfs: false," },
  {
    ...{ promise: "P5", ...privilege },
    ...{ guard: 'Privileged: true, NetworkMode: "none"', instead: 'Privileged: true, NetworkMode: "host"' },
  },
  {
    ...{ promise: "P6", file: "src/host/engine/privileges.ts", test: threats },
    ...{ guard: "ReadOnly: true,", instead: "ReadOnly: false," },
  },
  { promise: "P7", ...confined, guard: '...["--cap-drop", "ALL"],', instead: "" },
  {
    ...{ promise: "P8", file: "src/host/staging/cache.ts", test: "src/host/staging/cache.test.ts" },
    ...{ guard: "if (seen === entry.content) return entry;", instead: "return entry;" },
  },
  { promise: "P8", ...release, guard: "if (found !== expected)", instead: "if (false)" },
  { promise: "P8", ...release, guard: "all([cell.image], fixed) &&", instead: "" },
  { promise: "P8", ...release, guard: "values.length > 0 && ", instead: "" },
  { promise: "P9", ...privilege, guard: "PidsLimit: 2048,", instead: "PidsLimit: 0," },
  {
    promise: "P9",
    ...privilege,
    guard: 'Name: "fsize", Soft: longestFile',
    instead: 'Name: "core", Soft: longestFile',
  },
  {
    ...{ promise: "P9", file: "src/cell/archive/write.ts", test: "src/cell/archive/write.test.ts" },
    ...{ guard: "if (found.size > maxArchiveSize)", instead: "if (false)" },
  },
  {
    ...{ promise: "P9", file: "src/lib/process.ts", test: "src/lib/process.test.ts" },
    ...{ guard: "piece.slice(0, max - open.length)", instead: "piece" },
  },
  {
    ...{ promise: "P9", file: "src/lib/files.ts", test: "src/lib/files.test.ts" },
    ...{ guard: "Math.min(size, max)", instead: "size" },
  },
  {
    ...{ promise: "P9", file: "src/host/cell-output.ts", test: "src/host/cell-output.test.ts" },
    ...{ guard: "if (size > maxLogSize) return;", instead: "" },
  },
  {
    ...{ promise: "P10", file: "src/cli.ts", test: threats },
    ...{
      guard: "  const request = parseInputs(\n",
      instead:
        '  JSON.parse(process.getBuiltinModule("node:fs").readFileSync("cowpio.json", "utf8"));\n  const request = parseInputs(\n',
    },
  },
  { promise: "P11", ...confined, guard: '"--ro-bind", "/", "/", "--bind"', instead: '"--bind", "/", "/", "--bind"' },
  {
    ...{ promise: "P12", file: "src/cell/boot/console.ts", test: "src/cell/boot/console.test.ts" },
    ...{
      guard: 'if (rootNonce !== nonces.root) return no("other nonce", textAt(root));',
      instead: "",
    },
  },
  {
    ...{ promise: "P12", file: "src/cell/boot/console.ts", test: "src/cell/boot/console.test.ts" },
    ...{ guard: "if (!onPort(realRootMarker, nonces.root)) return unknown(", instead: "if (false) return unknown(" },
  },
  {
    ...{ promise: "P13", file: "src/host/engine/container.ts", test: "src/host/engine/container.test.ts" },
    ...{ guard: "AutoRemove: true,", instead: "AutoRemove: false," },
  },
  {
    ...{ promise: "P13", file: "src/host/engine/container.ts", test: "src/host/engine/container.test.ts" },
    ...{ guard: "await briefly(creating.then(remove, () => {}));", instead: "" },
  },
  {
    ...{ promise: "P13", file: "src/host/clean.ts", test: "src/host/clean.test.ts" },
    ...{ guard: "Date.now() - 60_000", instead: "0" },
  },
  {
    ...{ promise: "P14", file: "src/host/staging/distros.ts", test: "src/host/staging/distros.test.ts" },
    ...{ guard: "  if (source === undefined) throw new UserError(sourceProblem.distro(requested));", instead: "" },
  },
  {
    ...{ promise: "P14", file: "src/host/staging/kernels.ts", test: threats },
    ...{ guard: 'host: { NetworkMode: "host" },', instead: 'host: { NetworkMode: "host", Mounts: [] },' },
  },
];

/** These take an engine, and a minute each. */
export const inCells: readonly Mutant[] = [
  {
    ...{ promise: "P7", file: "src/model/command.ts", test: "security" },
    ...{ guard: '  ...["--cap-drop", "ALL"],\n];', instead: "];" },
  },
  {
    ...{ promise: "P7", file: "src/model/command.ts", test: "security" },
    ...{ guard: '...["--dev", "/dev", "--proc"', instead: '...["--dev-bind", "/dev", "/dev", "--proc"' },
  },
  {
    ...{ promise: "P7", file: "src/model/command.ts", test: "security" },
    ...{ guard: ', "--ro-bind", "/proc/sys", "/proc/sys"', instead: "" },
  },
  {
    ...{ promise: "P2", file: "src/lib/files.ts", test: "security" },
    ...{
      guard: 'if (target.startsWith("/")) location.length = 0;',
      instead: 'if (target.startsWith("/")) return target;',
    },
  },
  {
    ...{ promise: "P9", file: "src/host/engine/privileges.ts", test: "security" },
    ...{ guard: "PidsLimit: 2048,", instead: "PidsLimit: 0," },
  },
  {
    ...{ promise: "P9", file: "src/host/engine/privileges.ts", test: "security" },
    ...{ guard: "Memory: 4 * gibibyte,\n  MemorySwap: 4 * gibibyte,", instead: "Memory: 16 * gibibyte," },
  },
  {
    ...{ promise: "P9", file: "src/host/engine/privileges.ts", test: "security" },
    ...{ guard: "longestFile = 8 * gibibyte", instead: "longestFile = 1024 * gibibyte" },
  },
  {
    ...{ promise: "P9", file: "src/cell/main.ts", test: "security" },
    ...{ guard: "    await sizeOfArchive(archive.path, archive.recipe);\n", instead: "" },
  },
];
