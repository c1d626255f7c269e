import { spawn } from "node:child_process";
import type { Command } from "../model/command.ts";
import { activeTime } from "./cpu-time.ts";

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
