import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, rename, writeFile } from "node:fs/promises";
import { type Writer, type WriterName, writers } from "../domain/axes.ts";
import type { CellPlan } from "../domain/cell.ts";
import type { Command } from "../domain/command.ts";
import { StageFailure } from "../domain/failure.ts";
import { writerShim } from "./planted.ts";
import { shimOf } from "./shim.ts";

/** Files of ours on the real root, and nowhere in the archive. */
export const ours = "/.cowpio";
/** What cowpio says of each member, one JSON object a line. */
export const writerReport = `${ours}/writer.jsonl`;

const dracutCpio = "/usr/lib/dracut/dracut-cpio";
const shimmed = "/usr/lib/dracut/cowpio";

/** The cell's writer as the subject's dracut-cpio: by itself, or behind a shim that turns the call or plants a fault. */
export async function installWriter(root: string, plan: CellPlan, cowpio: string): Promise<void> {
  await mkdir(`${root}${ours}`, { recursive: true });
  // dracut from 108 on takes any 3cpio that knows --data-align in place of its dracut-cpio (dracut.sh).
  await setAside(root, "/usr/bin/3cpio");
  const { program }: Writer = writers[plan.writer];
  if (program !== undefined && programIn(root, plan.writer) === undefined)
    throw new StageFailure("stage", `writer ${plan.writer}`, `subject ${plan.subject.name} has no ${program}`, "SKIP");

  const own = plan.writer === "dracut-cpio";
  const shim =
    writerShim(plan.plant) ??
    shimOf(plan.writer, plan.options, own ? `${ours}/dracut-cpio` : called(root, plan.writer));
  if (own && shim === undefined) return;
  if (own) await setAside(root, dracutCpio);
  if (plan.writer === "cowpio") await install(cowpio, `${root}${shim === undefined ? dracutCpio : shimmed}`);
  if (shim !== undefined) {
    await writeFile(`${root}${dracutCpio}`, shim);
    await chmod(`${root}${dracutCpio}`, 0o755);
  }
}

/** What a writer of the subject says of itself; gen_init_cpio nothing. */
export const writerVersion = (root: string, writer: WriterName): Command => ({
  program: "chroot",
  args: [root, "sh", "-c", '"$1" --version 2>/dev/null || true', "sh", called(root, writer)],
});

const called = (root: string, writer: WriterName): string => programIn(root, writer) ?? shimmed;

/** A writer's program in the subject; undefined when it has none. */
function programIn(root: string, writer: WriterName): string | undefined {
  const { program }: Writer = writers[writer];
  return [ours, "/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin", "/usr/lib/dracut"]
    .map((folder) => `${folder}/${program}`)
    .find((path) => program !== undefined && existsSync(`${root}${path}`));
}

async function setAside(root: string, program: string): Promise<void> {
  if (existsSync(`${root}${program}`)) await rename(`${root}${program}`, `${root}${ours}/${program.split("/").at(-1)}`);
}

async function install(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  await chmod(to, 0o755);
}
