import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { getExecOutput } from "@actions/exec";
import { type Command, shellQuote } from "../model/command.ts";

export type Ended =
  | { readonly kind: "exited"; readonly status: number }
  | { readonly kind: "killed"; readonly signal: string }
  | { readonly kind: "too long"; readonly afterMs: number }
  | { readonly kind: "silent"; readonly afterMs: number }
  /** By the caller's `stop`. */
  | { readonly kind: "stopped" };

/** How it ended, in words. */
export function describeEnd(ended: Ended): string {
  switch (ended.kind) {
    case "exited":
      return `exit status ${ended.status}`;
    case "killed":
      return `killed by ${ended.signal}`;
    case "too long":
      return `not done after ${ended.afterMs / 1000} s, and ended`;
    case "silent":
      return `silent for ${ended.afterMs / 1000} s, and ended`;
    case "stopped":
      return "ended";
  }
}

export type Watch = {
  /** Standard output and error, as they come. */
  readonly onOutput: (text: string) => void;
  /** Milliseconds in all, and without output. `idle`: a silent command that works goes on. */
  readonly deadlines: { readonly total: number; readonly stall: number; readonly idle?: boolean };
  readonly signal?: AbortSignal;
  /** Ends the command as `stopped`. */
  readonly stop?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
};

/** The part of its time that an idle command runs or waits for a processor; an idle guest under TCG takes 4 to 10 % of one. */
const idleShare = 0.25;

/**
 * Runs a long command in a process group of its own, and ends the whole group when a deadline passes or the
 * signal says so. An abort rejects with the signal's reason; every other end is a value.
 */
export function watch(command: Command, { onOutput, deadlines, signal, stop, env }: Watch): Promise<Ended> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = spawn(command.program, command.args, {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      ...(env ? { env: { ...env } } : {}),
    });
    let early: Ended | undefined;
    let timeout: NodeJS.Timeout | undefined;

    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // the group has ended by itself
      }
      // The group lets go of its output when it is dead; a descendant that left it may hold on for as long as it likes.
      timeout ??= setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, 1000);
    };
    const end = (why: Ended) => {
      early ??= why;
      kill();
    };
    const total = setTimeout(() => end({ kind: "too long", afterMs: deadlines.total }), deadlines.total);
    // In the middle of a silence, what the second half is compared with.
    let middle: number | undefined;
    const half = deadlines.stall / 2;
    const stall = setTimeout(() => {
      const active = deadlines.idle ? activeTime(child.pid ?? 0) : 0;
      if (middle !== undefined && active - middle <= half * idleShare)
        return end({ kind: "silent", afterMs: deadlines.stall });
      middle = active;
      stall.refresh();
    }, half);
    signal?.addEventListener("abort", kill, { once: true });
    const stopped = () => end({ kind: "stopped" });
    stop?.addEventListener("abort", stopped, { once: true });

    const output = (chunk: string) => {
      middle = undefined;
      stall.refresh();
      onOutput(chunk);
    };
    child.stdout.setEncoding("utf8").on("data", output);
    child.stderr.setEncoding("utf8").on("data", output);

    const settle = (done: () => void) => {
      clearTimeout(total);
      clearTimeout(stall);
      clearTimeout(timeout);
      signal?.removeEventListener("abort", kill);
      stop?.removeEventListener("abort", stopped);
      done();
    };
    child.on("error", (error) => settle(() => reject(error)));
    child.on("close", (status, by) =>
      settle(() => {
        if (signal?.aborted) reject(signal.reason);
        else if (early) resolve(early);
        else if (by) resolve({ kind: "killed", signal: by });
        else resolve({ kind: "exited", status: status ?? -1 });
      }),
    );
  });
}

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
function activeTime(root: number): number {
  let total = 0;
  for (const pid of withDescendants(root)) {
    // utime, stime, cutime and cstime, the fields 14 to 17.
    for (const ticks of statOf(pid).slice(11, 15)) total += Number(ticks) * tick;
    for (const thread of list(`/proc/${pid}/task`))
      total += Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(" ")[1] ?? 0) / 1e6;
  }
  return total;
}

/** Standard streams of a command whose input stays open as long as this process lives. */
export type Piped = {
  /** The first thing on standard input. */
  readonly input?: string;
  /** Standard input, instead of `input`. */
  readonly stdin?: NodeJS.ReadableStream;
  readonly onStdout: (chunk: Buffer) => void;
  readonly onStderr: (chunk: Buffer) => void;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string>>;
};

/** Milliseconds that a command has to end by itself after SIGTERM. */
const terminationMs = 10_000;

/**
 * Runs a command in a session of its own and returns its exit status: 128 and the signal's number if a signal ended it. An
 * abort sends SIGTERM, waits for the end, and rejects with the signal's reason.
 */
export function runPiped(command: Command, piped: Piped): Promise<number> {
  const { input, stdin, onStdout, onStderr, signal, env } = piped;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn(command.program, command.args, { detached: true, env: { ...env } });
    let timeout: NodeJS.Timeout | undefined;
    const abort = () => {
      child.kill("SIGTERM");
      timeout = setTimeout(() => child.kill("SIGKILL"), terminationMs);
    };
    signal.addEventListener("abort", abort, { once: true });
    // A command may end before it has read its input.
    child.stdin.on("error", () => {});
    if (input !== undefined) child.stdin.write(input);
    stdin?.pipe(child.stdin, { end: false });
    child.stdout.on("data", onStdout);
    child.stderr.on("data", onStderr);
    const settle = (done: () => void) => {
      clearTimeout(timeout);
      stdin?.unpipe(child.stdin);
      signal.removeEventListener("abort", abort);
      if (signal.aborted) reject(signal.reason);
      else done();
    };
    child.on("error", (error) => settle(() => reject(error)));
    child.on("close", (status, by) => settle(() => resolve(status ?? 128 + (by === null ? 0 : constants.signals[by]))));
  });
}

/**
 * Runs a short command to its end and gives its standard output.
 * Throws with the command, its exit status and the end of what it said. No deadline and no way to stop it
 * (@actions/exec has neither): what may take long goes through `process.ts`.
 */
export async function exec(command: Command, input?: string): Promise<string> {
  const { exitCode, stdout, stderr } = await getExecOutput(command.program, [...command.args], {
    silent: true,
    ignoreReturnCode: true,
    ...(input === undefined ? {} : { input: Buffer.from(input) }),
  });
  if (exitCode === 0) return stdout;
  const output = (stderr.trim() || stdout.trim()).split("\n").slice(-3).join("; ");
  throw new Error(`${shellQuote(command)}: exit status ${exitCode}${output === "" ? "" : `: ${output}`}`);
}

/** Cuts text into lines. What a line has beyond `most` characters is left out, and `cut` says so: no writer fills its reader's memory. */
export function eachLine(max: number, onLine: (line: string, cut: boolean) => void): (text: string) => void {
  let open = "";
  let cut = false;
  const add = (piece: string) => {
    cut ||= open.length + piece.length > max;
    open += piece.slice(0, max - open.length);
  };
  return (text) => {
    const [first = "", ...others] = text.split("\n");
    add(first);
    for (const piece of others) {
      onLine(open, cut);
      open = "";
      cut = false;
      add(piece);
    }
  };
}
