import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { parseInputs } from "../../plan/inputs.ts";
import type { Release } from "../staging/release.ts";
import { buildPrograms, installCommand, judgeTools, osName, programs, versionProblem } from "./programs.ts";

const fedora = 'NAME="Fedora Linux"\nID=fedora\nPRETTY_NAME="Fedora Linux 43 (Container Image)"\n';
const tumbleweed = 'ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n';
const debian = 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\n';

function missingFor(given: Record<string, string>, osRelease: string, there: readonly string[] = []) {
  const parsed = parseInputs(given, { cache: "" });
  assert.ok(parsed.ok);
  return judgeTools(parsed.value, { has: (program) => there.includes(program), osRelease }).filter(({ ok }) => !ok);
}

test("a missing program is named with the command that installs it in this system", () => {
  const tool = { programs: ["mkfs.btrfs"], package: "btrfs-progs", others: { suse: "btrfsprogs" } };
  assert.equal(installCommand(tool, debian), "apt-get install btrfs-progs");
  assert.equal(installCommand(tool, tumbleweed), "zypper install btrfsprogs");
  assert.equal(installCommand(tool, 'ID=ubuntu\nID_LIKE=debian\nPRETTY_NAME="Ubuntu"'), "apt-get install btrfs-progs");
  assert.equal(installCommand(tool, "ID=void\n"), "install btrfs-progs");
  assert.equal(osName(fedora), "Fedora Linux 43 (Container Image)");
  assert.equal(osName(""), "unknown system");
});

test("only programs of the requested cells are needed", () => {
  const given = { "file-systems": "btrfs", controls: "none", "cell-image": "" };
  const seen = missingFor(given, fedora).map(({ advice }) => advice);
  assert.deepEqual(seen, [
    "dnf install util-linux",
    "dnf install bubblewrap",
    "dnf install qemu-system-x86-core",
    "dnf install tar",
    "dnf install zstd gzip xz",
    "dnf install btrfs-progs",
  ]);
  const all = missingFor({ bootloaders: "direct grub" }, debian).map(({ what }) => what);
  for (const program of ["mkfs.xfs", "mkfs.ext4", "xfs_io", "grub-mkrescue, xorriso, mformat"])
    assert.ok(all.includes(program), all.join("\n"));
});

test("of a package's programs, only the missing ones are named", () => {
  const [finding] = missingFor({}, debian, ["unshare", "setpriv", "prlimit", "mount", "umount", "losetup", "blkid"]);
  assert.deepEqual(finding?.seen, "pivot_root not there");
});

test("QEMU before 10 must not run guests under TCG", () => {
  assert.equal(versionProblem("QEMU emulator version 10.0.3 (Debian 1:10.0.3)\nCopyright"), undefined);
  assert.equal(versionProblem("QEMU emulator version 11.1.0"), undefined);
  assert.match(versionProblem("QEMU emulator version 7.2.17 (Debian)") ?? "", /^QEMU 7\.2\.17: 7\.2 crashes guests/);
  assert.match(versionProblem("QEMU emulator version 9.2.0") ?? "", /no version before 10 is proven/);
  assert.match(versionProblem("") ?? "", /did not print its version/);
});

test("cowpio's programs are a release's or an installed package's, and all of them are needed", async (context) => {
  const home = mkdtempSync(`${tmpdir()}/cowpio-programs-`);
  context.after(() => rmSync(home, { recursive: true }));
  const at = { home, signal: new AbortController().signal, log: () => assert.fail("nothing is built") };
  const release = {} as Release;
  for (const folder of ["dist/native/linux-x64", "prebuilds/linux-x64"]) {
    mkdirSync(`${home}/${folder}`, { recursive: true });
    for (const name of programs.slice(1)) writeFileSync(`${home}/${folder}/${name}`, "");
  }
  await assert.rejects(buildPrograms({ ...at, release }), {
    name: "UserError",
    message: new RegExp(`^cowpio's programs: cowpio not in ${home}/dist/native/linux-x64\\. Use a release`),
  });
  writeFileSync(`${home}/dist/native/linux-x64/cowpio`, "");
  assert.equal(await buildPrograms({ ...at, release }), `${home}/dist/native/linux-x64`);
  writeFileSync(`${home}/prebuilds/linux-x64/cowpio`, "");
  assert.equal(await buildPrograms({ ...at, release: undefined }), `${home}/prebuilds/linux-x64`);
});
