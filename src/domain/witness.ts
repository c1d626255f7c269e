/**
 * What the guest must say, in this order. On the console each is a line of the kernel's log (ours are written to
 * /dev/kmsg, so no other output can fall into their middle; what user space left of a line may stand before it), and its
 * first group is the guest's time, in seconds. The verifier and the real root say theirs on a second serial port, too.
 */

const logged = (what: string): RegExp => new RegExp(`\\[ *(\\d+\\.\\d+)\\] ${what}`);

/** init/initramfs.c */
export const unpackingLine = logged("(?:Trying to unpack rootfs image as initramfs|Unpacking initramfs)\\.\\.\\.");
export const unpackedLine = logged("Freeing initrd memory: (\\d+)K");

/** init/main.c; the program is /init, or what rdinit= names. */
export const runInitLine = logged("Run (/\\S+) as init process");

/** Of containers/guest/verify.c: how many entries are as written, how many are not, how many nobody wrote. */
export const comparedMark = /cowpio: unpacked (\d+) right, (\d+) wrong, (\d+) more (\w+)$/;
export const comparedLine = logged(comparedMark.source);
export const otherwiseLine = logged("cowpio: (unpacked otherwise: .*)$");
export const availableLine = logged("cowpio: memory available *(\\d+) kB$");
export const noInitLine = logged("cowpio: no /init that runs: (.*)$");

/** Printed from inside the archive, by a dracut hook. */
export const insideMark = "cowpio: inside the archive";
export const insideLine = logged(`${insideMark}$`);

/** Printed by PID 1 of the real root: containers/guest/init.c. */
export const realRootMark = /cowpio: real root (\w+)$/;
export const realRootLine = logged(realRootMark.source);

/** A run's nonce has two halves: the archive's verifier says one, the real root the other. */
export const noncesOf = (nonce: string): { readonly archive: string; readonly root: string } => ({
  archive: nonce.slice(0, nonce.length / 2),
  root: nonce.slice(nonce.length / 2),
});

/** Why a guest did not boot, where a control has to fail for just that. */
export const noInit = "the archive has no /init that runs";
export const unpackingFailed = "the kernel could not unpack the archive";
export const unpackedOtherwise = "the kernel unpacked something else than was written";
export const otherNonce = "PID 1 of the real root said another nonce";
export const panicked = "the kernel panicked after it ran /init";
export const beforeRealRoot = "after the kernel ran /init and before the initramfs had found the real root";
export const hung = `the guest fell silent ${beforeRealRoot}`;
