/** A cell's guest has 1 GiB; the other is for dracut, the proof and what the page cache holds of the image. */
const memoryOfCell = 2 * 2 ** 30;
/** A second processor saves a guest a tenth of its time, and costs a third more processor time (TCG, 2 cores). */
const maxGuestProcessors = 2;

/**
 * Returns the number of cells that run at the same time: what was asked for, or one for each core and 2 GiB of memory, at
 * least one. A cell has hardly more than one thing to do at a time: dracut, then a guest.
 */
export const jobsOf = (
  requested: number | "auto",
  { cores, memory }: { readonly cores: number; readonly memory: number },
): number => (requested === "auto" ? Math.max(1, Math.min(cores, Math.floor(memory / memoryOfCell))) : requested);

/** Returns the number of processors of each guest. Two that share one core wait for each other and stall. */
export const guestProcessors = (jobs: number, cores: number): number =>
  Math.max(1, Math.min(maxGuestProcessors, Math.floor(cores / jobs)));
