import { type Accelerator, type Combination, optionSets, profileOf, unusualOf, writers } from "../domain/axes.ts";
import {
  type CellPlan,
  type Digest,
  type Expectation,
  isControl,
  type KernelImage,
  type SubjectImage,
} from "../domain/cell.ts";
import { grouped } from "../domain/grouped.ts";
import type { Omitted } from "../domain/report.ts";
import { type Combined, combine } from "./combine.ts";
import { planControls } from "./controls.ts";
import type { Request } from "./inputs.ts";

/** A cell before its kernel and subject are staged. */
export type CellSketch = Pick<CellPlan, "id" | "plant" | "expected" | "compareWith"> & {
  readonly combination: Combination;
};

/** A combination that was asked for and makes no sense. */
export type Omission = { readonly id: string; readonly reason: string };

export type Matrix = { readonly cells: readonly CellSketch[]; readonly omitted: readonly Omission[] };

/** Cells in the order they run: the matrix, then its controls. */
export function planCells(request: Request): Matrix {
  const { chosen, leftOut }: Combined = combine(request.axes, request);
  const cells = chosen.map(
    (combination): CellSketch => ({
      id: idOf(combination),
      combination,
      plant: "none",
      expected: expectationOf(combination),
      compareWith: combination.writer === "cowpio" && combination.options === "plain" ? request.compareWith : [],
    }),
  );
  return {
    cells: [...cells, ...planControls(request.controls, chosen)],
    omitted: leftOut.map(({ combination, reason }) => ({ id: idOf(combination), reason })),
  };
}

/** As many names as a reader looks at. */
const mostExamples = 20;

/** Omissions by reason, in the order in which the reasons first come. */
export const groupOmitted = (omitted: readonly Omission[]): Omitted[] =>
  [...grouped(omitted, ({ reason }) => reason)].map(([reason, own]) => ({
    reason,
    count: own.length,
    examples: own.slice(0, mostExamples).map(({ id }) => id),
  }));

/** What a combination's values promise. */
export function expectationOf({ fileSystem, writer, options }: Combination): Expectation {
  const set = optionSets[options];
  if ("sharing" in set) return { sharing: set.sharing, boot: "boots" };
  const shares = profileOf(fileSystem).noReflink === undefined && writers[writer].reflinks;
  return { sharing: shares ? "shared" : "copied", boot: "boots" };
}

/** `btrfs-6.12`, `xfs-1k-5.10-bookworm-3cpio`. */
export const idOf = (combination: Combination): string =>
  [combination.fileSystem, nameOf(combination.kernel), ...unusualOf(combination).map(nameOf)].join("-");

/** `6.12`; of a folder, an archive or a reference what tells it apart: `mine` of `/srv/kernels/mine/`. */
export const nameOf = (asked: string): string =>
  (
    asked
      .replace(/^(image|package):|\/+$/g, "")
      .split("/")
      .at(-1) ?? asked
  )
    .replace(/\.tar(\.\w+)?$/, "")
    .replace(/[^A-Za-z0-9._+]/g, "_");

const GiB = 2 ** 30;

/** systemd in the initramfs waits 90 s for a device without a word; a guest that hangs on purpose need not. */
const stallMs = 120_000;
const stallOfHang = 45_000;

/** dracut takes 4 to 15 s on two idle cores. */
const dracutMs = 600_000;

/** What the guest's writer and prover take is 3 to 9 s under TCG on two cores. */
const cloneMs = 120_000;

/** The part of TCG's time-outs that a guest has under KVM. */
const patience: Readonly<Record<Accelerator, number>> = { tcg: 1, kvm: 0.25 };
const leastMs = 10_000;

/** A cell with everything it needs. `nonce` is this run's, `bootDeadline` that of TCG. */
export function completeCell(
  { combination, ...sketch }: CellSketch,
  staged: {
    readonly kernel: KernelImage;
    readonly subject: SubjectImage;
    /** Of the checkout; absent where dracut is the subject's own. */
    readonly checkout?: Digest;
    readonly nonce: string;
    readonly accelerator: Accelerator;
    readonly bootDeadline: number;
    /** Of a control, one is enough. */
    readonly boots?: number;
  },
): CellPlan {
  const { fileSystem, dracut, writer, options, loader, cloner } = combination;
  const scaled = (ms: number) => Math.max(leastMs, ms * patience[staged.accelerator]);
  const boot = scaled(staged.bootDeadline);
  const stall = Math.min(boot, scaled(sketch.plant === "hang" ? stallOfHang : stallMs));
  return {
    ...sketch,
    ...{ fileSystem, dracut: nameOf(dracut), writer, options, loader, cloner },
    asked: combination,
    ...(staged.checkout ? { checkout: staged.checkout } : {}),
    ...(staged.boots !== undefined && staged.boots > 1 && !isControl(sketch) ? { boots: staged.boots } : {}),
    kernel: staged.kernel,
    subject: staged.subject,
    nonce: staged.nonce,
    // Small images are slow on Btrfs (metadata reservations overflow); a sparse file costs what is written.
    imageSize: 6 * GiB,
    accelerator: staged.accelerator,
    deadlines: { dracut: dracutMs, boot, stall, clone: scaled(cloneMs) },
  };
}
