import { type OptionSet, type OptionSetName, optionSets, type WriterName } from "../../model/axes.ts";

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
