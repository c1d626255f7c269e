import { renameSync, rmSync } from "node:fs";
import { run } from "./scratch.ts";

/** Makes a root of a Debian suite with these packages in a folder, which is there only when it is whole. */
export function makeDebianRoot(path: string, suite: string, packages: readonly string[]): void {
  rmSync(`${path}.part`, { recursive: true, force: true });
  // A mirror may be a snapshot.
  const options = ["--mode=root", "--variant=apt", '--aptopt=Acquire::Check-Valid-Until "false"'];
  run("unshare", "--mount", "mmdebstrap", ...options, `--include=${packages.join(",")}`, suite, `${path}.part`);
  renameSync(`${path}.part`, path);
}
