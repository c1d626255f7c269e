import type { Plant } from "../domain/cell.ts";
import { insideMark } from "../domain/witness.ts";

/** Stands in for dracut-cpio and commits the planted fault; undefined without one. */
export function writerShim(plant: Plant): string | undefined {
  switch (plant) {
    case "none":
      return undefined;
    case "unaligned":
      return `#!/bin/sh
# Planted: file data lies on newc's own 4 bytes, so nothing can be shared. The last --data-align counts.
exec /usr/lib/dracut/cowpio create "$@" --data-align 4
`;
    case "no-init":
      return `#!/bin/sh
# Planted: the archive lacks its /init.
grep --null-data --invert-match --line-regexp '\\./init' | /usr/lib/dracut/cowpio create "$@"
`;
  }
}

/** A dracut module whose hook runs in the initramfs just before it leaves for the real root. */
export const insideModule = `#!/bin/bash
check() { return 0; }
depends() { echo base; }
install() { inst_hook pre-pivot 99 "$moddir/inside.sh"; }
`;

export const insideHook = `#!/bin/sh
echo "<5>${insideMark}" > /dev/kmsg
`;
