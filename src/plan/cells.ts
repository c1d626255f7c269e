import type { CellPlan, Expectation, FileSystem, KernelImage, Plant, SubjectImage } from "../domain/cell.ts";
import type { Request } from "./inputs.ts";

/** A cell before its kernel and subject are staged. */
export type CellSketch = Pick<CellPlan, "id" | "fileSystem" | "plant" | "expected" | "compareWith"> & {
  /** As asked for. */
  readonly kernel: string;
};

const shares = (fileSystem: FileSystem): boolean => fileSystem !== "ext4";

/** Cells in the order they run: the matrix, then its controls on the last kernel asked for. */
export function planCells(request: Request): CellSketch[] {
  const cells = request.fileSystems.flatMap((fileSystem) =>
    request.kernels.map(
      (kernel): CellSketch => ({
        id: `${fileSystem}-${kernelName(kernel)}`,
        fileSystem,
        kernel,
        plant: "none",
        expected: { sharing: shares(fileSystem) ? "shared" : "copied", boot: "boots" },
        compareWith: request.compareWith,
      }),
    ),
  );
  return request.controls ? [...cells, ...planControls(request)] : cells;
}

/** The cells that must come out the other way, so that a green grid means something. */
function planControls({ fileSystems, kernels }: Request): CellSketch[] {
  const kernel = kernels.at(-1);
  if (kernel === undefined) return [];
  const sharing = fileSystems.find(shares) ?? "btrfs";
  const control = (name: string, fileSystem: FileSystem, plant: Plant, expected: Expectation): CellSketch => ({
    id: `control-${name}-${kernelName(kernel)}`,
    fileSystem,
    kernel,
    plant,
    expected,
    compareWith: [],
  });
  return [
    ...(fileSystems.includes("ext4") ? [] : [control("ext4", "ext4", "none", { sharing: "copied", boot: "boots" })]),
    control("unaligned", sharing, "unaligned", { sharing: "copied", boot: "boots" }),
    control("no-init", sharing, "no-init", { sharing: "shared", boot: "does not boot" }),
  ];
}

/** `6.12`, or a folder's last component. */
export const kernelName = (asked: string): string => asked.replace(/\/+$/, "").split("/").at(-1) ?? asked;

const GiB = 2 ** 30;

/** A cell with everything it needs. `nonce` is this run's. */
export const completeCell = (
  { kernel: _, ...sketch }: CellSketch,
  staged: {
    readonly kernel: KernelImage;
    readonly subject: SubjectImage;
    readonly nonce: string;
    readonly bootDeadline: number;
  },
): CellPlan => ({
  ...sketch,
  kernel: staged.kernel,
  subject: staged.subject,
  nonce: staged.nonce,
  // Small images are slow on Btrfs (metadata reservations overflow); a sparse file costs what is written.
  imageSize: 6 * GiB,
  // systemd in the initramfs waits 90 s for a device without a word.
  deadlines: { boot: staged.bootDeadline, stall: Math.min(staged.bootDeadline, 120_000) },
});
