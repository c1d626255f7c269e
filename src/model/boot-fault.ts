/** Why an archive did not boot: what its guest lacked, with the words for it. The last three need the guest's ending. */
export const bootFaults = {
  "not loaded": "GRUB could not read it",
  "unpacking failed": "the kernel could not unpack the archive",
  "unpacked otherwise": "the kernel unpacked something else than was written",
  "no init": "the archive has no /init that runs",
  "other nonce": "PID 1 of the real root printed another nonce",
  "out of order": "the markers on the console are out of order",
  "no pre-pivot": "the real root ran, but no pre-pivot hook of the archive (dracut-pre-pivot.service) ran before it",
  "kernel panic": "the kernel panicked after it ran /init",
  "kernel warning": "the kernel printed a warning after it ran /init",
  "ended before the real root": "after the kernel ran /init and before the initramfs had found the real root",
  "hung before the real root": "after the kernel ran /init and before the initramfs had found the real root",
  "no hand-over": "after the pre-pivot hook of the archive and before PID 1 of the real root ran",
} as const;
export type BootFault = keyof typeof bootFaults;
export const bootFaultNames = Object.keys(bootFaults) as BootFault[];
