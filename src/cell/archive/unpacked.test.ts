import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { zstdCompressSync } from "node:zlib";
import { archiveSegments, readable, unpackedEntries, verifierList } from "./unpacked.ts";

/** An archive of GNU cpio, without its padding to 512 bytes. */
const gnuArchive = (...names: string[]): Buffer => {
  const bytes = execFileSync("cpio", ["--create", "--quiet", "--format=newc"], { input: `${names.join("\n")}\n` });
  const end = bytes.indexOf("TRAILER!!!") + "TRAILER!!!".length + 1;
  return bytes.subarray(0, Math.ceil(end / 4) * 4);
};

test("concatenated archives are distinguished, whatever NULs are between them", () => {
  const [first, second] = [gnuArchive("package.json"), gnuArchive("README.md", "src")];
  assert.deepEqual(archiveSegments(Buffer.concat([first, Buffer.alloc(512), second])), [
    { offset: 0, length: first.length },
    { offset: first.length + 512, length: second.length },
  ]);
  assert.deepEqual(archiveSegments(Buffer.concat([first, second, Buffer.alloc(3)])).length, 2);
});

test("a compressed segment reaches to the end of the file", () => {
  const [first, second] = [gnuArchive("package.json"), zstdCompressSync(gnuArchive("README.md"))];
  const [plain, compressed, ...rest] = archiveSegments(Buffer.concat([first, Buffer.alloc(4), second]));
  assert.equal(plain?.decompress, undefined);
  assert.deepEqual([compressed?.offset, compressed?.length], [first.length + 4, second.length]);
  assert.match(compressed?.decompress ?? "", /^zstd /);
  assert.deepEqual(rest, []);
});

test("a cut archive, or data that is not an archive, ends the list", () => {
  const first = gnuArchive("package.json");
  assert.deepEqual(archiveSegments(first.subarray(0, first.length - 40)), []);
  assert.equal(archiveSegments(Buffer.concat([first, Buffer.from("no archive")])).length, 1);
  assert.deepEqual(archiveSegments(Buffer.alloc(0)), []);
});

type Member = {
  readonly name: string;
  readonly mode: number;
  readonly body?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly inode?: number;
  readonly links?: number;
  readonly device?: readonly [number, number];
};

const aligned = (text: string): string => text.padEnd(Math.ceil(text.length / 4) * 4, "\0");
/** As usr/gen_init_cpio.c lays members out. */
function member({ name, mode, body = "", uid = 0, gid = 0, inode = 0, links = 1, device = [0, 0] }: Member): string {
  const fields = [inode, mode, uid, gid, links, 0, body.length, 0, 0, ...device, name.length + 1, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}`;
  return aligned(aligned(`${header}${name}\0`) + body);
}
const archive = (...members: Member[]): Buffer =>
  Buffer.from([...members, { name: "TRAILER!!!", mode: 0 }].map(member).join(""), "latin1");
const [file, folder, link] = [0o100644, 0o40755, 0o120777];
const paths = (...streams: Buffer[]) => unpackedEntries(streams).map(({ path }) => path);
const one = (path: string, ...streams: Buffer[]) => unpackedEntries(streams).find((entry) => entry.path === path);

test("the root has the mode and the owner of the archive, not the reader's", () => {
  const root = one(".", archive({ name: ".", mode: 0o41750, uid: 1000, gid: 1001 }));
  assert.deepEqual(root, { path: ".", kind: "d", mode: 0o1750, uid: 1000, gid: 1001 });
  // An archive without it says nothing of it.
  assert.deepEqual(paths(archive({ name: "a", mode: file })), ["./a"]);
});

test("every kind has its mode, owner, size, hash, target and device", () => {
  const list = verifierList(
    unpackedEntries([
      archive(
        { name: "d", mode: folder },
        { name: "d/abc", mode: 0o104755, uid: 1000, body: "abc" },
        { name: "empty", mode: file },
        { name: "link", mode: link, body: "d/abc" },
        { name: "null", mode: 0o20666, device: [1, 3] },
        { name: "pipe", mode: 0o10600 },
      ),
    ]),
  );
  // The hashes as containers/guest/tree.c has them.
  assert.deepEqual(list.toString("latin1").split("\0").slice(0, -1), [
    ...["d 755 0 0", "./d", ""],
    ...["f 4755 1000 0 3 ce81dc4cbae1e68c", "./d/abc", ""],
    ...["f 644 0 0 0 cbf29ce484222325", "./empty", ""],
    ...[`l 777 0 0 ${one("./link", archive({ name: "link", mode: link, body: "d/abc" }))?.hash}`, "./link", ""],
    ...["c 666 0 0 1:3", "./null", ""],
    ...["p 600 0 0", "./pipe", ""],
  ]);
});

test("names are a kernel's: to the first NUL, through links inside, and dropped without their folder", () => {
  const stream = archive(
    { name: "./usr", mode: folder },
    { name: "/usr/lib\0\0\0", mode: folder },
    { name: "lib", mode: link, body: "usr/lib" },
    { name: "lib/x", mode: file, body: "x" },
    { name: "missing/y", mode: file },
    { name: "up", mode: link, body: "../../usr" },
    { name: "up/z", mode: file },
  );
  assert.deepEqual(paths(stream).sort(), ["./lib", "./up", "./usr", "./usr/lib", "./usr/lib/x", "./usr/z"]);
});

test("hard links are one file, whichever has the data, and none across archives", () => {
  const stream = archive(
    { name: "a", mode: file, inode: 7, links: 2 },
    { name: "b", mode: file, inode: 7, links: 2, body: "data", uid: 5 },
  );
  const [a, b] = unpackedEntries([stream]);
  assert.deepEqual([a?.size, a?.uid, a?.first, b?.first], [4, 5, undefined, "./a"]);
  assert.equal(one("./c", stream, archive({ name: "c", mode: file, inode: 7, links: 2, body: "other" }))?.size, 5);
});

test("a later entry replaces another type, but no folder that is not empty", () => {
  const first = archive({ name: "d", mode: folder }, { name: "d/x", mode: file }, { name: "l", mode: link, body: "d" });
  const second = archive({ name: "d", mode: link, body: "e" }, { name: "l", mode: folder });
  assert.equal(one("./d", first, second)?.kind, "d");
  assert.equal(one("./l", first, second)?.kind, "d");
  assert.equal(
    one("./x", archive({ name: "x", mode: file, body: "long" }), archive({ name: "x", mode: file }))?.size,
    0,
  );
});

test("data that is not newc, and a truncated member, end a stream", () => {
  const whole = archive({ name: "a", mode: file, body: "data" });
  assert.deepEqual(paths(Buffer.concat([whole, Buffer.alloc(512), whole])), ["./a"]);
  assert.deepEqual(paths(whole.subarray(0, 114)), []);
  assert.deepEqual(paths(Buffer.from("no archive")), []);
});

test("an entry for people has its mode in octal and its name as it is written", () => {
  const entry = one("./\u00c3\u00b6", archive({ name: "\u00c3\u00b6", mode: 0o104755, body: "abc" }));
  assert.ok(entry);
  const { path, mode, size } = readable(entry) as Readonly<Record<string, unknown>>;
  assert.deepEqual([path, mode, size], ["./\u00f6", "4755", 3]);
});
