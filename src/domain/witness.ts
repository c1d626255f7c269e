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

/** Why a guest did not boot, where a control has to fail for just that. */
export const unpackingFailed = "the kernel could not unpack the archive";
export const unpackedOtherwise = "the kernel unpacked something else than was written";
export const otherNonce = "PID 1 of the real root said another nonce";
export const panicked = "the kernel panicked after it ran /init";
export const hung = "the guest fell silent after the kernel ran /init and before the initramfs had found the real root";
