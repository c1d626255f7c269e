import { mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { eachLine } from "../lib/process.ts";
import { type CellPlan, inContainer, type Keep } from "../model/cell.ts";
import { type CellEvent, type CellOutcome, elapsed } from "../model/outcome.ts";
import { keptOf } from "../report/paths.ts";
import type { CellRunner } from "./engine/runtime.ts";
import { unseenPathError, whereToRun } from "./engine/shared-paths.ts";

export type CellInputs = {
  /** Paths on the engine's machine. */
  readonly distro: string;
  readonly kernel: string;
  /** A checkout of dracut, where the plan has one. */
  readonly checkout?: string;
  /** Folder for the cell's machine; absent if it is not kept. */
  readonly kept?: string;
  readonly privileged: boolean;
};

/** Characters. An outcome has two million for an archive of 5000 members; a hostile archive may have as many as it likes. */
const longestLine = 64 << 20;

/** Runs one cell in its own container. A failure of the container is INCONCLUSIVE; only an abort rejects. */
export async function runCellContainer(
  runner: Pick<CellRunner, "run">,
  plan: CellPlan,
  inputs: CellInputs,
  listen: { readonly onEvent: (event: CellEvent) => void; readonly signal: AbortSignal },
): Promise<CellOutcome> {
  let outcome: CellOutcome | undefined;
  let output = "";
  const decoder = new StringDecoder("utf8");
  const onLine = eachLine(longestLine, (line, cut) => {
    if (cut) {
      output = `it printed a line of more than ${longestLine >> 20} MiB`;
      return;
    }
    const event = eventOf(line);
    if (event.kind === "outcome") outcome = event.outcome;
    else listen.onEvent(event);
  });
  const started = performance.now();
  const limit = AbortSignal.timeout(longest(plan));
  const inconclusive = (reason: string): CellOutcome => ({
    cell: plan.id,
    status: "INCONCLUSIVE",
    stage: "provision",
    reason,
    stageTimes: {},
  });
  try {
    const { distro, kernel, checkout, kept, privileged } = inputs;
    const status = await runner.run(
      {
        name: plan.id,
        input: JSON.stringify(plan),
        privileged,
        accelerator: plan.accelerator,
        ...(plan.guestMemory === undefined ? {} : { guestMemory: plan.guestMemory }),
        mounts: [
          { from: distro, to: inContainer.distro },
          { from: kernel, to: inContainer.kernel },
          ...(checkout ? [{ from: checkout, to: inContainer.checkout }] : []),
          ...(kept ? [{ from: kept, to: inContainer.kept, writable: true as const }] : []),
        ],
      },
      {
        onStdout: (chunk) => onLine(decoder.write(chunk)),
        onStderr: (chunk) => {
          output = (output + chunk).slice(-2000);
          listen.onEvent({ kind: "log", text: chunk.toString() });
        },
        signal: AbortSignal.any([listen.signal, limit]),
      },
    );
    return outcome === undefined
      ? inconclusive(
          `the cell's container ended (status ${status}) without an outcome: ${output.trim() || "it printed nothing"}`,
        )
      : withContainer(outcome, performance.now() - started);
  } catch (error) {
    listen.signal.throwIfAborted();
    if (limit.aborted) return inconclusive(`the cell was stopped after ${longest(plan) / 60_000} minutes`);
    const why = error instanceof Error ? error.message : String(error);
    return inconclusive(
      `the cell's container could not run: ${why}${unseenPathError(why) === undefined ? "" : `; ${whereToRun}`}`,
    );
  }
}

/** The time to create, start and remove the container belongs to provisioning. */
const withContainer = (outcome: CellOutcome, tookMs: number): CellOutcome => {
  const { stageTimes } = outcome;
  const container = Math.max(0, tookMs - elapsed(stageTimes));
  return { ...outcome, stageTimes: { ...stageTimes, provision: (stageTimes.provision ?? 0) + container } };
};

/** Milliseconds that a cell may take: its boots' own, for each archive and for its own build what dracut may; the rest takes seconds. */
export const longest = ({ compareWith, deadlines, checkout, cloneKernel, boots = 1 }: CellPlan): number =>
  300_000 +
  (checkout ? 600_000 : 0) +
  (cloneKernel === "guest" ? boots * deadlines.clone : 0) +
  (1 + compareWith.length) * deadlines.dracut +
  (boots + compareWith.length) * deadlines.boot;

/** Reads an event; lines that are not events are other programs' output, and become lines of the log. */
export function eventOf(line: string): CellEvent {
  try {
    const event: unknown = JSON.parse(line);
    if (typeof event === "object" && event !== null && "kind" in event) return event as CellEvent;
  } catch {
    // told as it is
  }
  return { kind: "log", text: `${line}\n` };
}

/** Runs a cell with an empty folder for its machine, or without one if `keep` is none. Removes the folder if the cell did not fill it. */
export async function keeping(
  { keep, reportDir }: { readonly keep: Keep; readonly reportDir: string },
  cell: string,
  run: (folder?: string) => Promise<CellOutcome>,
): Promise<CellOutcome> {
  if (keep === "none") return run();
  const folder = resolve(reportDir, keptOf(cell));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let outcome: CellOutcome | undefined;
  try {
    return (outcome = await run(folder));
  } finally {
    if (!outcome?.kept) rmSync(folder, { recursive: true, force: true });
  }
}
