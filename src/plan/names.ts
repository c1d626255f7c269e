import { axes, type Combination, unusualOf } from "../model/axes.ts";
import { keyOf } from "./combinations.ts";
import { dracutSource } from "./sources.ts";

/** Names in a report for values that may be given by path or reference. */
export type Names = Readonly<Record<"kernel" | "distro" | "dracut", string>>;

/** `btrfs-6.12`, `xfs-1k-5.10-bookworm-3cpio`. */
const idOf = (combination: Combination, { kernel, distro, dracut }: Names): string =>
  [combination.fileSystem, kernel, ...unusualOf({ ...combination, distro, dracut })].join("-");

/** The names of each combination's values, no two of an axis the same. */
export function namesOf(combinations: readonly Combination[]): (combination: Combination) => Names {
  const kernels = distinctNames(combinations.map(({ kernel }) => kernel));
  const distros = distinctNames(combinations.map(({ distro }) => distro).concat(axes.distro.usual));
  const dracuts = distinctNames(combinations.map(({ dracut }) => dracut).concat(axes.dracut.usual));
  return ({ kernel, distro, dracut }) => ({
    kernel: kernels.get(kernel) as string,
    distro: distros.get(distro) as string,
    dracut: dracuts.get(dracut) as string,
  });
}

/** The combinations' ids, no two the same: a distro may go by the name of a checkout. */
export function idsOf(combinations: readonly Combination[], names: (combination: Combination) => Names): string[] {
  const ids = combinations.map((combination) => idOf(combination, names(combination)));
  if (new Set(ids).size === ids.length) return ids;
  // In an order of their own, so that the order in which they were asked for does not matter.
  const keyed = combinations.map((combination, position) => ({ key: keyOf(combination), position }));
  const order = keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ position }) => position);
  const own = numbered(
    order.map((position) => ids[position] as string),
    "-",
  );
  for (const [index, position] of order.entries()) ids[position] = own[index] as string;
  return ids;
}

/** A name for each value, whatever their order: as short as tells them apart, and a word is its own. */
function distinctNames(requested: readonly string[]): ReadonlyMap<string, string> {
  const isPath = (value: string) => Number(/[/:]/.test(value));
  const values = [...new Set(requested)].sort((a, b) => isPath(a) - isPath(b) || (a < b ? -1 : 1));
  const parts = new Map(values.map((value) => [value, 1]));
  const named = (value: string, more = 0) => nameOf(value, (parts.get(value) as number) + more);
  for (;;) {
    const names = values.map((value) => named(value));
    const same = new Set(names.filter((name, index) => names.indexOf(name) !== index));
    const longer = values.filter((value) => same.has(named(value)) && named(value, 1) !== named(value));
    if (longer.length === 0) break;
    for (const value of longer) parts.set(value, (parts.get(value) as number) + 1);
  }
  const names = numbered(
    values.map((value) => named(value)),
    "_",
  );
  return new Map(values.map((value, index) => [value, names[index] as string]));
}

/**
 * `6.12`; of a folder, an archive or a reference its last parts: `mine` of `/srv/kernels/mine/`, or `kernels_mine`; of a revision its
 * commit.
 */
export function nameOf(requested: string, parts = 1): string {
  const source = dracutSource(requested);
  const path = (
    source?.kind === "git" ? `${source.path}/${source.revision}` : requested.replace(/^(image|package):/, "")
  ).split("/");
  const tail = path.filter((part) => part !== "" && part !== ".").slice(-parts);
  return (tail.join("_") || requested).replace(/\.tar(\.\w+)?$/, "").replace(/[^A-Za-z0-9._+]/g, "_");
}

/** Numbers all but the first of equal names. */
function numbered(names: readonly string[], before: string): string[] {
  const used = new Set<string>();
  const all = new Set(names);
  return names.map((name) => {
    let own = name;
    for (let number = 2; used.has(own) || (own !== name && all.has(own)); number++) own = `${name}${before}${number}`;
    used.add(own);
    return own;
  });
}
