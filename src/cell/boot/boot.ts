import { dirname } from "node:path";
import { readHead } from "../../lib/files.ts";
import { eachLine, watch } from "../../lib/process.ts";
import type { CellPlan } from "../../model/cell.ts";
import { confinedMachine } from "../../model/command.ts";
import { plainLine } from "../../model/markers.ts";
import type { BootVerdict } from "../../model/outcome.ts";
import { waitsForever } from "./causes.ts";
import { type ConsoleLine, judgeBoot } from "./console.ts";
import { judgeLoading } from "./grub.ts";
import { type Machine, qemu } from "./qemu.ts";

/** Bytes of the second serial port. A proof of 5000 members takes 2 MB; a guest may write as long as it runs. */
const maxPortSize = 16 << 20;
/** Reads the guest's output on its second serial port; empty if it did not come that far. */
export const readPort = (port: string): Promise<string> => readHead(port, maxPortSize).catch(() => "");

/** Characters of one line, and of all that is judged. */
const longestLine = 4096;
const maxConsoleSize = 16 << 20;

/** Milliseconds that a guest has after it began to wait for a person: it may say why, or power off by itself. */
const lastWordsMs = 10_000;

/** Boots the archive to the real root, or to the end of its time. */
export async function boot(
  machine: Machine,
  { nonce, deadlines }: Pick<CellPlan, "nonce" | "deadlines">,
  report: { readonly onConsole: (text: string) => void; readonly signal?: AbortSignal },
): Promise<BootVerdict> {
  const started = performance.now();
  const console: ConsoleLine[] = [];
  let size = 0;
  let open = "";
  const waiting = new AbortController();
  let timeout: NodeJS.Timeout | undefined;
  const addLine = eachLine(longestLine, (text) => {
    size += text.length + 1;
    if (size <= maxConsoleSize) console.push({ at: performance.now() - started, text: text.replace(/\r$/, "") });
  });
  const ended = await watch(confinedMachine(dirname(machine.port), qemu(machine)), {
    deadlines: { total: deadlines.boot + (machine.clones ? deadlines.clone : 0), stall: deadlines.stall, idle: true },
    stop: waiting.signal,
    onOutput: (text) => {
      report.onConsole(text);
      addLine(text);
      const lines = (open + text).split("\n");
      open = (lines.at(-1) ?? "").slice(-longestLine);
      if (timeout === undefined && lines.some((line) => waitsForever(plainLine(line))))
        timeout = setTimeout(() => waiting.abort(), lastWordsMs);
    },
    ...(report.signal ? { signal: report.signal } : {}),
  });
  clearTimeout(timeout);
  addLine("\n");
  const unloaded = machine.cd === undefined ? undefined : judgeLoading(console, ended.kind);
  if (unloaded !== undefined) return unloaded;
  const port = (await readPort(machine.port)).split(/\r?\n/);
  report.onConsole(`\n--- second serial port ---\n${port.join("\n")}`);
  return judgeBoot({ console, port, ending: ended.kind }, { nonce, verifier: machine.firstProgram !== undefined });
}
