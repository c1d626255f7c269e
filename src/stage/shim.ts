import { type OptionSet, type OptionSetName, optionSets, type WriterName } from "../domain/axes.ts";

/**
 * dracut's call: dracut.sh of 059 and 106 pass `--null`, that of 112 lines; `--owner` only where it does not run as root;
 * `--truncate-existing` in the call for an early archive.
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
done`;

/** What follows the parsing, of each writer; `program` is its path in the subject. */
const calls: Readonly<Record<WriterName, (program: string) => string>> = {
  cowpio: (program) =>
    `exec ${program} create $null --mtime 0 --data-align "$align" \${owner:+--owner "$owner"} $truncate "$out"`,
  "dracut-cpio": (program) =>
    `exec ${program} $null --mtime 0 --data-align "$align" \${owner:+--owner "$owner"} $truncate "$out"`,
  "gnu-cpio": (program) =>
    `exec ${program} --create --format=newc --reproducible --quiet $null \${owner:+--owner="$owner"} >>"$out"`,
  bsdcpio: (program) => `exec ${program} --create --format newc --quiet $null \${owner:+--owner "$owner"} >>"$out"`,
  "3cpio": (program) => `lines | sed 's,^\\./,,' | ${program} --create --data-align "$align" "$out"`,
  gen_init_cpio: (program) => `${specOfNames} | ${program} -t 0 -a "$align" -o "$out" -`,
};

/** What stands in for dracut-cpio; undefined where the writer itself can, since the call is its own. */
export function shimOf(writer: WriterName, options: OptionSetName, program: string): string | undefined {
  const { align }: OptionSet = optionSets[options];
  if (align === undefined && (writer === "cowpio" || writer === "dracut-cpio")) return undefined;
  return `${parsing}${align === undefined ? "" : `align=${align}\n`}${calls[writer](program)}\n`;
}
