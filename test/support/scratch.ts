import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** Runs a command to its end and gives its standard output; throws what it said otherwise. */
export const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });

/** As `run`, while other tests go on. */
export const runBeside = async (
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> => {
  const ended = promisify(execFile)(program, args, { ...options, encoding: "utf8", maxBuffer: 1 << 28 });
  const { stdout } = await ended.catch((error: Error & { stdout?: string }) => {
    throw new Error(`${error.message}\n${error.stdout ?? ""}`);
  });
  return stdout;
};

/** A folder that goes with the scope it is held in. */
export function scratch(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "cowpio-test-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Why file systems cannot be mounted here; undefined when they can. */
export function mountProblem(): string | undefined {
  if (process.getuid?.() !== 0) return "mounting needs root";
  if (!existsSync("/dev/loop-control")) return "there are no loop devices";
  return undefined;
}

export type Profile = { readonly name: string; readonly mkfs: readonly string[]; readonly mount?: string };

/** Why a profile cannot be tried by this kernel; undefined when it can, or when a module may bring it. */
export const skipReason = ({ mkfs }: Profile): string | undefined => {
  const type = (mkfs[0] as string).slice("mkfs.".length);
  const known = readFileSync("/proc/filesystems", "utf8").includes(`\t${type}\n`);
  return known || existsSync(`/lib/modules/${readFileSync("/proc/sys/kernel/osrelease", "utf8").trim()}`)
    ? undefined
    : `this kernel has no ${type}`;
};

/** A new file system on a loop device, mounted while it is held. The suite runs in a mount namespace of its own. */
export function mounted({ mkfs, mount }: Profile, bytes = 1 << 30): { readonly path: string } & Disposable {
  const folder = scratch();
  const image = `${folder.path}/disk.img`;
  const path = `${folder.path}/mnt`;
  writeFileSync(image, "");
  truncateSync(image, bytes);
  const [program, ...args] = mkfs as [string, ...string[]];
  run(program, ...args, image);
  mkdirSync(path);
  run("mount", "-o", mount ? `loop,${mount}` : "loop", image, path);
  return {
    path,
    [Symbol.dispose]: () => {
      run("umount", path);
      folder[Symbol.dispose]();
    },
  };
}
