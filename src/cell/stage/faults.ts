import type { Fault } from "../../model/cell.ts";
import type { Command } from "../../model/command.ts";
import { insideMarker } from "../../model/markers.ts";

/** Stands in for dracut-cpio and commits the injected fault; undefined without one. */
export function writerShim(fault: Fault): string | undefined {
  switch (fault) {
    case "unaligned":
    case "snapshot-only":
      return `#!/bin/sh
# Injected: file data lies on newc's own 4 bytes, so nothing can be shared. The last --data-align counts.
exec /usr/lib/dracut/cowpio create "$@" --data-align 4
`;
    case "no-init":
      return `#!/bin/sh
# Injected: the archive lacks its /init. dracut up to 106 gives names that end with NULs, 112 lines.
case " $* " in *' --null '*) ends=--null-data ;; *) ends= ;; esac
grep $ends --invert-match --line-regexp --extended-regexp '(\\./)?init' | /usr/lib/dracut/cowpio create "$@"
`;
    case "truncated":
      return `#!/bin/sh
# Injected: the archive's last third is missing. dracut's call has the output last.
/usr/lib/dracut/cowpio create "$@"
for output; do :; done
truncate --size $(($(stat --format %s "$output") * 2 / 3)) "$output"
`;
    default:
      return undefined;
  }
}

/** Before the distro is unpacked on the empty file system: what lies in a folder takes NOCOW from it. */
export const faultsBefore = (fault: Fault, root: string): Command[] =>
  fault === "nocow" ? [{ program: "chattr", args: ["+C", root] }] : [];

/** On the unpacked distro, before dracut runs. Its tmpdir is /var/tmp. */
export function faultsAfter(fault: Fault, root: string): Command[] {
  switch (fault) {
    case "nocow":
      return [{ program: "chattr", args: ["-C", `${root}/var/tmp`, `${root}/boot`] }];
    case "other-file-system":
      return [{ program: "mount", args: ["-t", "tmpfs", "tmpfs", `${root}/var/tmp`] }];
    default:
      return [];
  }
}

/** A dracut module whose hook runs in the initramfs just before it leaves for the real root. */
export const insideModule = `#!/bin/bash
check() { return 0; }
depends() { echo base; }
install() { inst_hook pre-pivot 99 "$moddir/inside.sh"; }
`;

export function insideHook(fault: Fault): string {
  switch (fault) {
    case "panic":
      return `#!/bin/sh
# Injected: the kernel panics (Documentation/admin-guide/sysrq.rst).
echo 1 > /proc/sys/kernel/sysrq
echo 1 > /proc/sys/kernel/panic_on_oops
echo c > /proc/sysrq-trigger
`;
    case "hang":
      return `#!/bin/sh
# Injected: the initramfs never ends, and says nothing; nor does systemd, by SIGRTMIN+21 (systemd(1), Signals).
kill -55 1
while :; do sleep 1000; done
`;
    default:
      return `#!/bin/sh
echo "<5>${insideMarker}" > /dev/kmsg
`;
  }
}
