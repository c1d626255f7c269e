import type { CellPlan } from "../domain/cell.ts";
import type { BootVerdict } from "../domain/outcome.ts";
import { watch } from "../sys/process.ts";
import { type ConsoleLine, judgeBoot } from "./console.ts";
import { judgeLoading } from "./grub.ts";
import { type Machine, qemu } from "./qemu.ts";

/** Boots the archive to the real root, or to the end of its time. */
export async function boot(
  machine: Machine,
  { nonce, deadlines }: Pick<CellPlan, "nonce" | "deadlines">,
  report: { readonly onConsole: (text: string) => void; readonly signal?: AbortSignal },
): Promise<BootVerdict> {
  const started = performance.now();
  const lines: ConsoleLine[] = [];
  let open = "";
  const ended = await watch(qemu(machine), {
    deadlines: { total: deadlines.boot + (machine.clones ? deadlines.clone : 0), stall: deadlines.stall },
    onOutput: (text) => {
      report.onConsole(text);
      const at = performance.now() - started;
      const [...whole] = (open + text).split("\n");
      open = whole.pop() ?? "";
      for (const line of whole) lines.push({ at, text: line.replace(/\r$/, "") });
    },
    ...(report.signal ? { signal: report.signal } : {}),
  });
  lines.push({ at: performance.now() - started, text: open });
  const unloaded = machine.cd === undefined ? undefined : judgeLoading(lines, ended.kind);
  return unloaded ?? judgeBoot(lines, nonce, ended.kind);
}
