/**
 * What the guest's console must say, in this order. Each is a line of the kernel's log (our two are written to
 * /dev/kmsg, so no other output can fall into their middle; what user space left of a line may stand before it), and
 * its first group is the guest's time, in seconds.
 */

/** init/main.c */
export const runInitLine = /\[ *(\d+\.\d+)\] Run \/init as init process/;

/** Printed from inside the archive, by a dracut hook. */
export const insideMark = "cowpio: inside the archive";
export const insideLine = new RegExp(`\\[ *(\\d+\\.\\d+)\\] ${insideMark}$`);

/** Printed by PID 1 of the real root: containers/guest/init.c. */
export const realRootLine = (nonce: string): RegExp => new RegExp(`\\[ *(\\d+\\.\\d+)\\] cowpio: real root ${nonce}$`);

/** Why a guest without an /init in its archive does not boot: the kernel found none, and no root by itself. */
export const noInit = "the archive has no /init that runs";
