import type { CellPlan } from "../model/cell.ts";
import type { Attempt, CellOutcome } from "../model/outcome.ts";

/**
 * Runs a cell, again where it is inconclusive, and keeps what each try came to. Nothing else is tried again: a FAIL that goes away
 * by itself is a FAIL. What an interrupted run kept is taken as it is, but for an inconclusive cell, whose tries count as well.
 */
export async function runWithRetries(
  plan: CellPlan,
  retries: number,
  saved: CellOutcome | undefined,
  run: (attempt: number) => Promise<CellOutcome>,
): Promise<CellOutcome> {
  if (saved !== undefined && saved.status !== "INCONCLUSIVE") return saved;
  const attempts = saved === undefined ? [] : [...(saved.attempts ?? []), attemptOf(saved)];
  for (let retry = 0; ; retry++) {
    const outcome = await run(attempts.length + 1);
    if (outcome.status !== "INCONCLUSIVE" || retry === retries)
      return { ...outcome, cell: plan.id, ...(attempts.length > 0 ? { attempts } : {}) };
    attempts.push(attemptOf(outcome));
  }
}

const attemptOf = ({ reason, stage }: CellOutcome): Attempt => ({
  status: "INCONCLUSIVE",
  reason,
  ...(stage ? { stage } : {}),
});
