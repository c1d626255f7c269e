/** Import rules: CONTRIBUTING.md. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

type Import = { readonly file: string; readonly from: string };

function importsOf(folder: string, ending: RegExp, line: RegExp, without = /(\.test|fixture)\.ts$/): Import[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name) && !without.test(name))
    .flatMap((name) =>
      [...readFileSync(`${folder}/${name}`, "utf8").matchAll(line)].map(([, from = ""]) => ({
        file: `${folder}/${name}`,
        from,
      })),
    );
}

const typescript = importsOf("src", /\.ts$/, /\b(?:from|import|import\(|require\() ?"([^"]+)"/g);
const native = importsOf("native", /\.[ch]pp$/, /^#include [<"]([^>"]+)[>"]/gm);

const only = (imports: readonly Import[], from: RegExp, allowed: RegExp) =>
  assert.deepEqual(
    imports.filter((one) => from.test(one.from) && !allowed.test(one.file)),
    [],
  );

test("there are imports to look at", () => {
  assert.ok(typescript.length > 100 && native.length > 50);
});

/** The folders that each folder of src/ may import besides itself: by the machine that runs its code, from the bottom up. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  lib: ["model"],
  plan: ["model"],
  report: ["model", "lib", "plan"],
  cell: ["model", "lib"],
  host: ["model", "lib", "plan", "report", "cell"],
  // Entries on the host, and what they share.
  "": ["model", "lib", "plan", "report", "host"],
};

const folderOf = (path: string): string => /^src\/([^/]+)\//.exec(path)?.[1] ?? "";

test("each folder imports only the folders below it", () => {
  assert.deepEqual(
    typescript
      .filter(({ from }) => from.startsWith("."))
      .map(({ file, from }) => ({ file, to: join(dirname(file), from) }))
      .filter(({ to }) => to.startsWith("src/") && to !== "src/version.ts")
      .filter(({ file, to }) => folderOf(file) !== folderOf(to) && !mayImport[folderOf(file)]?.includes(folderOf(to))),
    [],
  );
  assert.deepEqual(
    [...new Set(typescript.map(({ file }) => folderOf(file)))].filter((folder) => !(folder in mayImport)),
    [],
  );
});

test("tests import neither scripts nor benchmarks, and scripts no tests", () => {
  const imports = ["test", "scripts"].flatMap((folder) =>
    importsOf(folder, /\.ts$/, /\bfrom "(\.[^"]+)"/g, /^$/).map(({ file, from }) => ({
      file,
      folder,
      to: join(dirname(file), from).split("/")[0],
    })),
  );
  assert.ok(imports.some(({ folder }) => folder === "scripts"));
  assert.deepEqual(
    imports.filter(({ folder, to }) =>
      folder === "test" ? to === "scripts" || to === "bench" : to === "test" || to === "bench",
    ),
    [],
  );
});

test("each package is for one place", () => {
  only(typescript, /^@actions\/core/, /^src\/(main|post)\.ts$/);
  only(typescript, /^@actions\/exec/, /^src\/lib\//);
  only(typescript, /^dockerode/, /^src\/host\/engine\//);
  only(typescript, /^node:child_process/, /^src\/lib\//);
  only(typescript, /native\/index\.js$/, /^src\/lib\//);
});

test("code that plans, judges and draws touches neither files nor clocks", () => {
  only(typescript, /^node:(?!crypto)|\/lib\//, /^src\/(?!plan\/|model\/|cell\/verify\/|report\/html\/)/);
});

/** The same of native/core/. */
const mayInclude: Readonly<Record<string, readonly string[]>> = {
  format: [],
  fs: ["format"],
  input: ["format", "fs"],
  read: ["format", "fs"],
  write: ["format", "fs", "input", "read"],
  unpack: ["format", "fs", "input", "read", "write"],
  share: ["format", "fs", "read", "write"],
  doctor: ["format", "fs", "input"],
};

test("each folder of the core includes only the folders below it, neither Node nor the command line", () => {
  const core = native.flatMap(({ file, from }) => {
    const [, folder] = /^native\/core\/(\w+)\//.exec(file) ?? [];
    return folder === undefined ? [] : [{ file, folder, from }];
  });
  assert.deepEqual([...new Set(core.map(({ folder }) => folder))].sort(), Object.keys(mayInclude).sort());
  const isAllowed = (folder: string, from: string) => {
    const [, to = ""] = /^core\/(\w+)\//.exec(from) ?? [];
    return to === folder || mayInclude[folder]?.includes(to);
  };
  assert.deepEqual(
    core.filter(({ folder, from }) => /napi|node_api|\.hpp$/.test(from) && !isAllowed(folder, from)),
    [],
  );
});
