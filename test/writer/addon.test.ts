/** The addon, where TypeScript asks for other things than a command line. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import * as addon from "../../native/index.js";
import {
  type CreateOptions,
  create,
  doctor,
  extents,
  extract,
  list,
  type NativeError,
  proveSharing,
  type VerifyOptions,
  verify,
  type WrittenMember,
} from "../../native/index.js";
import { run, scratch } from "../support/scratch.ts";

const wrongOfCreate: readonly [Record<string, unknown>, RegExp][] = [
  [{ mtime: 1.7 }, /^mtime: expected a whole number .*, got 1\.7$/],
  [{ mtime: -1 }, /^mtime: .*, got -1$/],
  [{ latestMtime: 2 ** 32 }, /^latestMtime: .*, got 4294967296$/],
  [{ dataAlign: 4096.9 }, /^dataAlign: expected "auto" or a multiple of 4 bytes.*, got 4096\.9$/],
  [{ dataAlign: 13 }, /^dataAlign: .*, got 13$/],
  [{ dataAlign: "4096" }, /^dataAlign: .*, got "4096"$/],
  [{ minClone: Number.NaN }, /^minClone: expected "auto" or a whole number.*, got NaN$/],
  [{ owner: "7:7" }, /^owner: expected an object with uid and gid, got "7:7"$/],
  [{ owner: { uid: 7 } }, /^owner\.gid: expected a whole number.*, got undefined$/],
  [{ order: "packed" }, /^order: expected "pack" or "given", got "packed"$/],
  [{ pad: "names" }, /^pad: expected "name" or "file", got "names"$/],
  [{ format: "odc" }, /^format: expected "newc" or "crc", got "odc"$/],
  [{ requireReflink: 101 }, /^requireReflink: expected a percentage from 0 to 100, got 101$/],
  [{ fillHoles: "no" }, /^fillHoles: expected true or false, got "no"$/],
  [{ output: "o2\0.img" }, /^output: expected a path without NUL, got "o2\\u0000\.img"$/],
  [{ tree: undefined, names: "a" }, /^names: expected an array, got "a"$/],
  [{ onProgress: 5 }, /^onProgress: expected a function, got 5$/],
  [{ signal: "stop" }, /^signal: expected an AbortSignal, got "stop"$/],
];
for (const [options, message] of wrongOfCreate)
  test(`an invalid option is a TypeError that names option and value: ${message.source}`, () => {
    using folder = scratch();
    const output = `${folder.path}/a`;
    const requested = { tree: folder.path, output, ...options } as unknown as CreateOptions;
    assert.throws(() => create(requested), { name: "TypeError", message });
    assert.deepEqual(readdirSync(folder.path), []);
  });

test("verify, list and doctor look at their options, too", () => {
  assert.throws(() => verify("a", { align: 12 }), { message: "align: expected a power of two, got 12" });
  assert.throws(() => verify("a", 5 as unknown as VerifyOptions), { message: "options: expected an object, got 5" });
  assert.throws(() => list("a\0b"), { name: "TypeError", message: /^archive: expected a path without NUL/ });
  for (const odd of [new Float64Array(1), new DataView(new ArrayBuffer(1)), new Uint8ClampedArray(1)])
    assert.throws(() => list(odd as unknown as string), {
      name: "TypeError",
      message: "archive: expected a string or a Buffer, got an object",
    });
  assert.throws(() => doctor("a", { tmpdir: "b" } as Parameters<typeof doctor>[1]), {
    message: "output: expected a string or a Buffer, got undefined",
  });
});

const createOptions =
  "tree, directory, names, manifest, null, spec, output, latestMtime, onMember, dataAlign, order, pad, minClone, fillHoles, owner, mtime, format, truncateExisting, requireReflink, signal, onProgress";
const unknownOptions: readonly [string, (options: object) => unknown, object, string][] = [
  [
    "create",
    (options) => create(options as CreateOptions),
    { tree: "t", output: "o", requireReflnk: 100 },
    `"requireReflnk", did you mean requireReflink?; there are ${createOptions}`,
  ],
  [
    "create",
    (options) => create(options as CreateOptions),
    { tree: "t", output: "o", truncateExistin: undefined },
    `"truncateExistin", did you mean truncateExisting?; there are ${createOptions}`,
  ],
  [
    "verify",
    (options) => verify("a", options),
    { ignore: ["tme"] },
    '"ignore"; there are tree, align, ignoreMode, ignoreOwner, ignoreTime, signal, onProgress',
  ],
  [
    "extract",
    (options) => extract("a", "b", options),
    { device: true },
    '"device", did you mean devices?; there are devices, signal, onProgress',
  ],
  [
    "doctor",
    (options) => doctor("a", options as Parameters<typeof doctor>[1]),
    { tmpDir: "b", output: "c" },
    '"tmpDir", did you mean tmpdir?; there are tmpdir, output, dracut, signal, onProgress',
  ],
  ["list", (options) => list("a", options), { onMember: () => {} }, '"onMember"; there are signal, onProgress'],
  [
    "extents",
    (options) => extents("a", options),
    { onprogress: () => {} },
    '"onprogress", did you mean onProgress?; there are signal, onProgress',
  ],
  [
    "proveSharing",
    (options) => proveSharing("a", "b", options),
    { signals: 1 },
    '"signals", did you mean signal?; there are signal, onProgress',
  ],
];
for (const [name, call, options, message] of unknownOptions)
  test(`${name} refuses an option that does not exist, and lists the others: ${message.split(/[,;]/, 1)}`, () => {
    assert.throws(() => call(options), { name: "TypeError", message: `${name}: unknown option ${message}` });
  });

test("every function refuses an option that does not exist", () => {
  const tried = new Set([...unknownOptions.map(([name]) => name), "version"]);
  assert.deepEqual([...tried].sort(), Object.keys(addon).sort());
});

/** A tree with files of a block or more, and smaller ones. */
function writeTree(path: string, files: number): void {
  mkdirSync(path);
  for (let i = 0; i < files; i++) writeFileSync(`${path}/f${i}`, Buffer.alloc(i % 2 === 0 ? 5000 : 50, "x"));
}

test("each member is reported as it is written, in order, and all before the promise is settled", async () => {
  using folder = scratch();
  writeTree(`${folder.path}/t`, 200);
  const text: WrittenMember[] = [];
  const options = { tree: `${folder.path}/t`, output: `${folder.path}/a` };
  const { members } = await create({ ...options, onMember: (member) => text.push(member) });
  assert.equal(members.length, 200);
  assert.deepEqual(text, members);
  assert.ok(text.every(({ cloned, reason }) => cloned > 0 || reason !== undefined));
});

test("an error of onMember rejects the promise", async () => {
  using folder = scratch();
  writeTree(`${folder.path}/t`, 3);
  let calls = 0;
  const onMember = () => {
    calls++;
    throw new RangeError("enough");
  };
  const work = create({ tree: `${folder.path}/t`, output: `${folder.path}/a`, onMember });
  await assert.rejects(work, { name: "RangeError", message: "enough" });
  assert.equal(calls, 1);
});

test("less sharing than requested is an error with a code and the members", async () => {
  using folder = scratch();
  writeTree(`${folder.path}/t`, 4);
  const options = { tree: `${folder.path}/t`, output: `${folder.path}/a`, dataAlign: 4, requireReflink: 50 };
  const error = await create(options).then(
    () => assert.fail("nothing can be shared unaligned"),
    (error: NativeError) => error,
  );
  assert.equal(error.code, "ERR_NOT_SHARED");
  assert.deepEqual(
    error.members?.map(({ name, cloneable, reason }) => [name, cloneable, reason]),
    ["f0", "f2"].map((name) => [name, 4096, "unaligned"]),
  );
  assert.deepEqual(readdirSync(folder.path), ["t"]);
});

test("damage is an error with a code and a detail", async () => {
  using folder = scratch();
  const path = (name: string) => `${folder.path}/${name}`;
  writeTree(path("t"), 3);
  await addon.create({ tree: path("t"), output: path("whole"), dataAlign: 0 });
  const whole = readFileSync(path("whole"));
  const packed = gzipSync(whole);
  const errorOf = (name: string, bytes: Uint8Array) => {
    writeFileSync(path(name), bytes);
    return addon.list(path(name), {}).then(
      () => assert.fail(`${name} can be read`),
      ({ code, detail }: addon.NativeError) => ({ code, detail }),
    );
  };
  for (const [name, bytes] of [
    ["cut", whole.subarray(0, 300)],
    ["cut-inside", gzipSync(whole.subarray(0, 300))],
    ["cut-stream", packed.subarray(0, packed.length - 20)],
  ] as const) {
    const { code, detail } = await errorOf(name, bytes);
    assert.equal(code, "ERR_DAMAGED", name);
    assert.ok(detail && !detail.includes(folder.path), detail);
  }
  // No external program is needed.
  const search = process.env["PATH"];
  process.env["PATH"] = folder.path;
  try {
    writeFileSync(path("packed"), packed);
    assert.ok((await addon.list(path("packed"), {})).length > 3);
  } finally {
    process.env["PATH"] = search;
  }
});

test("a manifest's fields may end with NUL", async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/source`, "x");
  const manifest = "a\tb\0source=source\0\0empty\0type=dir\0\0";
  const output = `${folder.path}/a`;
  await create({ directory: folder.path, manifest, null: true, output });
  assert.deepEqual(
    (await list(output)).map(({ name }) => name),
    ["a\tb", "empty"],
  );
  await create({ directory: folder.path, manifest: new TextEncoder().encode(manifest), null: true, output });
  assert.equal((await list(output)).length, 4);
  await assert.rejects(create({ directory: folder.path, manifest, output }), /a NUL; give --null/);
});

test("extents and doctor stop when they are told to, and say how far they are", async () => {
  using folder = scratch();
  writeTree(`${folder.path}/t`, 4);
  const aborted = { signal: AbortSignal.abort() };
  const places = { tmpdir: folder.path, output: folder.path };
  await assert.rejects(extents(`${folder.path}/t/f0`, aborted), { name: "AbortError" });
  await assert.rejects(doctor(`${folder.path}/t`, { ...places, ...aborted }), { name: "AbortError" });
  const seen: unknown[] = [];
  await doctor(`${folder.path}/t`, { ...places, onProgress: (progress) => seen.push(progress) });
  await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(seen.at(-1), { done: 4, total: 4 });
});

test("members say which part and which archive they are in", async () => {
  using folder = scratch();
  writeTree(`${folder.path}/t`, 1);
  const options = { tree: `${folder.path}/t`, output: `${folder.path}/a` };
  for (let i = 0; i < 2; i++) await create(options);
  await create({ ...options, output: `${folder.path}/more` });
  run("sh", "-c", `gzip --stdout "${folder.path}/more" >> "${folder.path}/a"`);
  assert.deepEqual(
    (await list(`${folder.path}/a`)).map(({ name, part, archive }) => [name, part, archive]),
    [0, 0, 1].flatMap((part, index) => [".", "f0"].map((name) => [name, part, index])),
  );
});
