import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { basename } from "node:path";
import { resolveInRoot } from "../../lib/resolve-in-root.ts";
import { type Writer, type WriterName, writers } from "../../model/axes.ts";
import type { CellPlan } from "../../model/cell.ts";
import type { Command } from "../../model/command.ts";
import { confined } from "../../model/confined.ts";
import { StageFailure } from "../../model/failure.ts";
import { faultOf } from "../../model/faults.ts";
import { ours, putProgram, putScript } from "./put.ts";
import { shimOf } from "./shim.ts";

/** cowpio's report, one JSON object on a line for each member. */
export const writerReport = `${ours}/writer.jsonl`;

/** Where dracut looks up its dracut-cpio: in its own folder, and since September 2026 on PATH (dracut-ng/dracut#2699). */
const dracutCpios = ["/usr/lib/dracut/dracut-cpio", "/usr/bin/dracut-cpio"] as const;
/** Called by the shims. */
const shimmed = "/usr/lib/dracut/cowpio";

/** Installs the cell's writer as the distro's dracut-cpio: directly, or behind a shim that converts the call or injects a fault. */
export async function installWriter(root: string, plan: CellPlan, cowpio: string): Promise<void> {
  await mkdir(await resolveInRoot(root, ours), { recursive: true });
  // dracut from 108 on takes any 3cpio that knows --data-align in place of its dracut-cpio (dracut.sh).
  await setAside(root, "/usr/bin/3cpio");
  const { program }: Writer = writers[plan.writer];
  if (program !== undefined && (await programIn(root, plan.writer)) === undefined)
    throw new StageFailure("stage", `writer ${plan.writer}`, `distro ${plan.distro.name} has no ${program}`, "SKIP");

  for (const path of dracutCpios) await setAside(root, path);
  const shim = faultOf(plan.fault).writer ?? shimOf(plan.writer, plan.dracutOptions, await called(root, plan.writer));
  if (plan.writer === "cowpio") await putProgram(root, shimmed, cowpio);
  for (const path of dracutCpios)
    shim === undefined ? await putProgram(root, path, cowpio) : await putScript(root, path, shim);
}

/** Commands that print a writer's version; gen_init_cpio has none. */
export const writerVersion = async (root: string, writer: WriterName): Promise<Command> =>
  confined(root, "sh", "-c", '"$1" --version 2>/dev/null || true', "sh", await called(root, writer));

const called = async (root: string, writer: WriterName): Promise<string> => (await programIn(root, writer)) ?? shimmed;

/** A writer's program in the distro; undefined when it has none. */
async function programIn(root: string, writer: WriterName): Promise<string | undefined> {
  const { program }: Writer = writers[writer];
  if (program === undefined) return undefined;
  for (const folder of [ours, "/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin", "/usr/lib/dracut"])
    if (existsSync(await resolveInRoot(root, `${folder}/${program}`))) return `${folder}/${program}`;
  return undefined;
}

async function setAside(root: string, program: string): Promise<void> {
  const location = await resolveInRoot(root, program);
  if (existsSync(location)) await rename(location, await resolveInRoot(root, `${ours}/${basename(program)}`));
}
