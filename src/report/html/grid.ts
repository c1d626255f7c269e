import { unusualOf } from "../../model/axes.ts";
import { isControl } from "../../model/cell.ts";
import { grouped } from "../../model/grouped.ts";
import type { JudgedCell } from "../../model/outcome.ts";
import { percent, seconds } from "../figures.ts";

export type GridRow = {
  readonly fileSystem: string;
  /** The unusual values of the other axes except the kernel, and the injected fault. */
  readonly rest: string;
  readonly control: boolean;
  /** A cell or none for each kernel; more only where two kernels go by one name. */
  readonly cells: readonly (readonly JudgedCell[])[];
};

/** Rows are file systems and what else tells cells apart, then controls; columns are kernels; as they ran. */
export function gridOf(cells: readonly JudgedCell[]): {
  readonly kernels: readonly string[];
  readonly rows: readonly GridRow[];
} {
  const kernels = [...new Set(cells.map(({ plan }) => plan.kernel.name))];
  const controlled = [...grouped(cells, ({ plan }) => isControl(plan))].sort(([a], [b]) => Number(a) - Number(b));
  const rows = controlled.flatMap(([control, some]) =>
    [...grouped(some, ({ plan }) => plan.fileSystem)].flatMap(([fileSystem, same]) =>
      [...grouped(same, restOf)].map(([rest, own]): GridRow => {
        const byKernel = grouped(own, ({ plan }) => plan.kernel.name);
        return { fileSystem, rest, control, cells: kernels.map((kernel) => byKernel.get(kernel) ?? []) };
      }),
    ),
  );
  return { kernels, rows };
}

export const labelOf = ({ fileSystem, rest }: GridRow): string => (rest === "" ? fileSystem : `${fileSystem}, ${rest}`);

const restOf = ({ plan: { distro, fault, ...rest } }: JudgedCell): string =>
  [...unusualOf({ ...rest, distro: distro.name }), ...(fault === "none" ? [] : [fault])].join(", ");

/** Returns two short phrases: the sharing and the boot. */
export function observations({ plan, outcome }: JudgedCell): readonly string[] {
  if (outcome.status === "SKIP") return ["not tried"];
  const { evidence } = outcome;
  if (evidence === undefined) return [outcome.stage ? `ended at ${outcome.stage}` : "ended early"];
  const { sharing, sharingVerdict, archives } = evidence;
  const boot = archives.find(({ recipe }) => recipe === "reflink")?.boot;
  return [
    sharingVerdict.kind === "altered" ||
    sharingVerdict.kind === "unproven" ||
    sharingVerdict.kind === "compressed" ||
    (sharingVerdict.kind === "copied" && plan.expected.sharing === "copied")
      ? sharingVerdict.kind
      : `${percent(sharing.shared, sharing.shareable)} shared`,
    boot === undefined
      ? "not booted"
      : boot.kind === "booted"
        ? `booted in ${seconds(boot.times.realRoot.wall)}`
        : boot.kind,
  ];
}
