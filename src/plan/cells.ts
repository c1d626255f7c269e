import { type Accelerator, type Combination, closedValues, writers } from "../model/axes.ts";
import {
  type CellPlan,
  type Digest,
  type DistroImage,
  isControl,
  type KernelImage,
  type RunInputs,
} from "../model/cell.ts";
import { type Expectation, type Fault, type FaultRow, faultNames, faultOf } from "../model/faults.ts";
import { profileOf } from "../model/file-systems.ts";
import { grouped } from "../model/grouped.ts";
import type { Omitted } from "../model/run.ts";
import { type Combined, combine } from "./combinations.ts";
import type { Request } from "./inputs.ts";
import { idsOf, type Names, namesOf } from "./names.ts";
import { distroSource, kernelSource } from "./sources.ts";

/** A cell before its kernel and distro are staged. */
export type CellSpec = Pick<CellPlan, "id" | "fault" | "expected" | "compareWith"> & {
  readonly combination: Combination;
  readonly names: Names;
  /** The same cell with the dracut to compare with; absent if there is none. */
  readonly base?: CellSpec;
};

/** A combination that was asked for and makes no sense. */
type Omission = { readonly id: string; readonly reason: string };

export type Matrix = { readonly cells: readonly CellSpec[]; readonly omitted: readonly Omission[] };

const isCompared = ({ writer, dracutOptions }: Combination): boolean =>
  writer === "cowpio" && dracutOptions === "plain";
const withoutFileSystem = ({ fileSystem: _, ...others }: Combination): string => JSON.stringify(others);

/** Cells in the order they run: the matrix, then its controls. */
export function planCells(request: Request): Matrix {
  const { chosen, leftOut }: Combined = combine(request.axes, request);
  const unwanted = leftOut.map(({ combination }) => combination);
  const bases = request.base === "" ? [] : chosen.map((combination) => ({ ...combination, dracut: request.base }));
  const names = namesOf([...chosen, ...bases, ...unwanted]);
  const ids = idsOf([...chosen, ...bases], names);
  const omitted = idsOf(unwanted, names);
  // The archive of plain dracut does not depend on the file system.
  const firstOf = new Map(chosen.toReversed().map((one) => [withoutFileSystem(one), one]));
  const planned = (combination: Combination, index: number) => ({
    id: ids[index] as string,
    combination,
    names: names(combination),
    fault: "none" as const,
    expected: expectationOf(combination),
  });
  const cells = chosen.map((combination, index): CellSpec => {
    const base = bases[index] && { ...planned(bases[index], chosen.length + index), compareWith: [] };
    const compared = combination === firstOf.get(withoutFileSystem(combination)) && isCompared(combination);
    return {
      ...planned(combination, index),
      compareWith: compared ? request.compareWith : [],
      ...(base ? { base } : {}),
    };
  });
  return {
    cells: [...cells, ...planControls(request.controls, chosen, names)],
    omitted: leftOut.map(({ reason }, index) => ({ id: omitted[index] as string, reason })),
  };
}

/** The cells, before each the one that it is compared with. */
export const withBases = (cells: readonly CellSpec[]): readonly CellSpec[] =>
  cells.flatMap((cell) => (cell.base ? [cell.base, cell] : [cell]));

/** As many names as a reader looks at. */
const maxExamples = 20;

/** Omissions by reason, in the order in which the reasons first come. */
export const groupOmitted = (omitted: readonly Omission[]): Omitted[] =>
  [...grouped(omitted, ({ reason }) => reason)].map(([reason, own]) => ({
    reason,
    count: own.length,
    examples: own.slice(0, maxExamples).map(({ id }) => id),
  }));

/** Expectation that follows from a combination's values. */
function expectationOf({ fileSystem, writer }: Combination): Expectation {
  const shares = profileOf(fileSystem).noReflink === undefined && writers[writer].reflinks;
  return { sharing: shares ? "shared" : "copied", boot: "boots" };
}

const GiB = 2 ** 30;

/** For a guest that neither prints nor works: an idle one is so with every accelerator. */
export const stallMs = 45_000;

/** dracut takes 4 to 15 s on two idle cores. */
const dracutMs = 600_000;

/** The guest's writer and prover take 3 to 9 s under TCG on two cores. */
const cloneMs = 120_000;

/** The part of TCG's time-outs that a guest has under KVM. */
const timeoutFactor: Readonly<Record<Accelerator, number>> = { tcg: 1, kvm: 0.25 };
const minMs = 10_000;

/** Settings of a run that each of its cells gets. */
export type CellSettings = Pick<Request, "bootDeadline" | "guestMemory"> &
  Partial<Pick<Request, "boots" | "keep" | "debug">> & {
    /** This run's. */
    readonly nonce: string;
    readonly accelerator: Accelerator;
    /** Number of the guest's processors. Default: 2. */
    readonly processors?: number;
    readonly runInputs?: RunInputs;
  };

/** A cell with everything it needs. `bootDeadline` is that of TCG; controls boot once. */
export function completeCell(
  { combination, names, ...spec }: CellSpec,
  staged: CellSettings & {
    readonly kernel: Omit<KernelImage, "name">;
    readonly distro: Omit<DistroImage, "name">;
    /** Digest of the checkout; absent if dracut is the distro's own. */
    readonly checkout?: Digest;
  },
): CellPlan {
  const scaled = (ms: number) => Math.max(minMs, ms * timeoutFactor[staged.accelerator]);
  const boot = scaled(staged.bootDeadline);
  const stall = Math.min(boot, stallMs);
  return {
    ...spec,
    ...closedValues(combination),
    dracut: names.dracut,
    requested: combination,
    ...(staged.checkout ? { checkout: staged.checkout } : {}),
    ...(staged.boots !== undefined && staged.boots > 1 && !isControl(spec) ? { boots: staged.boots } : {}),
    ...(staged.keep === undefined || staged.keep === "none" ? {} : { keep: staged.keep }),
    ...(staged.debug ? { debug: true as const } : {}),
    ...(staged.runInputs ? { runInputs: staged.runInputs } : {}),
    kernel: { ...staged.kernel, name: names.kernel },
    distro: { ...staged.distro, name: names.distro },
    nonce: staged.nonce,
    // Small images are slow on Btrfs (metadata reservations overflow); a sparse file costs what is written.
    imageSize: 6 * GiB,
    accelerator: staged.accelerator,
    ...(isOfDebian(combination) ? { anyProcessor: true as const } : {}),
    ...(staged.processors === undefined ? {} : { processors: staged.processors }),
    ...(staged.guestMemory === undefined ? {} : { guestMemory: staged.guestMemory }),
    deadlines: { dracut: dracutMs, boot, stall, clone: scaled(cloneMs) },
  };
}

/** Debian's kernels and packages run on every x86-64 processor (debian.org/ports/amd64); others may require features. */
function isOfDebian({ kernel, distro }: Combination): boolean {
  const own = distroSource(distro)?.kind;
  return (own === "debian" || own === "release") && kernelSource(kernel)?.kind === "debian";
}

type Control = Pick<FaultRow, "says" | "expected" | "fileSystem"> & { readonly name: string; readonly fault: Fault };

/** Without a fault: a file system that cannot share. */
const ext4: Control = {
  name: "ext4",
  says: "no fault, on a file system that cannot share",
  fault: "none",
  fileSystem: "ext4",
  expected: { sharing: "copied", boot: "boots" },
};
export const allControls: readonly Control[] = [
  ext4,
  ...faultNames.flatMap((name): Control[] => {
    const { says, expected, fileSystem } = faultOf(name);
    return says === undefined || expected === undefined
      ? []
      : [{ name, says, fault: name, expected, ...(fileSystem ? { fileSystem } : {}) }];
  }),
];
const fewControls = allControls.filter(({ name }) => ["ext4", "unaligned", "no-init"].includes(name));

/** `few`: one each for no reflink, for the alignment and for the boot. `all`: every fault that can be injected. */
const controlSets: Readonly<Record<string, readonly Control[]>> = { few: fewControls, all: allControls, none: [] };

/** Values of `controls`: a set, or a control by its name. */
export const controlNames: readonly string[] = [...Object.keys(controlSets), ...allControls.map(({ name }) => name)];

/** The control that has this fault; without a fault there is only ext4. */
export const controlOf = (fault: Fault): string =>
  allControls.find((control) => control.fault === fault)?.name ?? "none";

/** Prefix of the ids of controls. */
export const controlPrefix = "control-";

/**
 * The cells that must come out the other way, so that a green grid means something: planned beside the last cell
 * that is to share with cowpio, so that nothing but the fault is different.
 */
function planControls(
  requested: readonly string[],
  chosen: readonly Combination[],
  names: (combination: Combination) => Names,
): CellSpec[] {
  const base = chosen.findLast(
    ({ fileSystem, writer, dracutOptions }) =>
      profileOf(fileSystem).noReflink === undefined && writer === "cowpio" && dracutOptions === "plain",
  );
  if (base === undefined) return [];
  // The first that shares has the controls, and the last its kernel: of the default matrix Btrfs and the newest.
  const sharing = chosen.find(({ fileSystem }) => profileOf(fileSystem).noReflink === undefined) ?? base;
  const wanted = allControls.filter((control) =>
    requested.some((word) => word === control.name || controlSets[word]?.includes(control)),
  );
  return wanted
    .filter(({ fault, fileSystem }) => fault !== "none" || chosen.every((one) => one.fileSystem !== fileSystem))
    .map(({ name, fault, fileSystem, expected }) => ({
      id: `${controlPrefix}${name}-${names(base).kernel}`,
      names: names(base),
      combination: {
        ...base,
        fileSystem: fileSystem ?? sharing.fileSystem,
        bootloader: "direct",
        // With cloning guests, an unaligned one has to be detected, too.
        cloneKernel:
          faultOf(fault).unaligned && chosen.some(({ cloneKernel }) => cloneKernel === "guest") ? "guest" : "host",
      },
      fault,
      expected,
      compareWith: [],
    }));
}
