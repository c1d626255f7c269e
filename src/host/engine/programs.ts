/** Programs that cells need where no cell image brings them: the system's, with their packages, and cowpio's own. */

import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { release as kernelRelease } from "node:os";
import { qemuVersion } from "../../cell/boot/qemu.ts";
import { ltsProfile } from "../../cell/stage/image.ts";
import { exec, watch } from "../../lib/process.ts";
import { architecture } from "../../model/architectures.ts";
import { UserError } from "../../model/errors.ts";
import { profileOf } from "../../model/file-systems.ts";
import type { Request } from "../../plan/inputs.ts";
import type { At } from "../at.ts";
import type { Finding } from "../doctor-distro.ts";

/** Where programs are looked up, here and in cells. */
export const searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** How each family of distributions, by the words of ID and ID_LIKE in os-release(5), installs a package. */
const installers = {
  debian: "apt-get install",
  fedora: "dnf install",
  suse: "zypper install",
  arch: "pacman -S",
  alpine: "apk add",
} as const;
type Family = keyof typeof installers;

/** Programs that one package brings, and its name if it is another in some families. */
export type Tool = {
  readonly programs: readonly string[];
  readonly package: string;
  readonly others?: Readonly<Partial<Record<Family, string>>>;
  /** Default: every run needs it. */
  readonly needed?: (request: Request) => boolean;
};

const makes = (kind: string) => (request: Request) =>
  request.axes.fileSystem.some((name) => profileOf(name).kind === kind);
const hasControls = ({ controls }: Request) => !controls.includes("none");

const tools: readonly Tool[] = [
  {
    programs: ["unshare", "setpriv", "prlimit", "mount", "umount", "losetup", "blkid", "pivot_root"],
    package: "util-linux",
    others: { debian: "util-linux mount", alpine: "util-linux util-linux-misc setpriv" },
  },
  { programs: ["bwrap"], package: "bubblewrap" },
  {
    programs: [architecture.qemu, "timeout"],
    package: "qemu-system-x86",
    others: { fedora: "qemu-system-x86-core", suse: "qemu-x86", alpine: "qemu-system-x86_64 coreutils" },
  },
  { programs: ["tar"], package: "tar" },
  { programs: ["zstd", "gzip", "xz"], package: "zstd gzip xz", others: { debian: "zstd gzip xz-utils" } },
  { programs: ["mkfs.btrfs", "btrfs"], package: "btrfs-progs", others: { suse: "btrfsprogs" }, needed: makes("btrfs") },
  { programs: ["mkfs.xfs"], package: "xfsprogs", needed: makes("xfs") },
  { programs: ["xfs_io"], package: "xfsprogs", others: { alpine: "xfsprogs-extra" }, needed: hasControls },
  {
    programs: ["mkfs.ext4"],
    package: "e2fsprogs",
    needed: (request) => makes("ext4")(request) || hasControls(request),
  },
  {
    programs: ["grub-mkrescue", "xorriso", "mformat"],
    package: "grub xorriso mtools",
    others: { debian: "grub-common grub-pc-bin xorriso mtools" },
    needed: ({ axes }) => axes.bootloader.includes("grub"),
  },
];

/** The value of a field in os-release(5). */
const fieldOf = (osRelease: string, name: string): string =>
  new RegExp(`^${name}=["']?([^"'\n]*)`, "m").exec(osRelease)?.[1] ?? "";

/** Returns the name of the system in os-release(5). */
export const osName = (osRelease: string): string => fieldOf(osRelease, "PRETTY_NAME") || "unknown system";

/** Returns the command that installs a tool's package in the system with this os-release(5). */
export function installCommand({ package: name, others = {} }: Tool, osRelease: string): string {
  const words = `${fieldOf(osRelease, "ID")} ${fieldOf(osRelease, "ID_LIKE")}`.split(/[\s-]+/);
  const family = (Object.keys(installers) as Family[]).find((one) => words.includes(one));
  return family === undefined ? `install ${name}` : `${installers[family]} ${others[family] ?? name}`;
}

const isThere = (program: string): boolean =>
  searchPath.split(":").some((folder) => {
    try {
      accessSync(`${folder}/${program}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Returns a finding for each needed tool: whether `has` finds its programs, and else how to install them. */
export const judgeTools = (
  request: Request,
  { has, osRelease }: { readonly has: (program: string) => boolean; readonly osRelease: string },
): Finding[] =>
  tools
    .filter(({ needed }) => needed === undefined || needed(request))
    .map((tool) => {
      const missing = tool.programs.filter((program) => !has(program));
      return {
        what: tool.programs.join(", "),
        seen: missing.length === 0 ? "there" : `${missing.join(", ")} not there`,
        ok: missing.length === 0,
        advice: installCommand(tool, osRelease),
      };
    });

/** Returns findings on everything that this container must have for cells without an engine. */
export async function toolFindings(request: Request, at: Pick<At, "home" | "release">): Promise<Finding[]> {
  const osRelease = readFileSync("/etc/os-release", "utf8");
  const root = process.getuid?.() === 0;
  const problem = await qemuProblem();
  const xfs = makes("xfs")(request) && isThere("mkfs.xfs") ? [ltsProfile(kernelRelease())] : [];
  return [
    { what: "user", seen: root ? "root" : "not root", ok: root, advice: "cells mount file systems: run as root" },
    ...judgeTools(request, { has: isThere, osRelease }),
    ...(problem === undefined
      ? []
      : [{ what: "QEMU's version", seen: problem, ok: request.accelerator !== "tcg", advice: newerQemu }]),
    ...xfs.map((path) => ({
      what: path,
      seen: existsSync(path) ? "there" : "not there",
      ok: existsSync(path),
      advice: "mkfs.xfs needs it for kernels like this machine's: install a newer xfsprogs, or leave out xfs",
    })),
    ownFinding(at),
  ];
}

const newerQemu = "install QEMU 10 or newer, or use accelerator: kvm";

/** QEMU from this version on is known not to crash guests under TCG; 7.2 does. */
const soundQemu = 10;

/** Returns why QEMU's version must not run guests under TCG; undefined if it may. */
export function versionProblem(text: string): string | undefined {
  const [, version = "", major = ""] = /version ((\d+)\.[\d.]+)/.exec(text) ?? [];
  if (major === "") return "QEMU did not print its version";
  if (Number(major) >= soundQemu) return undefined;
  return `QEMU ${version}: 7.2 crashes guests under TCG, and no version before ${soundQemu} is proven`;
}

/** The same of the installed QEMU; undefined also where it is not installed. */
export async function qemuProblem(): Promise<string | undefined> {
  if (!isThere(architecture.qemu)) return undefined;
  return versionProblem(await exec(qemuVersion));
}

/** cowpio's own programs in a cell, besides its bundle. */
export const programs = [
  "cowpio",
  "cowpio.node",
  "cowpio-init",
  "cowpio-verify",
  "cowpio-clone",
  "cowpio-tiny",
] as const;

type Home = Pick<At, "home" | "release">;

/** The folder of cowpio's programs: a release's, an installed package's, or where make(1) builds them. */
function programsFolder({ home, release }: Home): { readonly folder: string; readonly built: boolean } {
  if (release !== undefined) return { folder: `${home}/dist/native/linux-x64`, built: true };
  const built = !existsSync(`${home}/src`);
  return { folder: built ? `${home}/prebuilds/linux-x64` : `${home}/build`, built };
}

const missingIn = (folder: string): string[] => programs.filter((name) => !existsSync(`${folder}/${name}`));

function ownFinding(at: Home): Finding {
  const { folder, built } = programsFolder(at);
  const missing = missingIn(folder);
  const builds = !built && isThere("make") && isThere("c++");
  const seen = missing.length === 0 ? `in ${folder}` : builds ? "built by a run, in about two minutes" : "not there";
  const advice = `Use a release of cowpio, which has them, or run npm run build in ${at.home}`;
  return { what: "cowpio's programs", seen, ok: missing.length === 0 || builds, advice };
}

/**
 * Returns the folder of cowpio's programs. Those of a checkout are built first: make does nothing if they are current. Throws a
 * `UserError` if they cannot be built.
 */
export async function buildPrograms(at: Home & Pick<At, "signal" | "log">): Promise<string> {
  const { folder, built } = programsFolder(at);
  if (!built && isThere("make") && isThere("c++")) await make(at, missingIn(folder).length > 0);
  const missing = missingIn(folder);
  if (missing.length === 0) return folder;
  throw new UserError(`cowpio's programs: ${missing.join(", ")} not in ${folder}. ${ownFinding(at).advice}`);
}

async function make({ home, signal, log }: Pick<At, "home" | "signal" | "log">, slow: boolean): Promise<void> {
  if (slow) log("building cowpio's programs; once for each version, about two minutes");
  let output = "";
  const ended = await watch(
    { program: "make", args: ["-s", "-j2", "-C", `${home}/native`, "executable", "addon", "guest"] },
    {
      deadlines: { total: 1_800_000, stall: 900_000 },
      onOutput: (text) => (output = (output + text).slice(-2000)),
      env: { PATH: searchPath, HOME: "/root" },
      signal,
    },
  );
  if (ended.kind !== "exited" || ended.status !== 0)
    throw new UserError(
      `cowpio's programs could not be built: ${output.trim()}. Run npm run build in ${home}, which lists what is missing, or use a release`,
    );
}
