/** docs/upstream's test for dracut, run in the harness of Debian sid's dracut source: it passes, fails and is skipped as it should. */
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { makeDebianRoot } from "../support/debian-root.ts";
import { run } from "../support/scratch.ts";
import type { Log, SoakResult } from "./result.ts";

const home = resolve(import.meta.dirname, "../..");
const name = "TEST-84-REFLINK";

/** A sid with dracut built from its source in /dracut, where 3cpio is not found until a variant puts it into its place. */
const install = `set -eu
sed -i 'p; s/^deb /deb-src /' /etc/apt/sources.list
cd / && apt-get --quiet update && apt-get --quiet -o APT::Sandbox::User=root source --download-only --tar-only dracut
mkdir /dracut && tar --extract --file /dracut_*.orig.tar.* --directory /dracut --strip-components=1
cd /dracut && ./configure --prefix=/usr --enable-test --disable-documentation && make -j2 enable_documentation=no all install
mv /usr/bin/3cpio /3cpio`;

const included = [
  ...["3cpio", "btrfs-progs", "cpio", "dpkg-dev", "e2fsprogs", "gcc", "kmod", "libc6-dev", "libkmod-dev", "make"],
  ...["mount", "pkgconf", "procps", "udev", "xfsprogs"],
];

type Variant = {
  readonly name: string;
  /** Shell commands that change the root first. */
  readonly change: string;
  readonly expected: "OK" | "FAILED" | "SKIPPED";
};
const variants: readonly Variant[] = [
  { name: "cowpio", change: "", expected: "OK" },
  {
    name: "an alignment off by four",
    change: `sed -i.good 's/--data-align "$cpio_align"/--data-align "$((cpio_align + 4))"/' /usr/bin/dracut`,
    expected: "FAILED",
  },
  { name: "3cpio", change: "mv /usr/bin/dracut.good /usr/bin/dracut; mv /3cpio /usr/bin", expected: "OK" },
  { name: "no loop devices", change: "rm -f /dev/loop*", expected: "SKIPPED" },
];

/** $1: the change. Only what the test needs of /dev, so that a variant can take it away. */
const inRoot = `set -eu
mount -t proc proc /proc
mount -t tmpfs tmpfs /dev
mknod /dev/null c 1 3; mknod /dev/zero c 1 5; mknod /dev/urandom c 1 9; mknod /dev/loop-control c 10 237
for number in $(seq 0 31); do mknod "/dev/loop$number" b 7 "$number"; done
ln -s /proc/self/fd /dev/fd
eval "$1"
make -C /dracut/test/${name} clean > /dev/null 2>&1
make -C /dracut/test ${name} V=1 2>&1`;

export async function soakUpstream(folder: string, log: Log): Promise<SoakResult> {
  const root = `${folder}/sid`;
  rmSync(root, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  makeDebianRoot(root, "sid", included);
  log(run("chroot", root, "sh", "-c", install).split("\n").slice(-3).join("\n"));
  cpSync(`${home}/docs/upstream/${name}`, `${root}/dracut/test/${name}`, { recursive: true });
  run("make", "-s", "-C", `${home}/native`, "-j2", "executable");
  cpSync(`${home}/build/cowpio`, `${root}/usr/lib/dracut/dracut-cpio`);

  const results: string[] = [];
  let good = true;
  for (const variant of variants) {
    const command = ["unshare", "--mount", "--propagation", "private", "chroot", root, "sh", "-c"];
    const output = run("sh", "-c", '"$@" || true', "sh", ...command, inRoot, "sh", variant.change);
    const [, result = "none"] = /TEST: --enhanced-cpio .*\[(OK|FAILED|SKIPPED)\]/.exec(output) ?? [];
    log(`--- ${variant.name}: ${result}\n${output}`);
    good &&= result === variant.expected;
    results.push(`${variant.name}: ${result}`);
  }
  rmSync(root, { recursive: true, force: true });
  return { good: good && !existsSync(root), figures: `${name} in the harness of sid's dracut: ${results.join(", ")}` };
}
