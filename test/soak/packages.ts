/** The packages of packaging/: built here, checked by their own tools, installed into fresh roots, and used by dracut there. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { makeDebianRoot } from "../support/debian-root.ts";
import { mounted, run } from "../support/scratch.ts";
import type { Log, SoakResult } from "./result.ts";

const home = resolve(import.meta.dirname, "../..");

type Package = {
  readonly name: string;
  /** Builds it in an empty folder, from the source archive there; returns its file. */
  readonly build: (folder: string, archive: string) => string;
  /** What its own tool finds, for people to read. */
  readonly check: (file: string) => string;
  readonly install: (file: string, root: string) => void;
};

const only = (folder: string, ending: string): string => {
  const [name, ...more] = readdirSync(folder).filter((one) => one.endsWith(ending) && !one.includes("dbgsym"));
  if (name === undefined || more.length > 0)
    throw new Error(`${folder}: expected one *${ending}, found ${[name, ...more]}`);
  return `${folder}/${name}`;
};
const shell = (command: string, ...args: string[]): string => run("sh", "-euc", command, "sh", ...args);

const packages: readonly Package[] = [
  {
    name: "Debian",
    build: (folder, archive) => {
      const log = shell(
        `cd "$1" && tar -xf "$2" && cd cowpio-* && cp -r packaging/debian debian && dpkg-buildpackage --unsigned-changes --unsigned-source -b`,
        folder,
        archive,
      );
      if (!/^\d+ passed, 0 failed/m.test(log)) throw new Error(`no tests were run:\n${log}`);
      return only(folder, ".deb");
    },
    check: (file) => shell(`lintian --fail-on none --tag-display-limit 0 "\${1%_*}"_*.changes`, file),
    install: (file, root) => {
      cpSync(file, `${root}/cowpio.deb`);
      run("chroot", root, "dpkg", "--install", "/cowpio.deb");
    },
  },
  {
    name: "RPM",
    build: (folder, archive) => {
      mkdirSync(`${folder}/SOURCES`);
      cpSync(archive, `${folder}/SOURCES/${archive.split("/").at(-1)}`);
      // The build's requirements are Debian's packages here, which rpm does not know. Debian's build has run the tests.
      shell(`rpmbuild --define "_topdir $1" --nodeps --nocheck -bb "$2/packaging/rpm/cowpio.spec"`, folder, home);
      return only(`${folder}/RPMS/${process.arch === "x64" ? "x86_64" : "aarch64"}`, ".rpm");
    },
    check: (file) => shell('rpmlint "$1" || true', file),
    install: (file, root) => {
      run("rpm", "--root", root, "--nodeps", "--install", file);
    },
  },
  {
    name: "Arch",
    build: (folder, archive) => {
      cpSync(archive, `${folder}/${archive.split("/").at(-1)}`);
      cpSync(`${home}/packaging/arch/PKGBUILD`, `${folder}/PKGBUILD`);
      // makepkg refuses root.
      shell(
        'chown -R nobody "$1" && cd "$1" && setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME="$1" PKGEXT=.pkg.tar.zst makepkg --nodeps --nocheck',
        folder,
      );
      return only(folder, ".pkg.tar.zst");
    },
    check: () => "",
    install: (file, root) => {
      mkdirSync(`${root}/var/lib/pacman`, { recursive: true });
      run("pacman", "--root", root, "--noconfirm", "--upgrade", "-dd", file);
    },
  },
];

/** Commands in a root whose dracut is asked to share. */
const inRoot = `set -eu
mount -t proc proc /proc
ln -s /usr/lib/dracut/dracut.conf.d/cowpio/50-cowpio.conf /etc/dracut.conf.d/
cowpio doctor --dracut
set -- /lib/modules/*
dracut --force --no-hostonly /boot/initramfs.img "\${1##*/}"
cowpio verify /boot/initramfs.img
cowpio extents --json --source / /boot/initramfs.img`;

export async function soakPackages(folder: string, log: Log): Promise<SoakResult> {
  run("sh", `${home}/scripts/setup.sh`, "packages");
  run("make", "-s", "-C", `${home}/native`, "archive");
  const { version } = JSON.parse(readFileSync(`${home}/package.json`, "utf8")) as { version: string };
  const archive = `${home}/build/cowpio-${version}.tar.xz`;
  const distro = `${folder}/distro`;
  rmSync(distro, { recursive: true, force: true });
  const libraries = ["libbz2-1.0", "liblz4-1", "liblzma5", "libzstd1", "zlib1g"];
  makeDebianRoot(distro, "trixie", ["dracut-core", "cpio", "linux-image-cloud-amd64", ...libraries]);

  const results: string[] = [];
  let good = true;
  for (const one of packages) {
    const building = `${folder}/${one.name}`;
    rmSync(building, { recursive: true, force: true });
    mkdirSync(building, { recursive: true });
    const file = one.build(building, archive);
    const found = one.check(file).trim();
    log(`${one.name}: ${file}\n${found}`);
    using disk = mounted({ name: "Btrfs", mkfs: ["mkfs.btrfs", "-q"] }, 4 * 2 ** 30);
    const root = `${disk.path}/root`;
    run("cp", "--archive", "--reflink=never", distro, root);
    one.install(file, root);
    const output = run("unshare", "--mount", "--propagation", "private", "chroot", root, "sh", "-c", inRoot);
    const proof = JSON.parse(output.slice(output.lastIndexOf('{"size"'))) as { shareable: number; shared: number };
    const share = (100 * proof.shared) / proof.shareable;
    log(`${output.slice(0, output.lastIndexOf('{"size"'))}\n${one.name}: ${share.toFixed(2)} % shared`);
    good &&= share >= 99.9;
    results.push(`${one.name} ${share.toFixed(2)} %`);
  }
  return { good, figures: `dracut 106 of trixie with each package shares ${results.join(", ")}` };
}
