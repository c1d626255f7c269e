import { isControl } from "../model/cell.ts";
import { grouped } from "../model/grouped.ts";
import type { JudgedCell } from "../model/outcome.ts";
import { megabytes } from "./figures.ts";
import type { Contents, Entry } from "./read.ts";

/** An entry of both archives, with the fields that differ. */
type ChangedEntry = { readonly path: string; readonly fields: readonly ChangedField[] };
type ChangedField = {
  readonly field: "type" | "mode" | "owner" | "target" | "device" | "hard link" | "size" | "data";
  readonly from: string;
  readonly to: string;
};

/** Differences between what two archives unpack to. */
export type EntryChange = {
  /** Cells with exactly this change. */
  readonly cells: readonly string[];
  /** Entries that only the base has. */
  readonly lost: readonly Entry[];
  /** Entries that the base does not have. */
  readonly added: readonly Entry[];
  readonly changed: readonly ChangedEntry[];
};

/** Entries of a cell's archive in the base and in the run. */
export type Pair = { readonly cell: string; readonly was: readonly Entry[]; readonly is: readonly Entry[] };

/** Compares each pair. Equal changes of several cells are one. */
export function entryChanges(pairs: readonly Pair[]): EntryChange[] {
  const all = pairs.map(changeOf).filter(({ lost, added, changed }) => lost.length + added.length + changed.length > 0);
  return [...grouped(all, ({ cell: _, ...change }) => JSON.stringify(change)).values()].map((same) => {
    const [{ lost, added, changed }] = same as [(typeof same)[number]];
    return { cells: same.map(({ cell }) => cell), lost, added, changed };
  });
}

function changeOf({ cell, was, is }: Pair) {
  const [before, after] = [byPath(was), byPath(is)];
  return {
    cell,
    lost: was.filter(({ path }) => !after.has(path)),
    added: is.filter(({ path }) => !before.has(path)),
    changed: is.flatMap((entry): ChangedEntry[] => {
      const previous = before.get(entry.path);
      const fields = previous ? changedFields(previous, entry) : [];
      return fields.length === 0 ? [] : [{ path: entry.path, fields }];
    }),
  };
}

const byPath = (entries: readonly Entry[]): ReadonlyMap<string, Entry> =>
  new Map(entries.map((entry) => [entry.path, entry]));

const types: Readonly<Record<Entry["kind"], string>> = {
  f: "file",
  d: "directory",
  l: "symlink",
  c: "character device",
  b: "block device",
  p: "FIFO",
  s: "socket",
};

function changedFields(was: Entry, is: Entry): ChangedField[] {
  const fieldsOf = ({ kind, mode, uid, gid, target, device, first, size, hash }: Entry) =>
    ({
      type: types[kind],
      mode,
      owner: `${uid}:${gid}`,
      target: target ?? "",
      device: device ?? "",
      "hard link": first ?? "",
      size: `${size ?? 0}`,
      // A target has one, too.
      data: kind === "f" ? (hash ?? "") : "",
    }) satisfies Record<ChangedField["field"], string>;
  const [before, after] = [fieldsOf(was), fieldsOf(is)];
  // A change of type changes every field.
  if (was.kind !== is.kind) return [{ field: "type", from: before.type, to: after.type }];
  return (Object.keys(before) as ChangedField["field"][])
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ field, from: before[field], to: after[field] }));
}

/** Maximum number of paths in a line; more are grouped by folder. */
const named = 8;

/** Formats a change: lost, new and changed entries, a line each. */
export function entryLines({ cells, lost, added, changed }: EntryChange): string[] {
  const where = cells.join(", ");
  const some = (what: string, entries: readonly Entry[]) =>
    entries.length === 0 ? [] : [`${where}: ${entries.length} ${what}${sizeText(entries)}: ${places(entries)}`];
  // Data changes with every build; other fields need a look each.
  const [data, rest] = split(changed, ({ fields }) =>
    fields.every(({ field }) => field === "size" || field === "data"),
  );
  return [
    ...some("lost", lost),
    ...some("new", added),
    ...rest.slice(0, named).map((one) => `${where}: ${shown(one.path)}: ${one.fields.map(fieldText).join(", ")}`),
    ...(rest.length > named ? [`${where}: ${rest.length - named} more changed otherwise than in their data`] : []),
    ...(data.length > 0 ? [`${where}: ${data.length} with other data: ${places(data)}`] : []),
  ];
}

/** Returns the size of the entries' data in parentheses; hard links count once. */
function sizeText(entries: readonly Entry[]): string {
  const bytes = entries.reduce((sum, { size = 0, first }) => sum + (first === undefined ? size : 0), 0);
  return bytes === 0 ? "" : ` (${megabytes(bytes)})`;
}

const fieldText = ({ field, from, to }: ChangedField): string =>
  field === "data" ? field : `${field} ${from || "none"} → ${to || "none"}`;

/** Formats paths: each one, or the folders with the largest counts. */
function places(entries: readonly { readonly path: string }[]): string {
  if (entries.length <= named) return entries.map(({ path }) => shown(path)).join(", ");
  const folders = [...grouped(entries, ({ path }) => shown(path).replace(/\/?[^/]*$/, "") || "/")]
    .map(([folder, own]) => ({ folder, count: own.length }))
    .sort((a, b) => b.count - a.count || (a.folder < b.folder ? -1 : 1));
  const more = folders.length - named;
  const list = folders.slice(0, named).map(({ folder, count }) => `${folder} (${count})`);
  return `${list.join(", ")}${more > 0 ? ` and ${more} more ${more === 1 ? "directory" : "directories"}` : ""}`;
}

const shown = (path: string): string => path.replace(/^\.\//, "");

const split = <T>(all: readonly T[], is: (one: T) => boolean): [T[], T[]] => [
  all.filter(is),
  all.filter((one) => !is(one)),
];

/** Cells whose archives differ although only their file systems do. */
export type Unequal = {
  readonly cells: readonly string[];
  readonly digests: readonly string[];
  /** Differences between two of the archives: `none` if their entries are equal. Absent if the entries are unknown. */
  readonly change?: EntryChange | "none";
};

/**
 * Compares the archives of one run's cells that differ in their file system alone: dracut ran twice, at another time, in another
 * temporary folder, and found its folders in another order. Data is aligned to its block, so that archives of unequal blocks
 * differ rightly. No archive has to be reproducible: the caller reports it, and judges nothing.
 */
export function unequalArchives(cells: readonly JudgedCell[], contents?: Contents): Unequal[] {
  const archives = cells.flatMap(({ plan, outcome: { evidence } }) => {
    const digest = evidence?.archives.find(({ recipe }) => recipe === "reflink")?.digest;
    if (evidence === undefined || digest === undefined || isControl(plan)) return [];
    const { kernel, distro, dracut, writer, dracutOptions: options } = plan;
    const axes = [kernel.version, distro.name, dracut, writer, options, `${evidence.sharing.blockSize}`];
    return [{ id: plan.id, digest, axes: JSON.stringify(axes) }];
  });
  return [...grouped(archives, ({ axes }) => axes).values()].flatMap((same) => {
    const [first] = same;
    const other = same.find(({ digest }) => digest !== first?.digest);
    if (first === undefined || other === undefined) return [];
    const [was, is] = [contents?.get(first.id), contents?.get(other.id)];
    const change = was && is ? (entryChanges([{ cell: other.id, was, is }])[0] ?? "none") : undefined;
    return [
      {
        cells: same.map(({ id }) => id),
        digests: [...new Set(same.map(({ digest }) => digest))],
        ...(change ? { change } : {}),
      },
    ];
  });
}

export function describeUnequal({ cells, change }: Unequal): string {
  const text = `${cells.join(", ")}: dracut is not reproducible: its archives for these file systems differ`;
  if (change === undefined) return text;
  return change === "none"
    ? `${text} only in the order or times of entries`
    : `${text}: ${entryLines(change).join("; ")}`;
}
