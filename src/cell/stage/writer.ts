import { existsSync } from "node:fs";
import { mkdir, readFile, rename } from "node:fs/promises";
import { basename } from "node:path";
import { resolveInRoot } from "../../lib/files.ts";
import { type Writer, type WriterName, writers } from "../../model/axes.ts";
import type { CellPlan } from "../../model/cell.ts";
import { type Command, confined } from "../../model/command.ts";
import { StageFailure } from "../../model/errors.ts";
import { faultOf } from "../../model/faults.ts";
import { cowpioPath, generatorOf, optionSetOf } from "../../model/generators.ts";
import { ours, putProgram, putScript } from "./install.ts";

/** cowpio's report, one JSON object on a line for each member. */
export const writerReport = `${ours}/writer.jsonl`;

/** Replaces the generator's own writer by the cell's, directly or by a shim that converts the call or injects a fault. */
export async function installWriter(root: string, plan: CellPlan, cowpio: string): Promise<void> {
  await mkdir(await resolveInRoot(root, ours), { recursive: true });
  const { otherWriters, writerPaths } = generatorOf(plan);
  for (const path of Object.values(otherWriters)) await setAside(root, path);
  const { program, calledAs }: Writer = writers[plan.writer];
  if (program !== undefined && (await programIn(root, plan)) === undefined)
    throw new StageFailure("stage", `writer ${plan.writer}`, `distro ${plan.distro.name} has no ${program}`, "SKIP");

  for (const path of writerPaths) await setAside(root, path);
  const shim = faultOf(plan.fault).writer ?? shimOf(plan, await called(root, plan));
  if (plan.writer === "cowpio") await putProgram(root, cowpioPath, cowpio);
  for (const path of calledAs === undefined ? writerPaths : [await pathCalled(root, plan, calledAs)])
    shim === undefined ? await putProgram(root, path, cowpio) : await putScript(root, path, shim);
}

/** The path by which the generator calls another writer than its own. */
async function pathCalled(root: string, plan: CellPlan, name: string): Promise<string> {
  const generator = generatorOf(plan);
  const path = generator.otherWriters[name];
  const script = await find(root, plan, generator.name);
  const text = script === undefined ? "" : await readFile(await resolveInRoot(root, script), "utf8");
  if (path === undefined || !text.includes(name))
    throw new StageFailure("stage", `writer ${plan.writer}`, `this ${generator.name} never calls ${name}`, "SKIP");
  return path;
}

/** Commands that print a writer's version; gen_init_cpio has none. */
export const writerVersion = async (root: string, plan: CellPlan): Promise<Command> =>
  confined(root, "sh", "-c", '"$1" --version 2>/dev/null || true', "sh", await called(root, plan));

const called = async (root: string, plan: CellPlan): Promise<string> => (await programIn(root, plan)) ?? cowpioPath;

/** A writer's program in the distro; undefined when it has none. */
const programIn = async (root: string, plan: CellPlan): Promise<string | undefined> => {
  const { program }: Writer = writers[plan.writer];
  return program === undefined ? undefined : find(root, plan, program);
};

/** Path of a program in the distro; undefined if it is not there. */
async function find(root: string, plan: CellPlan, program: string): Promise<string | undefined> {
  for (const folder of [ours, "/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin", generatorOf(plan).folder])
    if (existsSync(await resolveInRoot(root, `${folder}/${program}`))) return `${folder}/${program}`;
  return undefined;
}

async function setAside(root: string, program: string): Promise<void> {
  const location = await resolveInRoot(root, program);
  if (existsSync(location)) await rename(location, await resolveInRoot(root, `${ours}/${basename(program)}`));
}

/**
 * For writers that cannot write behind what is there: they write again what earlier calls asked for, from the entries
 * that are kept beside the archive.
 */
const saveEntries = `entries=$out.entries
[ -z "$truncate" ] || rm -f "$entries"
if [ -s "$out" ] && [ ! -e "$entries" ]; then echo "$out: cannot write behind what another wrote" >&2; exit 2; fi
`;

/** 3cpio reads locations and names, separated by tabs. */
const placesOfNames = `lines | sed 's,^\\./,,' | while IFS= read -r name; do
  printf '%s\\t%s\\n' "$PWD/$name" "$name"
done >>"$entries"
`;

/** gen_init_cpio reads a spec (usr/gen_init_cpio.c); it knows neither "." nor names with blanks. */
const specOfNames = `lines | sed 's,^\\./,,' | while IFS= read -r name; do
  [ "$name" != . ] || continue
  rights=$(stat -c '%a %u %g' -- "$name")
  if [ -L "$name" ]; then echo "slink /$name $(readlink -- "$name") $rights"
  elif [ -d "$name" ]; then echo "dir /$name $rights"
  elif [ -f "$name" ]; then echo "file /$name $PWD/$name $rights"
  elif [ -c "$name" ]; then echo "nod /$name $rights c $(stat -c '%Hr %Lr' -- "$name")"
  elif [ -b "$name" ]; then echo "nod /$name $rights b $(stat -c '%Hr %Lr' -- "$name")"
  elif [ -p "$name" ]; then echo "pipe /$name $rights"
  elif [ -S "$name" ]; then echo "sock /$name $rights"
  fi
done >>"$entries"
`;

/** The part of each writer's shim after the parsing; `program` is its path in the distro. */
const calls: Readonly<Partial<Record<WriterName, (program: string) => string>>> = {
  cowpio: (program) =>
    `exec ${program} create $null --mtime 0 --data-align "$align" \${owner:+--owner "$owner"} $truncate "$out"`,
  "dracut-cpio": (program) =>
    `exec ${program} $null --mtime 0 --data-align "$align" \${owner:+--owner "$owner"} $truncate "$out"`,
  "gnu-cpio": (program) =>
    `exec ${program} --create --format=newc --reproducible --quiet $null \${owner:+--owner="$owner"} >>"$out"`,
  bsdcpio: (program) => `exec ${program} --create --format newc --quiet $null \${owner:+--owner "$owner"} >>"$out"`,
  "3cpio": (program) =>
    `${saveEntries}${placesOfNames}exec ${program} --create --data-align "$align" "$out" <"$entries"`,
  gen_init_cpio: (program) => `${saveEntries}${specOfNames}exec ${program} -t 0 -a "$align" -o "$out" "$entries"`,
};

/** Reports the call, as cowpio does by itself: the proof that the generator called its writer. */
const reportCall = (program: string): string => `if [ -n "\${COWPIO_REPORT-}" ]; then
  version=$(${program} --version </dev/null 2>/dev/null | head -n 1 | tr -d '"\\\\') || version=
  printf '{"writer":{"program":"%s","version":"%s"}}\\n' ${program} "$version" >>"$COWPIO_REPORT"
fi
`;

/** Returns the script in place of the generator's writer; undefined for cowpio, which takes dracut's calls and reports them itself. */
export function shimOf(plan: Pick<CellPlan, "writer" | "dracutOptions">, program: string): string | undefined {
  const { writer } = plan;
  const { align } = optionSetOf(plan.dracutOptions);
  const call = calls[writer];
  if (call === undefined || (writer === "cowpio" && align === undefined)) return undefined;
  return [
    `#!/bin/sh\n${generatorOf(plan).writerCall}[ -z "$truncate" ] || : >"$out"\n`,
    writer === "cowpio" ? "" : reportCall(program),
    align === undefined ? "" : `align=${align}\n`,
    `${call(program)}\n`,
  ].join("");
}
