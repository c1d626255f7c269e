/** The package of `npm pack`: an addon that loads or is built, executables for both processors, every file it needs. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { resolve } from "node:path";
import { after, describe, test } from "node:test";
import { run, runBeside, scratch } from "../support/scratch.ts";

const folder = scratch();
after(() => folder[Symbol.dispose]());
const installed = `${folder.path}/user/node_modules/cowpio`;
const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const useIt =
  'import { create, list, version } from "cowpio"; await create({ tree: "t", output: "a" }); console.log(version, (await list("a")).length);';

/** The package's dependencies as installed here, so that the registry is not needed again. */
function install(): void {
  run("npm", "pack", "--silent", "--pack-destination", folder.path);
  const tarball = readdirSync(folder.path).find((name) => name.endsWith(".tgz"));
  mkdirSync(installed, { recursive: true });
  run(
    "tar",
    "--extract",
    "--gzip",
    "--strip-components=1",
    "--file",
    `${folder.path}/${tarball}`,
    "--directory",
    installed,
  );
  for (const name of ["node-addon-api", "node-api-headers"])
    run("cp", "-r", `node_modules/${name}`, `${folder.path}/user/node_modules/`);
  mkdirSync(`${folder.path}/user/t`);
  writeFileSync(`${folder.path}/user/t/f`, "x");
}

function script(): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync("node", ["native/install.js"], { cwd: installed, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

const used = () => {
  rmSync(`${folder.path}/user/a`, { force: true });
  return spawnSync("node", ["--input-type=module", "--eval", useIt], { cwd: `${folder.path}/user`, encoding: "utf8" });
};

test("the package brings an addon that loads, and builds nothing", () => {
  install();
  assert.deepEqual(script(), { status: 0, output: "" });
  assert.ok(!existsSync(`${installed}/build`));
  assert.equal(used().stdout, `${version} 2\n`, used().stderr);
});

/** docs/library.md's own example. */
const example = /^```js\n([\s\S]*?)^```$/m.exec(readFileSync("docs/library.md", "utf8"))?.[1] ?? "";

test("the example of the documentation calls each function, and runs", () => {
  const declared = readFileSync(`${installed}/native/index.d.ts`, "utf8").matchAll(/^export function (\w+)/gm);
  const functions = [...declared].map(([, name]) => name);
  assert.ok(functions.length >= 7);
  assert.deepEqual(
    functions.filter((name) => !example.includes(`await ${name}(`)),
    [],
  );
  const user = `${folder.path}/user`;
  run("cp", "-r", `${user}/t`, `${user}/initramfs`);
  mkdirSync(`${user}/unpacked`);
  // The scratch folder's file system may not support sharing.
  writeFileSync(`${user}/example.mjs`, example.replace("requireReflink: 99.9", "requireReflink: 0"));
  const { status, stdout, stderr } = spawnSync("node", ["example.mjs"], { cwd: user, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /bytes lie in the blocks of their originals/);
  assert.equal(readFileSync(`${user}/unpacked/f`, "utf8"), "x");
});

/** Output of tsc for a program that only has the package, with both module resolutions. */
const typesOf = (program: string): string[] => {
  writeFileSync(`${folder.path}/user/example.mts`, program);
  return [
    ["--module", "nodenext"],
    ["--module", "esnext", "--moduleResolution", "bundler"],
  ].map((how) => {
    const options = ["--strict", "--noEmit", "--skipLibCheck", "false", "--target", "es2022", ...how];
    return spawnSync(resolve("node_modules/.bin/tsc"), [...options, "example.mts"], {
      cwd: `${folder.path}/user`,
      encoding: "utf8",
    }).stdout;
  });
};

test("the package's types are whole, and know a misspelt option", () => {
  assert.deepEqual(typesOf(example), ["", ""]);
  for (const output of typesOf(example.replace("requireReflink", "requireReflnk")))
    assert.match(output, /^example\.mts\(\d+,\d+\): error TS\d+: .*requireReflnk/);
});

/** Bytes; what they have today and a quarter more. */
const budgets = { cowpio: 4_900_000, "cowpio.node": 1_440_000 } as const;

test("the native files keep to their budgets", () => {
  for (const processor of ["x64", "arm64"])
    for (const [name, budget] of Object.entries(budgets)) {
      const { size } = statSync(`${installed}/prebuilds/linux-${processor}/${name}`);
      console.log(`linux-${processor}/${name}: ${(size / 1e6).toFixed(2)} MB (budget: ${budget / 1e6} MB)`);
      assert.ok(size <= budget);
    }
});

/** GLIBC_2.27 and the like; those of the addon, which the processor's own binutils need not be there for. */
const versionsOf = (file: string, library: string): number[] =>
  [...run("readelf", "--version-info", "--wide", file).matchAll(new RegExp(`\\b${library}\\.(\\d+)\\b`, "g"))].map(
    ([, minor]) => Number(minor),
  );

test("the addons load with the oldest glibc and libstdc++ that Node's own builds do", () => {
  for (const processor of ["x64", "arm64"]) {
    const addon = `${installed}/prebuilds/linux-${processor}/cowpio.node`;
    const [glibc, libstdcxx] = [versionsOf(addon, "GLIBC_2"), versionsOf(addon, "GLIBCXX_3\\.4")];
    assert.ok(glibc.length > 0 && libstdcxx.length > 0);
    assert.ok(Math.max(...glibc) <= 28, `linux-${processor}: glibc 2.${Math.max(...glibc)}`);
    assert.ok(Math.max(...libstdcxx) <= 25, `linux-${processor}: GLIBCXX_3.4.${Math.max(...libstdcxx)}`);
  }
});

test("without one that loads, it is built; when that fails, what it takes is reported", () => {
  using back = new DisposableStack();
  renameSync(`${installed}/prebuilds`, `${folder.path}/prebuilds`);
  back.defer(() => renameSync(`${folder.path}/prebuilds`, `${installed}/prebuilds`));
  const without = spawnSync("node", ["native/install.js"], {
    cwd: installed,
    encoding: "utf8",
    env: { ...process.env, CXX: "false" },
  });
  assert.equal(without.status, 1);
  assert.match(without.stderr, /could not be built: it takes Linux with its headers, make, a g\+\+ .* zlib1g-dev/);
  const { status, output: printed } = script();
  assert.equal(status, 0, printed);
  assert.match(printed, /no prebuilt addon loads on linux-\w+ here; building one/);
  assert.equal(used().stdout, `${version} 2\n`);
});

test("the executable for arm64 writes, lists and verifies the same bytes", {
  skip: spawnSync("qemu-aarch64-static", ["--version"]).status !== 0 && "there is no qemu-aarch64-static",
}, () => {
  const tree = `${folder.path}/user/t`;
  for (let i = 0; i < 20; i++) writeFileSync(`${tree}/file-${i}`, Buffer.alloc(i * 1000, i));
  const arm = (...args: string[]) => run("qemu-aarch64-static", `${installed}/prebuilds/linux-arm64/cowpio`, ...args);
  arm("create", "--tree", tree, "--data-align", "4096", `${folder.path}/arm`);
  run("build/cowpio", "create", "--tree", tree, "--data-align", "4096", `${folder.path}/x64`);
  assert.ok(readFileSync(`${folder.path}/arm`).equals(readFileSync(`${folder.path}/x64`)));
  assert.equal(arm("list", `${folder.path}/x64`), run("build/cowpio", "list", `${folder.path}/arm`));
  // QEMU's user emulation may know no openat2, so without --tree.
  assert.match(arm("verify", "--align", "4096", `${folder.path}/x64`), /22 members, 0 findings/);
});

/** As setup.sh has npm install what this checkout is developed with; npm 12 runs no script that is not allowed. */
describe("two at a time", { concurrency: 2 }, () => {
  for (const npm of ["9", "10", "11", "12"])
    test(`npm ${npm} brings Node 24 by the lock file`, async () => {
      using own = scratch();
      for (const name of ["package.json", "package-lock.json", "native/install.js"])
        cpSync(name, `${own.path}/${name}`);
      mkdirSync(`${own.path}/.ci`);
      const { NODE_TEST_CONTEXT: _, ...env } = process.env;
      const command = ["--yes", `npm@${npm}`, "ci", "--no-audit", "--no-fund", "--loglevel=error"];
      await runBeside("npx", command, { cwd: own.path, env });
      assert.match(run(`${own.path}/node_modules/.bin/node`, "--version"), /^v24\./);
    });
});
