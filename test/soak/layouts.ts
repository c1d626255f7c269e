/** Roots that are laid out otherwise than Debian's, as images of a registry: their own dracut and their own kernel. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { resolve } from "node:path";
import type { ReportCell } from "../../src/report/json.ts";
import { makeDebianRoot } from "../support/debian-root.ts";
import { startRegistry } from "../support/registry.ts";
import { run } from "../support/scratch.ts";
import type { Log, SoakResult } from "./result.ts";

const home = resolve(import.meta.dirname, "../..");

type Layout = {
  readonly name: string;
  readonly packages: readonly string[];
  readonly change: (root: string, folder: string) => void;
};

const kernel = "linux-image-cloud-amd64";
const usual = ["dracut-core", "udev", "kmod", "cpio", "zstd", "btrfs-progs", "xfsprogs"];
const kernelsOf = (root: string) => readdirSync(`${root}/usr/lib/modules`).sort();

/** Moves what is in a folder to another, and leaves a link to it. */
function merge(root: string, from: string, to: string): void {
  for (const name of readdirSync(`${root}/${from}`))
    if (existsSync(`${root}/${to}/${name}`)) rmSync(`${root}/${from}/${name}`);
    else renameSync(`${root}/${from}/${name}`, `${root}/${to}/${name}`);
  rmSync(`${root}/${from}`, { recursive: true });
  symlinkSync(to.split("/").at(-1) ?? "", `${root}/${from}`);
}

const layouts: readonly Layout[] = [
  {
    // Fedora 42 and newer: the kernel is with its modules, /boot is empty, /usr/sbin is /usr/bin.
    name: "kernel-in-modules",
    packages: [...usual, "systemd-sysv", kernel],
    change: (root) => {
      for (const version of kernelsOf(root))
        renameSync(`${root}/boot/vmlinuz-${version}`, `${root}/usr/lib/modules/${version}/vmlinuz`);
      for (const name of readdirSync(`${root}/boot`)) rmSync(`${root}/boot/${name}`, { recursive: true });
      merge(root, "usr/sbin", "usr/bin");
    },
  },
  {
    // Without systemd, and with busybox as the shell: the initramfs has an /init of dracut's own.
    name: "busybox",
    packages: [...usual, "busybox", kernel],
    change: (root) => {
      // Debian's udev brings it.
      rmSync(`${root}/usr/lib/systemd/systemd`, { force: true });
      rmSync(`${root}/usr/bin/sh`);
      symlinkSync("busybox", `${root}/usr/bin/sh`);
    },
  },
  {
    // After an upgrade: the kernel before is there, too.
    name: "two-kernels",
    packages: [...usual, "systemd-sysv", kernel],
    change: (root, folder) => {
      const older = `${folder}/bookworm`;
      rmSync(older, { recursive: true, force: true });
      run(
        "unshare",
        "--mount",
        "mmdebstrap",
        "--mode=root",
        "--variant=extract",
        `--include=${kernel}`,
        "bookworm",
        older,
      );
      for (const part of ["boot", "lib/modules"])
        cpSync(`${older}/${part}`, `${root}/${part}`, { recursive: true, verbatimSymlinks: true });
      if (kernelsOf(root).length !== 2) throw new Error(`${root}: expected two kernels, found ${kernelsOf(root)}`);
    },
  },
];

export async function soakLayouts(folder: string, log: Log): Promise<SoakResult> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  using registry = await startRegistry(folder);
  const expected = new Map<string, string>();
  for (const { name, packages, change } of layouts) {
    const root = `${folder}/${name}`;
    log(`making ${name} of Debian's packages`);
    makeDebianRoot(root, "trixie", packages);
    const [oldest, newest = oldest] = kernelsOf(root);
    change(root, folder);
    const reference = `${registry.address}/${name}:latest`;
    run("sh", "-euc", 'tar --create --directory "$1" . | docker import - "$2"', "sh", root, reference);
    run("docker", "push", "--quiet", reference);
    run("docker", "image", "rm", reference);
    expected.set(`image:${reference}`, newest ?? "");
  }
  const report = `${folder}/report`;
  const given = {
    distros: [...expected.keys()].join(" "),
    "file-systems": "btrfs xfs",
    kernels: "builtin",
    compare: "none",
    controls: "none",
    "report-dir": report,
  };
  const args = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
  try {
    log(run(process.execPath, `${home}/dist/cli.js`, "run", ...args));
  } catch (error) {
    log((error as Error).message);
  } finally {
    for (const reference of expected.keys()) run("docker", "image", "rm", "--force", reference.replace("image:", ""));
  }
  const { cells } = JSON.parse(readFileSync(`${report}/report.json`, "utf8")) as { cells: ReportCell[] };
  const newest = [...expected.values()];
  const right = cells.filter(
    ({ status, kernel: { version } }) => status === "PASS" && version !== undefined && newest.includes(version),
  );
  const figures = cells.map(({ id, status, kernel: { version } }) => `${id} (${version}) ${status}`);
  return {
    good: cells.length === 2 * layouts.length && right.length === cells.length,
    figures: `from a registry, with their own kernels: ${figures.join(", ")}`,
  };
}
