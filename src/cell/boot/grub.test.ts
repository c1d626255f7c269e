import assert from "node:assert/strict";
import { test } from "node:test";
import { generators } from "../../model/generators.ts";
import { grubConfig, judgeLoading } from "./grub.ts";
import { guestMemoryFor, kernelCommandLine, type Machine, qemu, rootTimeoutOf } from "./qemu.ts";

const machine: Machine = {
  kernel: "/cell/vmlinuz",
  archive: "/cell/initramfs.img",
  disk: "/cell/disk.img",
  rootUuid: "1f86cdd4-39be-4b0d-991a-1aced25cda68",
  accelerator: "tcg",
  rootTimeout: 60_000,
  kernelOptions: [],
  memory: 2 ** 30,
  rootOptions: [],
  port: "/cell/port",
};
const onDisk = { kernel: "/@/boot/vmlinuz-6.12.1", archive: "/@/boot/initramfs-reflink.img" };

test("GRUB finds the disk by its file system's UUID and gives the kernel QEMU's own command line", () => {
  const requested = { ...machine, rootOptions: ["compress=zstd", "subvol=@"], clones: true };
  const config = grubConfig(requested, onDisk);
  assert.ok(config.includes(`search --no-floppy --fs-uuid --set=root ${machine.rootUuid};`));
  assert.ok(config.includes(`linux '${onDisk.kernel}' ${kernelCommandLine(requested)};`));
  assert.ok(config.includes(`initrd '${onDisk.archive}';`));
  assert.match(kernelCommandLine(requested), / rootflags=compress=zstd,subvol=@ ro .* cowpio\.clone$/);
  assert.doesNotMatch(kernelCommandLine(machine), /rootflags|cowpio\.clone/);
});

test("a second archive comes from the CD, behind the disk's", () => {
  const config = grubConfig({ ...machine, overlay: "/cell/verifier.img" }, onDisk);
  assert.ok(config.includes(`initrd '${onDisk.archive}' ($cd)/overlay.img;`));
  assert.ok(config.indexOf("set cd=$root") < config.indexOf("search"));
});

test("with a CD QEMU gets neither kernel nor archive", () => {
  const { args } = qemu({ ...machine, cd: "/cell/initramfs.img.iso" });
  assert.deepEqual(
    args.filter((word) => ["-kernel", "-initrd", "-append"].includes(word)),
    [],
  );
  assert.ok(args.some((word) => word.includes("file=/cell/initramfs.img.iso,") && word.includes("media=cdrom")));
  assert.ok(qemu(machine).args.includes("-append"));
});

const lines = (...texts: string[]) => texts.map((text, index) => ({ at: index, text }));
const starts = "cowpio: GRUB starts";
const over = "cowpio: GRUB hands over";
const linux = "[    0.000000] Linux version 6.12.117+deb13-cloud-amd64";

test("a kernel that was handed over to is the console's to judge", () => {
  assert.equal(judgeLoading(lines(starts, over, linux), "exited"), undefined);
  const blind = "error: ../../grub-core/video/video.c:770:no suitable video mode found.";
  assert.equal(judgeLoading(lines(starts, over, blind, linux), "exited"), undefined);
});

test("a file that GRUB cannot read fails file system or archive, in GRUB's words", () => {
  const error = "error: ../../grub-core/fs/fshelp.c:257:file `/boot/initramfs-reflink.img' not found.";
  assert.deepEqual(judgeLoading(lines(starts, error, "cowpio: GRUB could not read the archive"), "exited"), {
    kind: "did not boot",
    fault: "not loaded",
    why: "GRUB could not read the archive: file `/boot/initramfs-reflink.img' not found",
    line: error,
  });
});

test("a file system that GRUB does not know is reported without its UUID", () => {
  const verdict = judgeLoading(
    lines(
      starts,
      `error: ../../grub-core/commands/search.c:315:no such device: ${machine.rootUuid}.`,
      "cowpio: GRUB could not read the file system",
    ),
    "exited",
  );
  assert.ok(verdict?.kind === "did not boot");
  assert.equal(verdict.why, "GRUB could not read the file system: no such device: (its UUID)");
});

test("an error counts although GRUB hangs behind it", () => {
  const verdict = judgeLoading(lines(starts, "error: ../../grub-core/fs/xfs.c:931:not a correct XFS inode."), "silent");
  assert.equal(verdict?.kind, "did not boot");
});

test("a guest whose GRUB or kernel never speaks says nothing of the archive", () => {
  for (const [output, where] of [
    [[], "nothing was said by GRUB"],
    [[starts], "GRUB had started"],
    [[starts, over], "GRUB had handed over"],
    [[starts, over, "error: ../../grub-core/video/video.c:770:no suitable video mode found."], "GRUB had handed over"],
  ] as const) {
    const verdict = judgeLoading(lines(...output), "silent");
    assert.ok(verdict?.kind === "could not tell");
    assert.equal(verdict.why, `the guest fell silent before its kernel spoke: ${where}`);
  }
});

test("a kernel that speaks without a handover was not loaded by GRUB", () => {
  assert.equal(judgeLoading(lines(linux), "exited")?.kind, "could not tell");
});

test("dracut and systemd give a root up that cannot come, in a part of the boot's time", () => {
  const line = kernelCommandLine({
    ...machine,
    rootTimeout: rootTimeoutOf(120_000),
    kernelOptions: generators.dracut.kernelOptions(60),
  });
  for (const limit of ["rd.timeout=60", "rd.retry=30", "systemd.default_device_timeout_sec=60"])
    assert.ok(line.split(" ").includes(limit), line);
  assert.equal(rootTimeoutOf(20_000), 15_000);
});

test("a guest has the memory that its archive takes twice, and a GiB at least", () => {
  const [MiB, GiB] = [2 ** 20, 2 ** 30];
  assert.equal(guestMemoryFor(50 * MiB), GiB);
  assert.equal(guestMemoryFor(409 * MiB), GiB);
  assert.equal(guestMemoryFor(600 * MiB), 1536 * MiB);
  const { args } = qemu({ ...machine, memory: 1536 * MiB });
  assert.equal(args[args.indexOf("-m") + 1], "1536M");
});
