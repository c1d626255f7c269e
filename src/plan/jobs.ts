/** A guest has two processors where its cell has as many cores for itself (src/cell/boot/qemu.ts). */
const coresOfCell = 2;
/** A cell's guest has 1 GiB; the other is for dracut, the proof and what the page cache holds of the image. */
const memoryOfCell = 2 * 2 ** 30;

/** Cells that run at a time: what was asked for, or as many as the machine has 2 cores and 2 GiB for, at least one. */
export const jobsOf = (
  requested: number | "auto",
  { cores, memory }: { readonly cores: number; readonly memory: number },
): number =>
  requested === "auto"
    ? Math.max(1, Math.min(Math.floor(cores / coresOfCell), Math.floor(memory / memoryOfCell)))
    : requested;

/** Returns the number of processors of each guest. Two that share one core wait for each other and stall. */
export const guestProcessors = (jobs: number, cores: number): number =>
  Math.max(1, Math.min(coresOfCell, Math.floor(cores / jobs)));
