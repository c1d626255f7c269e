import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { CellPlan } from "../domain/cell.ts";
import { confinedMachine } from "../domain/confined.ts";
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
  const console: ConsoleLine[] = [];
  let open = "";
  const ended = await watch(confinedMachine(dirname(machine.port), qemu(machine)), {
    deadlines: { total: deadlines.boot + (machine.clones ? deadlines.clone : 0), stall: deadlines.stall },
    onOutput: (text) => {
      report.onConsole(text);
      const at = performance.now() - started;
      const [...whole] = (open + text).split("\n");
      open = whole.pop() ?? "";
      for (const line of whole) console.push({ at, text: line.replace(/\r$/, "") });
    },
    ...(report.signal ? { signal: report.signal } : {}),
  });
  console.push({ at: performance.now() - started, text: open });
  const unloaded = machine.cd === undefined ? undefined : judgeLoading(console, ended.kind);
  if (unloaded !== undefined) return unloaded;
  const port = (await readFile(machine.port, "utf8").catch(() => "")).split(/\r?\n/);
  report.onConsole(`\n--- second serial port ---\n${port.join("\n")}`);
  return judgeBoot({ console, port, ending: ended.kind }, { nonce, verifier: machine.firstProgram !== undefined });
}
