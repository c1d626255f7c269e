/** The name of the entry that ends an archive (usr/gen_init_cpio.c). */
const trailer = "TRAILER!!!";

/** The first bytes of a compressed segment (lib/decompress.c), and the command that unpacks standard input to standard output. */
const compressors = [
  { magic: [0x28, 0xb5, 0x2f, 0xfd], command: "zstd --decompress --stdout --quiet" },
  { magic: [0x1f, 0x8b], command: "gzip --decompress --stdout --quiet" },
  { magic: [0xfd, 0x37, 0x7a, 0x58], command: "xz --decompress --stdout --quiet" },
  { magic: [0x42, 0x5a, 0x68], command: "bzip2 --decompress --stdout --quiet" },
  { magic: [0x5d, 0x00, 0x00], command: "xz --format=lzma --decompress --stdout --quiet" },
  { magic: [0x02, 0x21, 0x4c, 0x18], command: "lz4 --decompress --stdout --quiet" },
] as const;

/** A range of a file, bytes. */
type Segment = {
  readonly offset: number;
  readonly length: number;
  /** Unpacks a compressed segment; absent: a newc archive as it is. */
  readonly decompress?: string;
};

/**
 * The segments of one file, each newc archive with its trailer, as dracut 112 writes them, and a compressed one, which reaches
 * to the end of the file. The list ends where a segment is neither. Between two there may be NULs (init/initramfs.c).
 */
export function archiveSegments(file: Buffer): Segment[] {
  const segments: Segment[] = [];
  for (let start = 0; ; ) {
    while (file[start] === 0) start++;
    const compressor = compressors.find(({ magic }) => magic.every((byte, index) => file[start + index] === byte));
    if (compressor)
      return [...segments, { offset: start, length: file.length - start, decompress: compressor.command }];
    let at = start;
    for (let last = false; !last; ) {
      if (!isHeader(file, at)) return segments;
      const [size, nameSize] = [fieldAt(file, at, 6), fieldAt(file, at, 11)];
      last = file.toString("latin1", at + 110, at + 110 + trailer.length + 1) === `${trailer}\0`;
      at = aligned(aligned(at + 110 + nameSize) + size);
      if (!(at > 0) || at > aligned(file.length)) return segments;
    }
    segments.push({ offset: start, length: at - start });
    start = at;
  }
}

/** newc's own four bytes. */
const aligned = (offset: number): number => Math.ceil(offset / 4) * 4;

const isHeader = (file: Buffer, at: number): boolean => /^07070[12]$/.test(file.toString("latin1", at, at + 6));
const fieldAt = (file: Buffer, at: number, index: number): number =>
  Number.parseInt(file.toString("latin1", at + 6 + 8 * index, at + 14 + 8 * index), 16);

/** An entry that the kernel unpacks (init/initramfs.c). This reader shares no code with the writer. */
export type UnpackedEntry = {
  /** From the root, `./usr/bin/sh`; the root is `.`. A character is a byte. */
  readonly path: string;
  readonly kind: "f" | "d" | "l" | "c" | "b" | "p" | "s";
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In bytes; files only. */
  readonly size?: number;
  /** FNV-1a over words of eight bytes, as in containers/guest/tree.c; of a file's data or a symlink's target. */
  readonly hash?: string;
  readonly target?: string;
  /** `4:64`; devices only. */
  readonly device?: string;
  /** First name of a file with several; absent for that name. */
  readonly first?: string;
};

type Node = {
  kind: UnpackedEntry["kind"];
  mode: number;
  uid: number;
  gid: number;
  data: Buffer;
  device: string;
  readonly children: Map<string, Node>;
};

/** By the type in a mode: include/uapi/linux/stat.h. */
const kinds: ReadonlyMap<number, UnpackedEntry["kind"]> = new Map([
  [0x8000, "f"],
  [0x4000, "d"],
  [0xa000, "l"],
  [0x2000, "c"],
  [0x6000, "b"],
  [0x1000, "p"],
  [0xc000, "s"],
]);
const typeOf = (mode: number): number => mode & 0xf000;
/** include/uapi/linux/limits.h */
const pathMax = 4096;
/** include/linux/namei.h: MAXSYMLINKS. */
const maxLinks = 40;
const empty = Buffer.alloc(0);

type Header = Pick<Node, "mode" | "uid" | "gid" | "device"> & {
  readonly links: number;
  /** Unique within its archive. */
  readonly inode: string;
};

/** Returns the entries that a kernel has after it unpacked these streams in order. */
export function unpackedEntries(streams: readonly Buffer[]): UnpackedEntry[] {
  const root: Node = { kind: "d", mode: 0, uid: 0, gid: 0, data: empty, device: "", children: new Map() };
  let rootListed = false;
  const make = (name: string, header: Header, body: Buffer, linked: Map<string, Node>) => {
    const location = placeOf(root, name);
    const kind = kinds.get(typeOf(header.mode));
    if (location === undefined || kind === undefined) return;
    if (location.name === "") {
      if (kind === "d") Object.assign(root, ownership(header));
      rootListed ||= kind === "d";
      return;
    }
    const { children } = location.parent;
    const previous = children.get(location.name);
    // clean_path: another type is removed, a folder only when it is empty.
    const clean = (type?: Node["kind"]): boolean => {
      if (previous === undefined || previous.kind === type) return true;
      if (previous.kind === "d" && previous.children.size > 0) return false;
      return children.delete(location.name);
    };
    const node: Node = { ...ownership(header), kind, data: empty, device: header.device, children: new Map() };
    const put = (): Node => {
      children.set(location.name, node);
      return node;
    };
    if (kind === "d") {
      if (!clean(kind)) return;
      Object.assign(children.get(location.name) ?? put(), ownership(header));
      return;
    }
    if (kind === "l") {
      if (clean()) put().data = cString(body);
      return;
    }
    // maybe_link
    const key = `${kind} ${header.inode}`;
    const other = header.links >= 2 ? linked.get(key) : undefined;
    if (other !== undefined) {
      if (!clean()) return;
      children.set(location.name, other);
      if (kind === "f") Object.assign(other, ownership(header), body.length > 0 ? { data: body } : {});
      return;
    }
    if (!clean(kind)) return;
    const made = children.get(location.name) ?? put();
    if (kind === "f") Object.assign(made, ownership(header), { data: body });
    if (header.links >= 2) linked.set(key, made);
  };
  for (const stream of streams) readStream(stream, make);
  return listed(root, rootListed);
}

const ownership = ({ mode, uid, gid }: Pick<Header, "mode" | "uid" | "gid">) => ({ mode: mode & 0o7777, uid, gid });

const cString = (bytes: Buffer): Buffer => {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
};

function readStream(
  stream: Buffer,
  make: (name: string, header: Header, body: Buffer, linked: Map<string, Node>) => void,
): void {
  let linked = new Map<string, Node>();
  for (let at = 0; at < stream.length; ) {
    if (stream[at] === 0) {
      at++;
      continue;
    }
    if (!isHeader(stream, at)) return;
    const [inode, mode, uid, gid, links, , size, major, minor, deviceMajor, deviceMinor, nameSize] = Array.from(
      { length: 12 },
      (_, index) => fieldAt(stream, at, index),
    ) as [number, number, number, number, number, number, number, number, number, number, number, number];
    const body = aligned(at + 110 + nameSize);
    const next = aligned(body + size);
    if (!(next > at) || body + size > stream.length) return;
    const name = cString(stream.subarray(at + 110, at + 110 + nameSize)).toString("latin1");
    const isLink = kinds.get(typeOf(mode)) === "l";
    at = next;
    if (name === trailer) {
      linked = new Map();
      continue;
    }
    if (nameSize === 0 || nameSize > pathMax || (isLink && size > pathMax)) continue;
    make(
      name,
      { mode, uid, gid, links, device: `${deviceMajor}:${deviceMinor}`, inode: `${major}:${minor}:${inode}` },
      stream.subarray(body, body + size),
      linked,
    );
  }
}

/** Where a path's last name lies, links before it followed; "" is the root itself. Undefined where a folder is missing. */
function placeOf(root: Node, path: string): { readonly parent: Node; readonly name: string } | undefined {
  const above: Node[] = [];
  let here = root;
  const open = path.split("/").filter((part) => part !== "" && part !== ".");
  for (let links = 0; open.length > 0; ) {
    const name = open.shift() as string;
    if (name === "..") {
      here = above.pop() ?? root;
      continue;
    }
    if (open.length === 0) return { parent: here, name };
    const next = here.children.get(name);
    if (next?.kind === "l") {
      if (++links > maxLinks) return undefined;
      const target = next.data.toString("latin1");
      if (target.startsWith("/")) {
        above.length = 0;
        here = root;
      }
      open.unshift(...target.split("/").filter((part) => part !== "" && part !== "."));
      continue;
    }
    if (next?.kind !== "d") return undefined;
    above.push(here);
    here = next;
  }
  return { parent: here, name: "" };
}

function listed(root: Node, rootListed: boolean): UnpackedEntry[] {
  const entries: UnpackedEntry[] = [];
  const firsts = new Map<Node, string>();
  const visit = (path: string, node: Node) => {
    const first = node.kind === "d" ? undefined : firsts.get(node);
    firsts.set(node, first ?? path);
    if (node !== root || rootListed) entries.push(entryOf(path, node, first));
    for (const [name, child] of node.children) visit(`${path}/${name}`, child);
  };
  visit(".", root);
  return entries;
}

function entryOf(path: string, { kind, mode, uid, gid, data, device }: Node, first?: string): UnpackedEntry {
  return {
    path,
    kind,
    mode: kind === "l" ? 0o777 : mode,
    uid,
    gid,
    ...(kind === "f" ? { size: data.length, hash: hashOf(data) } : {}),
    ...(kind === "l" ? { target: data.toString("latin1"), hash: hashOf(data) } : {}),
    ...(kind === "c" || kind === "b" ? { device } : {}),
    ...(first === undefined ? {} : { first }),
  };
}

/** In two halves of 32 bits: the prime is 2^40 + 0x1b3. The last word is filled with zeros. */
function hashOf(data: Buffer): string {
  const filled = new Uint8Array(Math.ceil(data.length / 8) * 8);
  filled.set(data);
  const words = new Uint32Array(filled.buffer);
  let [high, low] = [0xcbf29ce4, 0x84222325];
  for (let at = 0; at < words.length; at += 2) {
    low = (low ^ (words[at] as number)) >>> 0;
    high ^= words[at + 1] as number;
    const product = low * 0x1b3;
    high = (Math.imul(high, 0x1b3) + (low << 8) + Math.floor(product / 2 ** 32)) | 0;
    low = product >>> 0;
  }
  return ((BigInt(high >>> 0) << 32n) | BigInt(low)).toString(16);
}

/** The list that the guest's verifier reads: of each entry a line as containers/guest/tree.c describes it, its path and its first name. */
export const verifierList = (entries: readonly UnpackedEntry[]): Buffer =>
  Buffer.from(entries.map((entry) => `${describe(entry)}\0${entry.path}\0${entry.first ?? ""}\0`).join(""), "latin1");

function describe({ kind, mode, uid, gid, size, hash, device }: UnpackedEntry): string {
  const data = kind === "f" ? ` ${size} ${hash}` : kind === "l" ? ` ${hash}` : device === undefined ? "" : ` ${device}`;
  return `${kind} ${mode.toString(8)} ${uid} ${gid}${data}`;
}

/** An entry for people and their tools: its mode in octal, its names as UTF-8 where they are. */
export const readable = ({ mode, ...entry }: UnpackedEntry): object => ({
  ...Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [key, typeof value === "string" ? utf8(value) : value]),
  ),
  mode: mode.toString(8),
});

const utf8 = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");
