import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { inContainer } from "../model/cell.ts";
import { UserError } from "../model/errors.ts";
import type { Request } from "../plan/inputs.ts";
import { keptOf } from "../report/paths.ts";
import { loadReport } from "../report/read.ts";
import type { At } from "./at.ts";
import { connectRuntime } from "./engine/runtime.ts";
import { openCache } from "./staging/cache.ts";

/** The terminal that a guest's console is shown on. */
type Terminal = {
  readonly input: NodeJS.ReadStream;
  readonly output: (chunk: Buffer) => void;
};

/**
 * Boots a cell's kept machine with the console on the terminal and `words` added to the kernel's command line. Returns QEMU's exit
 * status. Keys, including Ctrl-C, go to the guest; Ctrl-A X ends QEMU.
 */
export async function bootKept(
  { report, cell, words }: { readonly report: string; readonly cell: string; readonly words: readonly string[] },
  request: Pick<Request, "cacheDir" | "cellImage" | "engine">,
  at: At,
  { input, output }: Terminal,
): Promise<number> {
  const { runId, signal, log } = at;
  const { run } = await loadReport(report);
  const kept = run?.cells.filter(({ outcome }) => outcome.kept).map(({ plan }) => plan) ?? [];
  const plan = kept.find(({ id }) => id === cell);
  const folder = resolve(report, keptOf(cell));
  if (plan === undefined || !existsSync(folder))
    throw new UserError(
      `${report}: cell ${cell} was not kept. Kept cells: ${kept.map(({ id }) => id).join(", ") || "none"}. Run the cell with --keep all`,
    );
  const runtime = await connectRuntime(request.engine, log);
  await using cache = await openCache(request.cacheDir, runId);
  const runner = await runtime.prepare({ request, at, cache, paths: [folder] });
  log(`booting ${cell}; Ctrl-A X ends it`);
  input.setRawMode?.(true);
  try {
    return await runner.run(
      {
        name: `boot of ${cell}`,
        stdin: input,
        // The guest's writes to its disk.
        command: ["env", `TMPDIR=${inContainer.work}`, "sh", `${inContainer.kept}/boot.sh`, ...words],
        accelerator: plan.accelerator,
        ...(plan.guestMemory === undefined ? {} : { guestMemory: plan.guestMemory }),
        // Reads files of other users.
        capabilities: ["DAC_OVERRIDE"],
        mounts: [{ from: folder, to: inContainer.kept, writable: true }],
      },
      { onStdout: output, onStderr: output, signal },
    );
  } finally {
    input.setRawMode?.(false);
    input.pause();
  }
}
