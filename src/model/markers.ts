/**
 * The markers of a guest, in their order. On the console each is a line of the kernel's log (markers are written to
 * /dev/kmsg, so no other output can get into their middle; partial output of user space may precede them). The verifier and
 * the real root print theirs to a second serial port, too.
 */

/**
 * Printed by a kernel before a message (kernel/printk/printk.c): `<6>`, `[    3.432493]` in seconds, which is the first group,
 * and `[    T1]` or `[   C0]` with PRINTK_CALLER. Each is optional.
 */
const prefix = "(?:<\\d+>)?(?:\\[ *(\\d+\\.\\d+)\\] ?)?(?:\\[ *[TC]\\d+\\] ?)?";

/** Matches a message anywhere in a line, with its prefix, but not in the quoted command line of the kernel. */
const logged = (message: string): RegExp => new RegExp(`${prefix}(?<!ommand line:.*)${message}`);

/** Matches a message that begins its line or follows a time or a caller: one that other programs' messages may contain. */
export const leading = (message: string): RegExp => new RegExp(`(?:^(?:<\\d+>)?|\\[ *[\\dTC.]+\\] ?)(?:${message})`);

/** A line that only a kernel prints: with a time, or its first one. */
export const kernelLine = new RegExp(`^(?:<\\d+>)?(?:\\[ *\\d+\\.\\d+\\]|${prefix}Linux version \\d)`);

/** Milliseconds of the guest's clock; undefined for a line without a time. */
export function guestTime(line: string): number | undefined {
  const seconds = /\[ *(\d+\.\d+)\]/.exec(line)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** CSI, OSC and shorter sequences (ECMA-48): colors, cursor, titles. An OSC without its end hides nothing else. */
const escapeSequence =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\](?:[^\u0007\u001b]*(?:\u0007|\u001b\\|(?=\u001b)))?|[ -/]*[0-Z\\^-~])/g;

/** A console's line without the escape sequences and carriage returns that terminals hide. */
export const plainLine = (line: string): string => line.replace(escapeSequence, "").replace(/\r/g, "");

/** init/initramfs.c */
export const unpackingLine = logged("(?:Trying to unpack rootfs image as initramfs|Unpacking initramfs)\\.\\.\\.");
export const unpackedLine = logged("Freeing initrd memory: (\\d+)K");

/** init/main.c; the program is /init, or what rdinit= names. */
export const runInitLine = logged("Run (/\\S+) as init process");

/** Printed by containers/guest/verify.c: numbers of entries that are as written, that differ, and that were not written. */
export const comparedMarker = /cowpio: unpacked (\d+) right, (\d+) wrong, (\d+) more (\w+)$/;
export const comparedLine = logged(comparedMarker.source);
export const otherwiseLine = logged("cowpio: (unpacked otherwise: .*)$");
export const availableLine = logged("cowpio: memory available *(\\d+) kB$");
export const noInitLine = logged("cowpio: no /init that runs: (.*)$");

/** Printed from inside the archive, by a dracut hook. */
export const insideMarker = "cowpio: inside the archive";
export const insideLine = logged(`${insideMarker}$`);

/** Printed by PID 1 of the real root: containers/guest/init.c. */
export const realRootMarker = /cowpio: real root (\w+)$/;
export const realRootLine = logged(realRootMarker.source);

/** A run's nonce has two halves: the archive's verifier says one, the real root the other. */
export const noncesOf = (nonce: string): { readonly archive: string; readonly root: string } => ({
  archive: nonce.slice(0, nonce.length / 2),
  root: nonce.slice(nonce.length / 2),
});
