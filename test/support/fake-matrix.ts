/** A matrix whose machine does everything at once. */
import assert from "node:assert/strict";
import type { Extent, MatrixEffects } from "../../src/host/matrix.ts";
import { planCells } from "../../src/plan/cells.ts";
import { parseInputs } from "../../src/plan/inputs.ts";

export const digest = `sha256:${"0".repeat(64)}` as const;

export const kernel = { version: "6.12.1-test", origin: "linux-image 6.12.1", digest };

/** A run whose machine does everything; what it ran goes to `ran`. */
export function matrix(ran: string[], over: Partial<MatrixEffects> = {}): MatrixEffects {
  return {
    signal: new AbortController().signal,
    stageDistro: async ({ requested }) => ({ image: { name: requested, digest }, tar: "/distro.tar" }),
    stageCheckout: async (requested) => ({ folder: requested, digest }),
    fullStorage: async () => undefined,
    stageKernel: async (name) => ({ image: kernel, folder: `/kernels/${name}` }),
    runCell: async (cell) => {
      ran.push(`${cell.id} ${cell.nonce}`);
      return { cell: cell.id, status: "PASS", reason: "as expected", stageTimes: {} };
    },
    resumed: () => undefined,
    save: () => {},
    progress: () => {},
    now: () => 0,
    ...over,
  };
}

/** Everything requested, one cell at a time; each inconclusive cell is repeated once. */
export function extent(given: Record<string, string>): Extent {
  const parsed = parseInputs({ jobs: "1", ...given }, { cache: "/cache" });
  assert.ok(parsed.ok);
  const { bootDeadline, retries, boots } = parsed.value;
  const { cells } = planCells(parsed.value);
  const settings = { bootDeadline, boots, processors: 2, nonce: "abcd", accelerator: "tcg" } as const;
  return { cells, jobs: 1, retries, settings: { ...settings, runInputs: parsed.value.runInputs } };
}
