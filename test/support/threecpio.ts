import { execFileSync } from "node:child_process";
import { existsSync, globSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** For sh. */
export const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * 3cpio of Debian sid, with sid's own C library beside it, so that it runs on an older system: a command for sh. Release files of a
 * mirror that stands still are out of date, not wrong: their signature is checked all the same.
 */
export function findThreeCpio(): { readonly program: string } | { readonly why: string } {
  const root = resolve("build/peers");
  if (!existsSync(`${root}/usr/bin/3cpio`)) {
    rmSync(root, { recursive: true, force: true });
    const options = ["--variant=extract", '--aptopt=Acquire::Check-Valid-Until "false"', "--include=3cpio"];
    try {
      execFileSync("mmdebstrap", [...options, "sid", root], { stdio: ["ignore", "ignore", "pipe"] });
    } catch (error) {
      const output = (error as { stderr?: Buffer }).stderr?.toString().trim().split("\n").at(-1);
      return { why: `3cpio of Debian sid could not be had: ${output}` };
    }
  }
  const [library] = globSync(`${root}/usr/lib/*/libc.so.6`);
  const [loader] = globSync([`${root}/usr/lib64/ld-linux-*.so.*`, `${root}/usr/lib/*/ld-linux-*.so.*`]);
  if (library === undefined || loader === undefined) return { why: `3cpio: no C library in ${root}` };
  return { program: [loader, "--library-path", dirname(library), `${root}/usr/bin/3cpio`].map(quoted).join(" ") };
}
