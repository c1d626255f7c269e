import type { Recipe } from "../model/cell.ts";
import { grouped } from "../model/grouped.ts";
import { maxGeneratorErrors, type SharingVerdict, type Status } from "../model/outcome.ts";
import { type EntryChange, entryChanges, type Pair, type Unequal, unequalArchives } from "./entries.ts";
import type { Report, ReportCell } from "./json.ts";
import { type Performance, performanceOf } from "./noise.ts";
import type { Entry, Side } from "./read.ts";

export type StatusChange = {
  readonly cell: string;
  readonly from: Status;
  readonly to: Status;
  /** Why it is now what it is. */
  readonly reason: string;
};

/** Something that is another one now, and the cells of which that is true; no cells: of the whole report. */
export type Change = {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly cells: readonly string[];
};

type SharingChange = { readonly cell: string; readonly from: Shared; readonly to: Shared };
/** Bytes. */
export type Shared = {
  readonly verdict: SharingVerdict["kind"];
  readonly shared: number;
  readonly shareable: number;
};

type CellStatus = { readonly cell: string; readonly status: Status; readonly reason: string };

/** Lines of errors that the generator printed, and not in the base. */
export type NewErrors = { readonly cell: string; readonly errors: readonly string[] };

/** An archive of another size, in bytes. */
export type SizeChange = {
  readonly cell: string;
  readonly recipe: Recipe;
  readonly from: number;
  readonly to: number;
};

export type Difference = {
  /** Cells that both reports have. */
  readonly common: number;
  /** Was PASS, is FAIL, ERROR or INCONCLUSIVE. */
  readonly regressions: readonly StatusChange[];
  /** Was something else, is PASS. */
  readonly fixes: readonly StatusChange[];
  /** Was something else, is SKIP. */
  readonly newSkips: readonly StatusChange[];
  /** From one trouble, or from SKIP, to another. */
  readonly otherStatuses: readonly StatusChange[];
  readonly newCells: readonly CellStatus[];
  readonly goneCells: readonly CellStatus[];
  readonly sharing: readonly SharingChange[];
  readonly newErrors: readonly NewErrors[];
  readonly entries: readonly EntryChange[];
  readonly sizes: readonly SizeChange[];
  readonly changes: readonly Change[];
  /** Cells whose archives now differ between file systems and did not in the base. */
  readonly notReproducible: readonly Unequal[];
  readonly performance: Performance;
};

/** Differences between two reports; empty for the same report. */
export function differenceOf(base: Side, next: Side): Difference {
  const before = new Map(base.report.cells.map((cell) => [cell.id, cell]));
  const after = new Set(next.report.cells.map(({ id }) => id));
  const both = next.report.cells.flatMap((is) => {
    const was = before.get(is.id);
    return was === undefined ? [] : [{ was, is }];
  });
  const turned = both
    .filter(({ was, is }) => was.status !== is.status)
    .map(({ was, is }): StatusChange => ({ cell: is.id, from: was.status, to: is.status, reason: is.reason }));
  const regressed = ({ from, to }: StatusChange) => from === "PASS" && to !== "SKIP";
  return {
    common: both.length,
    regressions: turned.filter(regressed),
    fixes: turned.filter(({ to }) => to === "PASS"),
    newSkips: turned.filter(({ to }) => to === "SKIP"),
    otherStatuses: turned.filter((one) => !regressed(one) && one.to !== "PASS" && one.to !== "SKIP"),
    newCells: next.report.cells.filter(({ id }) => !before.has(id)).map(statusOf),
    goneCells: base.report.cells.filter(({ id }) => !after.has(id)).map(statusOf),
    sharing: both.flatMap(({ was, is }) => sharingChange(was, is)),
    newErrors: both.flatMap(({ was, is }) => newErrorsOf(was, is)),
    entries: entryChanges(both.flatMap(({ was, is }) => entriesOf(is.id, unpacked(base, was), unpacked(next, is)))),
    sizes: both.flatMap(({ was, is }) => sizeChanges(was, is)),
    changes: [
      ...ofReports(base.report, next.report),
      ...changesOf(both.map(({ was, is }) => ({ cell: is.id, was: factsOf(was), is: factsOf(is) }))),
    ],
    notReproducible: notReproducible(base, next),
    performance: comparedTimes(base, next),
  };
}

/** Whether a cell that passed does not any more, be it that it is not tried, or the generator prints new errors. */
export const hasRegressed = ({ regressions, newSkips, newErrors }: Difference): boolean =>
  regressions.length > 0 || newSkips.some(({ from }) => from === "PASS") || newErrors.length > 0;

/** The same error at another line, of another kernel or process is the same. */
const withoutNumbers = (error: string): string => error.replace(/\d+/g, "0");

function newErrorsOf(was: ReportCell, is: ReportCell): NewErrors[] {
  // Older reports have none, nor have cells that ended before their archive was made.
  if (was.generatorErrors === undefined || is.generatorErrors === undefined) return [];
  // Errors beyond the limit of the base are unknown.
  if (was.generatorErrors.length >= maxGeneratorErrors) return [];
  const previous = new Set(was.generatorErrors.map(withoutNumbers));
  const errors = is.generatorErrors.filter((error) => !previous.has(withoutNumbers(error)));
  return errors.length === 0 ? [] : [{ cell: is.id, errors }];
}

const statusOf = ({ id, status, reason }: ReportCell): CellStatus => ({ cell: id, status, reason });

/** Without the kernel's version, which another build of it changes in each path of a module. */
function unpacked({ contents }: Side, { id, kernel }: ReportCell): Entry[] | undefined {
  const neutral = (text: string) => text.replaceAll(kernel.version, "VERSION");
  return contents?.get(id)?.map(({ path, first, target, ...entry }) => ({
    ...entry,
    path: neutral(path),
    ...(first === undefined ? {} : { first: neutral(first) }),
    ...(target === undefined ? {} : { target: neutral(target) }),
  }));
}

const entriesOf = (cell: string, was?: Entry[], is?: Entry[]): Pair[] => (was && is ? [{ cell, was, is }] : []);

function sizeChanges(was: ReportCell, is: ReportCell): SizeChange[] {
  const before = new Map((was.archives ?? []).map(({ recipe, size }) => [recipe, size]));
  return (is.archives ?? []).flatMap(({ recipe, size }) => {
    const from = before.get(recipe);
    return from === undefined || from === size ? [] : [{ cell: is.id, recipe, from, to: size }];
  });
}

function sharingChange(was: ReportCell, is: ReportCell): SharingChange[] {
  const [from, to] = [sharedOf(was), sharedOf(is)];
  if (from === undefined || to === undefined) return [];
  const same = from.verdict === to.verdict && from.shared === to.shared && from.shareable === to.shareable;
  return same ? [] : [{ cell: is.id, from, to }];
}

function sharedOf({ sharing }: ReportCell): Shared | undefined {
  if (sharing === undefined) return undefined;
  const sum = (of: "shared" | "shareable") => sharing.members.reduce((bytes, member) => bytes + member[of], 0);
  return { verdict: sharing.verdict.kind, shared: sum("shared"), shareable: sum("shareable") };
}

type Facts = Readonly<Record<string, string | undefined>>;

/** Versions of what a cell was run with, by name; absent for programs that it did not reach. */
export const versionsOf = ({ kernel, distro, versions }: Pick<ReportCell, "kernel" | "distro" | "versions">) =>
  ({
    "kernel's version": kernel.version,
    "kernel's origin": kernel.origin,
    "kernel's digest": kernel.digest,
    "distro's digest": distro.digest,
    dracut: versions?.dracut,
    cowpio: versions?.cowpio,
    mkfs: versions?.mkfs,
    QEMU: versions?.qemu,
    "kernel that clones": versions?.cloneKernel,
  }) satisfies Facts;

/** Versions and results of a cell, by name. A reason is reported with its status. */
function factsOf(cell: ReportCell) {
  const { archives, expected, status, reason } = cell;
  return {
    ...versionsOf(cell),
    expected: `${expected.sharing}, ${expected.boot}`,
    [`reason of ${status}`]: reason,
    "block size": cell.sharing && `${cell.sharing.blockSize}`,
    ...Object.fromEntries(
      (archives ?? []).flatMap(({ recipe, digest, mode, leftovers }) => [
        [`digest of the ${recipe} archive`, digest],
        [`mode of the ${recipe} archive`, mode],
        [`left behind in dracut's tmpdir (${recipe})`, leftovers && (leftovers.join(", ") || "nothing")],
      ]),
    ),
  } satisfies Facts;
}

/** Returns what changed in the facts of cells. The same change of many cells is one. */
export function changesOf(
  both: readonly { readonly cell: string; readonly was: Facts; readonly is: Facts }[],
): Change[] {
  const all = both.flatMap(({ cell, was, is }) =>
    Object.keys({ ...was, ...is }).flatMap((what) => {
      const [from, to] = [was[what], is[what]];
      // For a cell without evidence on either side, its status says more.
      return from === undefined || to === undefined || from === to ? [] : [{ what, from, to, cell }];
    }),
  );
  return [...grouped(all, ({ what, from, to }) => JSON.stringify([what, from, to])).values()].map((same) => {
    const [{ what, from, to }] = same as [(typeof same)[number]];
    return { what, from, to, cells: same.map(({ cell }) => cell) };
  });
}

function ofReports(base: Report, next: Report): Change[] {
  const leftOut = ({ omitted }: Report) => new Map(omitted.map(({ reason, count }) => [reason, count]));
  const [was, is] = [leftOut(base), leftOut(next)];
  const facts = [
    { what: "cowpio-matrix", from: base.cowpio, to: next.cowpio },
    { what: "verdict", from: base.verdict, to: next.verdict },
    ...[...new Set([...was.keys(), ...is.keys()])].map((reason) => ({
      what: `combinations left out: ${reason}`,
      from: `${was.get(reason) ?? 0}`,
      to: `${is.get(reason) ?? 0}`,
    })),
  ];
  return facts.filter(({ from, to }) => from !== to).map((fact) => ({ ...fact, cells: [] }));
}

/** Empty for reports without a run.json. */
function notReproducible(base: Side, next: Side): Unequal[] {
  if (base.run === undefined || next.run === undefined) return [];
  const before = new Set(unequalArchives(base.run.cells).flatMap(({ cells }) => cells));
  return unequalArchives(next.run.cells, next.contents).filter(({ cells }) => !cells.some((cell) => before.has(cell)));
}

function comparedTimes(base: Side, next: Side): Performance {
  if (base.run && next.run) return performanceOf(base.run, next.run);
  const bare = [...(base.run ? [] : ["BASE"]), ...(next.run ? [] : ["NEW"])].join(" and ");
  return { drifts: [], compared: [], notCompared: [`times and exclusive bytes: of ${bare} there is no run.json`] };
}
