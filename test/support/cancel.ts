/** A run of the Action that is cancelled in one of its stages, and what it leaves behind its post step. */
import { readdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { leftBehind, type Workspace } from "./runner.ts";

export const waitFor = async (ms: number, holds: () => boolean): Promise<boolean> => {
  for (const end = performance.now() + ms; performance.now() < end; await wait(20)) if (holds()) return true;
  return holds();
};

export type Cancelled = {
  /** It had come to the stage, and still ran when the signal was sent: else nothing was cancelled. */
  readonly ran: boolean;
  readonly status: number | null;
  readonly output: string;
};

/** Signals a run that has said where it is, `after` so many milliseconds; gives how it ended. */
export async function cancelled(
  { child, ended, output: printed }: ReturnType<Workspace["start"]>,
  stage: string,
  signal: NodeJS.Signals,
  after = 0,
): Promise<Cancelled> {
  const runs = () => child.exitCode === null && child.signalCode === null;
  await waitFor(600_000, () => printed().includes(stage) || !runs());
  await wait(after);
  const ran = printed().includes(stage) && runs() && child.kill(signal);
  if (!ran) child.kill("SIGKILL");
  return { ran, ...(await ended) };
}

/** Leftovers of a canceled run after its post step, and the step itself if it failed. */
export async function leftAfterPost(workspace: Workspace): Promise<string[]> {
  const { status, output } = await workspace.start("post").ended;
  const folders = readdirSync(workspace.file("home/.cache/cowpio/tmp"));
  return [...(status === 0 ? [] : [output]), ...leftBehind(), ...folders];
}
