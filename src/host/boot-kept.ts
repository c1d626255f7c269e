import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { inContainer } from "../model/cell.ts";
import { UserError } from "../model/errors.ts";
import type { Request } from "../plan/inputs.ts";
import { keptOf } from "../report/paths.ts";
import { loadReport } from "../report/read.ts";
import type { At } from "./at.ts";
import { sharedCellImage } from "./engine/cell-image.ts";
import { runContainer } from "./engine/container.ts";
import { connectEngine } from "./engine/engine.ts";
import { cellHost, readOnly } from "./engine/privileges.ts";
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
  request: Pick<Request, "cacheDir" | "cellImage">,
  { home, release, runId, signal, log }: At,
  { input, output }: Terminal,
): Promise<number> {
  const { run } = await loadReport(report);
  const kept = run?.cells.filter(({ outcome }) => outcome.kept).map(({ plan }) => plan) ?? [];
  const plan = kept.find(({ id }) => id === cell);
  const folder = resolve(report, keptOf(cell));
  if (plan === undefined || !existsSync(folder))
    throw new UserError(
      `${report}: cell ${cell} was not kept. Kept cells: ${kept.map(({ id }) => id).join(", ") || "none"}. Run the cell with --keep all`,
    );
  const engine = await connectEngine();
  await using cache = await openCache(request.cacheDir, runId);
  const { scratch } = cache;
  const image = await sharedCellImage(
    { engine, requested: request.cellImage, home, release, runId, scratch, signal, log },
    [folder],
  );
  const host = await cellHost(engine, false, plan.accelerator, runId, plan.guestMemory);
  log(`booting ${cell}; Ctrl-A X ends it`);
  input.setRawMode?.(true);
  try {
    return await runContainer(
      engine,
      {
        image,
        runId,
        name: `boot of ${cell}`,
        stdin: input,
        // The guest's writes to its disk.
        command: ["env", `TMPDIR=${inContainer.work}`, "sh", `${inContainer.kept}/boot.sh`, ...words],
        host: {
          ...host,
          // Reads files of other users.
          CapAdd: ["DAC_OVERRIDE"],
          Mounts: [...(host.Mounts ?? []), { ...readOnly(folder, inContainer.kept), ReadOnly: false }],
        },
      },
      { onStdout: output, onStderr: output, signal },
    );
  } finally {
    input.setRawMode?.(false);
    input.pause();
  }
}
