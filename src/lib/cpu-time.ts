import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds of a clock tick: USER_HZ is 100 on every processor that cells run on. */
const tick = 10;

/** Empty for a process that has ended. */
const read = (path: string): string => {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
};
const list = (path: string): string[] => {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
};

/** The fields of /proc/PID/stat after the program's name, which may hold anything (proc_pid_stat(5)): from field 3 on. */
const statOf = (pid: number | string): string[] => read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];

function withDescendants(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of list("/proc").filter((one) => /^\d+$/.test(one))) {
    const parent = Number(statOf(name)[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [root];
  // Grows as it is walked.
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

/**
 * Milliseconds that a process and its descendants ran, ended ones too, and waited for a processor
 * (Documentation/scheduler/sched-stats.rst, /proc/PID/schedstat): a program that others keep from running is not idle.
 */
export function activeTime(root: number): number {
  let total = 0;
  for (const pid of withDescendants(root)) {
    // utime, stime, cutime and cstime, the fields 14 to 17.
    for (const ticks of statOf(pid).slice(11, 15)) total += Number(ticks) * tick;
    for (const thread of list(`/proc/${pid}/task`))
      total += Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(" ")[1] ?? 0) / 1e6;
  }
  return total;
}
