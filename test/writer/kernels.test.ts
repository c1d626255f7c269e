/** Every style of archive that the help recommends, unpacked by kernels from 5.10 to the newest, and looked at by their guest. */

import assert from "node:assert/strict";
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { resolve } from "node:path";
import { after, describe, test } from "node:test";
import { type CreateOptions, create } from "../../native/index.js";
import { ensureCellImage } from "../../src/host/engine/cell-image.ts";
import { runContainer } from "../../src/host/engine/container.ts";
import { connectEngine } from "../../src/host/engine/engine.ts";
import { openCache } from "../../src/host/staging/cache.ts";
import { stageKernel } from "../../src/host/staging/kernels.ts";
import { run, scratch } from "../support/scratch.ts";

const engine = await connectEngine().catch((error: Error) => error.message);
const skip = typeof engine === "string" && engine;
const runId = `kernels-${process.pid}`;

type Style = Partial<Pick<CreateOptions, "order" | "pad" | "dataAlign" | "minClone" | "format">>;
const styles: Readonly<Record<string, Style>> = {
  default: {},
  given: { order: "given" },
  "align-64k": { dataAlign: 65536 },
  "pad-file": { pad: "file" },
  "min-clone": { minClone: 16384 },
  unaligned: { dataAlign: 4 },
};
/** Its sums are looked at by kernels from 5.19 on; older ones know no 070702 (init/initramfs.c). */
const sums = { crc: { format: "crc" } } as const satisfies Readonly<Record<string, Style>>;

async function prepare() {
  if (typeof engine === "string") throw new Error(engine);
  const signal = new AbortController().signal;
  const log = console.log;
  const cache = await openCache(resolve("build/cache"), runId);
  const home = resolve(".");
  const image = await ensureCellImage({
    engine,
    requested: "",
    home,
    runId,
    scratch: cache.scratch,
    signal,
    log,
  });
  return { engine, cache, image, signal, provisioner: { engine, image, runId, cache, signal, log } };
}
const prepared = skip ? undefined : await prepare();
after(() => prepared?.cache[Symbol.asyncDispose]());

/** Files around a block's size, names up to the longest, links of both kinds; below a folder of the style's name. */
function writeTree(tree: string, style: string): void {
  const folder = `${tree}/${style}/${"long-name-".repeat(20)}`;
  mkdirSync(folder, { recursive: true });
  for (const [index, size] of [0, 1, 4095, 4096, 4097, 70_001, 300_000].entries())
    for (const name of [`${tree}/${style}/file-${size}`, `${folder}/${"n".repeat(200)}-${size}`])
      writeFileSync(name, Buffer.alloc(size, `${style} ${index} `), { mode: 0o640 });
  linkSync(`${tree}/${style}/file-70001`, `${tree}/${style}/linked`);
  symlinkSync("file-4096", `${tree}/${style}/symlink`);
}

const fnv = (bytes: Buffer): string => {
  let hash = 14695981039346656037n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 1099511628211n) & 0xffffffffffffffffn;
  return hash.toString(16);
};

function listOf(tree: string, style: string): string {
  const names = readdirSync(`${tree}/${style}`, { recursive: true, encoding: "utf8" }).map(
    (name) => `${style}/${name}`,
  );
  const line = (kind: string, name: string) => {
    const { mode, size } = lstatSync(`${tree}/${name}`);
    const bytes =
      kind === "d"
        ? Buffer.alloc(0)
        : kind === "l"
          ? Buffer.from(readlinkSync(`${tree}/${name}`))
          : readFileSync(`${tree}/${name}`);
    return `${kind} ${style} ${(mode & 0o7777).toString(8)} ${size} ${fnv(bytes)} /${name}\n`;
  };
  const kindOf = (name: string) => {
    const status = lstatSync(`${tree}/${name}`);
    return status.isDirectory() ? "d" : status.isSymbolicLink() ? "l" : "f";
  };
  const plain = names.filter((name) => !name.endsWith("/linked")).map((name) => line(kindOf(name), name));
  // The name that has the inode of the line before.
  const first = `${style}/file-70001`;
  return [...plain, line("f", first), line("h", `${style}/linked`)].join("");
}

/** One initramfs of an archive with /init and the list, and one of each style behind it. */
async function initramfs(folder: string, some: Readonly<Record<string, Style>>): Promise<string> {
  const [tree, base, output] = [`${folder}/tree`, `${folder}/base`, `${folder}/initramfs`];
  mkdirSync(base);
  run("cc", "-O2", "-static", "-s", "-o", `${base}/init`, "test/guest/verify.c");
  for (const style of Object.keys(some)) writeTree(tree, style);
  writeFileSync(
    `${base}/list`,
    Object.keys(some)
      .map((style) => listOf(tree, style))
      .join(""),
  );
  await create({ tree: base, output });
  for (const [style, how] of Object.entries(some)) {
    const names = run("sh", "-c", `cd "${tree}" && find "${style}" | LC_ALL=C sort`).trim().split("\n");
    await create({ directory: tree, names, output, mtime: 0, ...how });
  }
  return output;
}

/** Console of the guest, until it ended. */
async function boot(kernel: string, folder: string): Promise<string> {
  assert.ok(prepared);
  const { image, signal } = prepared;
  let printed = "";
  const program = [
    "timeout",
    "120",
    "qemu-system-x86_64",
    "-nodefaults",
    "-no-user-config",
    "-no-reboot",
    "-display",
    "none",
  ];
  const machine = [
    "-serial",
    "stdio",
    "-accel",
    "tcg",
    "-cpu",
    "max",
    "-m",
    "1G",
    "-kernel",
    kernel,
    "-initrd",
    "/input/initramfs",
  ];
  const append = ["-append", "console=ttyS0 loglevel=7 printk.devkmsg=on panic=-1"];
  await runContainer(
    prepared.engine,
    {
      image,
      runId,
      name: "kernels",
      command: [...program, ...machine, ...append],
      host: { NetworkMode: "none", Binds: [`${folder}:/input:ro`, `${prepared.cache.folder}:/cache:ro`] },
    },
    { onStdout: (chunk) => (printed += chunk), onStderr: (chunk) => (printed += chunk), signal },
  );
  return printed;
}

describe("two at a time", { concurrency: 2 }, () => {
  for (const name of ["5.10", "6.1", "6.12", "sid"])
    test(`kernel ${name} unpacks every style; 070702 from 5.19 on`, { skip }, async (t) => {
      assert.ok(prepared);
      const { image, folder } = await stageKernel(name, prepared.provisioner);
      const kernel = `/cache${folder.slice(prepared.cache.folder.length)}/boot/vmlinuz-${image.version}`;
      t.diagnostic(image.version);

      using work = scratch();
      await initramfs(work.path, styles);
      const printed = await boot(kernel, work.path);
      for (const style of Object.keys(styles))
        assert.match(printed, new RegExp(`cowpio: style ${style}: 18 right, 0 wrong`), printed.slice(-2000));
      assert.doesNotMatch(printed, /Initramfs unpacking failed/);

      using summed = scratch();
      await initramfs(summed.path, sums);
      const text = await boot(kernel, summed.path);
      if (name === "5.10") assert.match(text, /Initramfs unpacking failed/, text.slice(-2000));
      else assert.match(text, /cowpio: style crc: 18 right, 0 wrong/, text.slice(-2000));
    });
});

test("a kernel that is told other bytes says so: the control of these tests", { skip }, async () => {
  assert.ok(prepared);
  const { image, folder } = await stageKernel("6.12", prepared.provisioner);
  using work = scratch();
  const archive = await initramfs(work.path, { default: {} });
  const bytes = readFileSync(archive);
  bytes[bytes.lastIndexOf("default 6 ")] = 0x58;
  writeFileSync(archive, bytes);
  const printed = await boot(
    `/cache${folder.slice(prepared.cache.folder.length)}/boot/vmlinuz-${image.version}`,
    work.path,
  );
  assert.match(printed, /cowpio: style default: 17 right, 1 wrong/, printed.slice(-2000));
});
