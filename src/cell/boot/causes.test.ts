import assert from "node:assert/strict";
import { test } from "node:test";
import { plainLine } from "../../model/markers.ts";
import { type CauseKind, causeKinds, causeOf, lastStep, steady, waitsForever } from "./causes.ts";

const at = (...texts: string[]) => texts.map((text) => ({ text: plainLine(text) }));

/** Lines as guests print them, each with its kind. */
const recorded: readonly (readonly [CauseKind, string])[] = [
  [
    "missing library",
    "/usr/lib/systemd/systemd-udevd: error while loading shared libraries: libkmod.so.2: cannot open shared object file: No such file or directory",
  ],
  ["missing library", "/init: /lib64/libc.so.6: version `GLIBC_2.38' not found (required by /init)"],
  ["missing library", "Error loading shared library libz.so.1: No such file or directory (needed by /sbin/apk)"],
  [
    "missing interpreter",
    "[   13.2] systemd[1]: dracut-cmdline.service: Failed at step EXEC spawning /usr/bin/dracut-cmdline: No such file or directory",
  ],
  ["missing interpreter", "/sbin/fsck.btrfs: /bin/bash: bad interpreter: No such file or directory"],
  ["missing interpreter", "[    3.1] Failed to execute /init (error -2)"],
  ["exec format error", "/init: line 4: /usr/bin/udevadm: Exec format error"],
  ["exec format error", "[    3.1] Failed to execute /init (error -8)"],
  ["out of memory", "[   20.0] Out of memory: Killed process 201 (systemd-udevd) total-vm:38044kB"],
  [
    "no such unit",
    "[   10.2] systemd[1]: initrd-switch-root.target: Failed to start: Unit initrd-switch-root.service not found.",
  ],
  ["no such unit", "[!!!!!!] Failed to isolate default target."],
  ["dracut's FATAL", "[    9.1] dracut: FATAL: No or empty root= argument"],
  [
    "failed to mount",
    "[\u001b[0;1;31mFAILED\u001b[0m] Failed to mount \u001b[0;1;39msysroot.mount\u001b[0m - /sysroot.",
  ],
  ["failed to mount", "mount: /sysroot: unknown filesystem type 'btrfs'."],
  [
    "root not found",
    "[\u001b[0;1;31m TIME \u001b[0m] Timed out waiting for device \u001b[0;1;39mdev-disk-by\\x2duuid-7b\u2026\u001b[0m - /dev/disk/by-uuid/7b68.",
  ],
  ["failed unit", "[FAILED] Failed to start systemd-udevd.service - Rule-based Manager for Device Events and Files."],
  ["dependency failed", "[DEPEND] Dependency failed for initrd-root-fs.target - Initrd Root File System."],
  ["freezing", "[   10.7] systemd[1]: Freezing execution."],
  ["prompt", "Press Enter for maintenance"],
  ["prompt", "pre-mount:/# "],
  ["prompt", "Please enter passphrase for disk sda2 (root): "],
  ["prompt", "[   31.2] dracut-pre-mount[310]: Warning: Break before pre-mount"],
  ["emergency shell", "Entering emergency mode. Exit the shell to continue."],
  ["kernel panic", "[    5.0] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00007f00"],
];

test("each cause of the table is recognized on a console", () => {
  for (const [kind, line] of recorded) assert.equal(causeOf(at("noise", line))?.kind, kind, line);
  assert.deepEqual(new Set(recorded.map(([kind]) => kind)), new Set(causeKinds));
});

test("the first cause in a chain of errors is reported, wherever it stands", () => {
  const lines = recorded.map(([, line]) => line);
  assert.equal(causeOf(at(...lines.toReversed()))?.kind, "missing library");
});

test("a boot that goes well has no cause", () => {
  const good = [
    "[   10.745182] systemd[1]: systemd 257.13-1~deb13u1 running in system mode",
    "[   13.698618] systemd[1]: Expecting device dev-disk-by\\x2duuid-7b68fe8e.device",
    "[   13.647632] systemd[1]: Started systemd-ask-password-console.path - Dispatch Password Requests to Console Directory Watch.",
    "[   14.078816] systemd[1]: systemd-battery-check.service - Check battery level skipped, unmet condition check",
    "[*     ] (1 of 2) Job systemd-udev-trigger.s\u2026ice/start running (15s / no limit)",
    "[    0.7] Freeing SMP alternatives memory: 40K",
  ];
  assert.equal(causeOf(at(...good)), undefined);
  assert.equal(good.some(waitsForever), false);
});

test("a prompt, an emergency shell and a frozen systemd wait forever, a failed unit does not", () => {
  const waiting = recorded.filter(([, line]) => waitsForever(plainLine(line))).map(([kind]) => kind);
  assert.deepEqual(new Set(waiting), new Set(["freezing", "prompt", "emergency shell"]));
});

test("the last unit before the cause is the one that ran, not what ends the guest", () => {
  const lines = at(
    "[   16.205910] systemd[1]: Starting dracut-cmdline.service - dracut cmdline hook...",
    "         Starting \u001b[0;1;39msystemd-udevd.service\u001b[0m - R\u2026ager for Device Events and Files...",
    "systemd-udevd: error while loading shared libraries: libkmod.so.2",
    "[\u001b[0;32m  OK  \u001b[0m] Finished \u001b[0;1;39msystemd-fsck-root.service\u001b[0m\u2026fe8e.",
    "[  OK  ] Reached target emergency.target - Emergency Mode.",
  );
  assert.equal(lastStep(lines, causeOf(lines)), "systemd-udevd.service");
  assert.equal(lastStep(lines, undefined), "systemd-fsck-root.service");
  assert.equal(lastStep(at("noise"), undefined), undefined);
});

test("a quoted line has nothing that differs from run to run", () => {
  const line = (time: string, pid: number, uuid: string) =>
    `[   ${time}][    T1] systemd[${pid}]: Timed out waiting for device dev-disk-by\\x2duuid-${uuid}.device.`;
  assert.equal(
    steady(line("13.6", 1, "7b68fe8e-9df8-49fb-a02a-fab3a2b1a84f")),
    steady(line("99.1", 7, "00000000\\x2d9df8\\x2d49fb\\x2da02a\\x2dfab3a2b1a84f")),
  );
  assert.equal(steady("Press Enter for maintenance[   40.848880] virtio_blk virtio0"), "Press Enter for maintenance");
  const cut = (uuid: string) => `[ TIME ] Timed out waiting for device dev-d\u2026${uuid}.`;
  assert.equal(steady(cut("8ed3af-2c18-4dc3-b39d-99eba7d20994")), steady(cut("a-1111-4dc3-b39d-99eba7d20994")));
});
