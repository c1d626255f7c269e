/** docs/threat-model.md's promises that take a hostile distro: its dracut tries what it must not do, and says what it got. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { maxLogSize, saveLogs } from "../../src/host/cell-output.ts";
import { connectEngine } from "../../src/host/engine/engine.ts";
import type { CellOutcome } from "../../src/model/outcome.ts";
import { prepare, runOneCell, withDracut } from "../support/one-cell.ts";
import { leftBehind } from "../support/runner.ts";
import { run, scratch } from "../support/scratch.ts";

const engine = await connectEngine().catch((error: Error) => error.message);
const skip = typeof engine === "string" && engine;
const prepared = skip ? undefined : await prepare(`security-${process.pid}`);
after(() => prepared?.cache[Symbol.asyncDispose]());

/** In the distro, in place of dracut; trixie has perl. Each line is `NAME: got` or `NAME: refused`. */
const hostileDracut = `#!/bin/sh
case " $* " in *" --version "*) echo "dracut 106"; exit 0 ;; esac
try() { name=$1; shift; if "$@" >/dev/null 2>&1; then echo "$name: got"; else echo "$name: refused"; fi; }
try "mount" mount -t tmpfs tmpfs /mnt
try "device node" mknod /tmp/loop0 b 7 0
try "loop nodes" ls /dev/loop0 /dev/loop-control
try "loop device" dd if=/dev/loop0 of=/dev/null bs=512 count=1
try "sysctl" sh -c 'cat /proc/sys/kernel/core_pattern >/tmp/was && cat /tmp/was >/proc/sys/kernel/core_pattern'
try "sysfs" sh -c 'echo 0 >/sys/module/printk/parameters/time'
try "sysrq" sh -c 'echo h >/proc/sysrq-trigger'
try "namespace" unshare --mount true
try "other processes" sh -c '[ "$(cat /proc/1/comm)" != bwrap ]'
try "network" sh -c 'tail -n +3 /proc/net/dev | grep -v "^ *lo:"'
try "sockets of engines" sh -c 'find / -xdev -name "*.sock" | grep -E "docker|podman|containerd"'
try "the container's files" ls /opt/cowpio/cell.js /input /cell
try "a way out of the root" perl -e 'mkdir "/tmp/x"; chroot "/tmp/x"; chdir ".." for 1 .. 50; chroot "."; exit(-e "/opt/cowpio/cell.js" ? 0 : 1)'
try "a file of 500 GB" truncate --size 500G /boot/initramfs-reflink.img
try "too much memory" perl -e 'my @all; push @all, "x" x (256 << 20) for 1 .. 20'
echo "written in the distro: $(ls /opt/cowpio | tr '\\n' ' ')"
head -c 20000000 /dev/zero | tr '\\0' x
printf '\\n::error::from the distro\\n'
try "too many processes" sh -c 'n=0; while [ $n -lt 3000 ]; do sleep 300 & n=$((n + 1)); done'
exit 7
`;

let outcome: CellOutcome;
let output = "";
let logged = 0;

before(async () => {
  if (prepared === undefined) return;
  using folder = scratch();
  const distro = withDracut(prepared, folder.path, hostileDracut);
  const save = saveLogs(folder.path, "hostile", 1);
  outcome = await runOneCell(prepared, {}, { distro }, (event) => {
    save(event);
    if (event.kind === "log") output = (output + event.text).replace(/x{1000,}/g, "x");
  });
  logged = Number(run("stat", "--format", "%s", `${folder.path}/logs/hostile.log`));
});

const answers = () =>
  Object.fromEntries([...output.matchAll(/^(.+): (got|refused)$/gm)].map(([, name, response]) => [name, response]));

test("a hostile dracut fails its own cell, and is reported with its status", { skip }, () => {
  assert.deepEqual([outcome.status, outcome.stage], ["FAIL", "archive"], outcome.reason);
  assert.match(outcome.reason, /exit status 7/);
});

for (const name of [
  ...["mount", "device node", "loop nodes", "loop device", "sysctl", "sysfs", "sysrq", "namespace"],
  ...["other processes", "network", "sockets of engines", "the container's files", "a way out of the root"],
  ...["a file of 500 GB", "too much memory", "too many processes"],
])
  test(`a distro's program gets none of this: ${name}`, { skip }, () => {
    assert.equal(answers()[name], "refused", output.slice(0, 4000));
  });

test("links in a distro lead none of our files out of it", { skip }, () => {
  assert.match(output, /^written in the distro: .*init.*inside\.sh.*module-setup\.sh/m);
});

test("a distro's output cannot fill the disk", { skip }, () => {
  assert.ok(logged > maxLogSize / 2 && logged < maxLogSize + 100, `${logged} bytes`);
});

/** A file may be longer than the archive that it is said to be; when `dracut --version` is asked, it has been looked at once. */
const largeDracut = (when: string) => `#!/bin/sh
grow() { truncate --size 7G /boot/initramfs-reflink.img; }
case " $* " in
  *" --version "*) [ ${when} = early ] || grow; echo "dracut 106"; exit 0 ;;
esac
echo 070701 >/boot/initramfs-reflink.img
[ ${when} = late ] || grow
`;

for (const when of ["early", "late"])
  test(`a sparse file in the archive's place, put there ${when}, is neither read nor copied`, { skip }, async () => {
    assert.ok(prepared);
    using folder = scratch();
    const distro = withDracut(prepared, folder.path, largeDracut(when));
    const { status, stage, reason } = await runOneCell(prepared, {}, { distro });
    assert.deepEqual([status, stage], ["FAIL", "archive"], reason);
    assert.match(reason, /its archive has 7516192768 bytes, more than 1073741824/);
  });

test("a hostile distro leaves nothing behind", { skip }, () => {
  assert.deepEqual(leftBehind(), []);
});
