import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { resolve } from "node:path";

/** A writer to compare with: a shell command that reads names from `$NAMES` in the tree and writes `$OUT`. */
export type Peer = { readonly name: string; readonly command: string };

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

export const cowpio: Peer = {
  name: "cowpio",
  command: `${quoted(resolve("build/cowpio"))} create --null --data-align 4096 --truncate-existing "$OUT" < "$NAMES"`,
};

const installed: readonly Peer[] = [
  { name: "GNU cpio", command: 'cpio --quiet -o -0 -H newc < "$NAMES" > "$OUT"' },
  { name: "bsdcpio", command: 'bsdcpio --quiet -o -0 -H newc < "$NAMES" > "$OUT"' },
];

/** dracut-cpio, or what takes its call. */
const given = (name: string, path: string): Peer => ({
  name,
  command: `${quoted(resolve(path))} --null --data-align 4096 --truncate-existing "$OUT" < "$NAMES"`,
});

/**
 * 3cpio of Debian sid, with sid's own C library beside it, so that it runs on an older system. Release files of a
 * mirror that stands still are out of date, not wrong: their signature is checked all the same.
 */
function threeCpio(): Peer | string {
  const root = resolve("build/peers");
  if (!existsSync(`${root}/usr/bin/3cpio`)) {
    rmSync(root, { recursive: true, force: true });
    const options = ["--variant=extract", '--aptopt=Acquire::Check-Valid-Until "false"', "--include=3cpio"];
    try {
      execFileSync("mmdebstrap", [...options, "sid", root], { stdio: ["ignore", "ignore", "pipe"] });
    } catch (error) {
      return `3cpio of Debian sid could not be had: ${(error as { stderr?: Buffer }).stderr?.toString().trim().split("\n").at(-1)}`;
    }
  }
  const loader = execFileSync(
    "sh",
    [
      "-c",
      `ls -d ${quoted(root)}/usr/lib64/ld-linux-*.so.* ${quoted(root)}/usr/lib/*/ld-linux-*.so.* 2>/dev/null | head -n 1`,
    ],
    { encoding: "utf8" },
  ).trim();
  const libraries = execFileSync("sh", ["-c", `dirname ${quoted(root)}/usr/lib/*/libc.so.6`], {
    encoding: "utf8",
  }).trim();
  const program = `${quoted(loader)} --library-path ${quoted(libraries)} ${quoted(`${root}/usr/bin/3cpio`)}`;
  return { name: "3cpio", command: `tr '\\0' '\\n' < "$NAMES" | ${program} --create --data-align 4096 "$OUT"` };
}

/** Every peer that can be had, and why others cannot. `more` holds `NAME=PATH`. */
export function findPeers(more: readonly string[]): {
  readonly peers: readonly Peer[];
  readonly missing: readonly string[];
} {
  const third = threeCpio();
  return {
    peers: [
      cowpio,
      ...(typeof third === "string" ? [] : [third]),
      ...installed,
      ...more.map((one) => given(one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1))),
    ],
    missing: typeof third === "string" ? [third] : [],
  };
}
