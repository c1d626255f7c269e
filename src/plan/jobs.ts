/** A cell's guest has 1 GiB; the other is for dracut, the proof and what the page cache holds of the image. */
const memoryOfCell = 2 * 2 ** 30;
/** With a second processor a guest takes a tenth less time and an eighth more processor time (TCG, 2 cores). */
const maxGuestProcessors = 2;

/**
 * Returns the number of cells that run at the same time: the requested one, or one for each core and 2 GiB of memory, at
 * least one. A cell does hardly more than one thing at a time: dracut, then a guest.
 */
export const jobsOf = (
  requested: number | "auto",
  { cores, memory }: { readonly cores: number; readonly memory: number },
): number => (requested === "auto" ? Math.max(1, Math.min(cores, Math.floor(memory / memoryOfCell))) : requested);

/** Returns the number of processors of each guest. Two that share one core wait for each other and stall. */
export const guestProcessors = (jobs: number, cores: number): number =>
  Math.max(1, Math.min(maxGuestProcessors, Math.floor(cores / jobs)));
