import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { basename } from "node:path";
import { resolveInRoot } from "../../lib/files.ts";
import {
  type OptionSet,
  type OptionSetName,
  optionSets,
  type Writer,
  type WriterName,
  writers,
} from "../../model/axes.ts";
import type { CellPlan } from "../../model/cell.ts";
import { type Command, confined } from "../../model/command.ts";
import { StageFailure } from "../../model/errors.ts";
import { faultOf } from "../../model/faults.ts";
import { ours, putProgram, putScript } from "./install.ts";

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

/**
 * dracut's call: dracut.sh of 059 and 106 pass `--null`, that of 112 lines; `--owner` only where it does not run as root.
 * The first call, for an early archive, has `--truncate-existing`; the others write behind it, of which 112 makes two: one
 * for what is compressed already, as modules are.
 */
const parsing = `#!/bin/sh
# Takes dracut's call of dracut-cpio: [--null] [--owner UID:GID] --mtime 0 --data-align N [--truncate-existing] OUT
set -eu
null= owner= align=4 truncate=
while [ $# -gt 1 ]; do
  case $1 in
    --null) null=--null ;;
    --truncate-existing) truncate=$1 ;;
    --owner) owner=$2; shift ;;
    --data-align) align=$2; shift ;;
    --mtime) shift ;;
    *) echo "dracut calls its dracut-cpio with an option unknown here: $1" >&2; exit 2 ;;
  esac
  shift
done
out=$1
lines() { if [ -n "$null" ]; then tr '\\0' '\\n'; else cat; fi; }
[ -z "$truncate" ] || : >"$out"
`;

/**
 * For writers that cannot write behind what is there: they write again what earlier calls asked for, from the entries
 * that are kept beside the archive.
 */
const saveEntries = `entries=$out.entries
[ -z "$truncate" ] || rm -f "$entries"
if [ -s "$out" ] && [ ! -e "$entries" ]; then echo "$out: cannot write behind what another wrote" >&2; exit 2; fi
`;

/** 3cpio reads places and names, parted by tabs. */
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
const calls: Readonly<Record<WriterName, (program: string) => string>> = {
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

/** Reports the call, as cowpio does by itself: the proof that dracut called its dracut-cpio. */
const reportCall = (program: string): string => `if [ -n "\${COWPIO_REPORT-}" ]; then
  version=$(${program} --version </dev/null 2>/dev/null | head -n 1 | tr -d '"\\\\') || version=
  printf '{"writer":{"program":"%s","version":"%s"}}\\n' ${program} "$version" >>"$COWPIO_REPORT"
fi
`;

/** Returns the script in place of dracut-cpio; undefined for cowpio, which takes dracut's call and reports it itself. */
export function shimOf(writer: WriterName, options: OptionSetName, program: string): string | undefined {
  const { align }: OptionSet = optionSets[options];
  if (writer === "cowpio" && align === undefined) return undefined;
  return [
    parsing,
    writer === "cowpio" ? "" : reportCall(program),
    align === undefined ? "" : `align=${align}\n`,
    `${calls[writer](program)}\n`,
  ].join("");
}
