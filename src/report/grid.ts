import { unusualOf } from "../domain/axes.ts";
import { type CellPlan, isControl } from "../domain/cell.ts";
import type { JudgedCell } from "../domain/outcome.ts";
import { percent, seconds } from "./figures.ts";

export type GridRow = {
  readonly label: string;
  readonly control: boolean;
  /** A cell or none for each kernel; more only where two kernels go by one name. */
  readonly cells: readonly (readonly JudgedCell[])[];
};

/** Rows are file systems, then controls; columns are kernels; all in the order in which they ran. */
export function gridOf(cells: readonly JudgedCell[]): {
  readonly kernels: readonly string[];
  readonly rows: readonly GridRow[];
} {
  const kernels = [...new Set(cells.map(({ plan }) => plan.kernel.name))];
  const labels = [...new Set(cells.map(({ plan }) => labelOf(plan)))];
  const rows = labels.map((label): GridRow => {
    const own = cells.filter(({ plan }) => labelOf(plan) === label);
    return {
      label,
      control: own.some(({ plan }) => isControl(plan)),
      cells: kernels.map((kernel) => own.filter(({ plan }) => plan.kernel.name === kernel)),
    };
  });
  return { kernels, rows: [...rows.filter(({ control }) => !control), ...rows.filter(({ control }) => control)] };
}

/** Every axis but the kernel. */
const labelOf = ({ fileSystem, subject, plant, ...rest }: CellPlan): string =>
  [fileSystem, ...unusualOf({ ...rest, subject: subject.name }), ...(plant === "none" ? [] : [plant])].join(", ");

/** What was seen, in two short phrases: of the sharing, of the boot. */
export function seenIn({ plan, outcome }: JudgedCell): readonly string[] {
  if (outcome.status === "SKIP") return ["not tried"];
  const { evidence } = outcome;
  if (evidence === undefined) return [outcome.stage ? `ended at ${outcome.stage}` : "ended early"];
  const { sharing, sharingVerdict, archives } = evidence;
  const boot = archives.find(({ recipe }) => recipe === "reflink")?.boot;
  return [
    sharingVerdict.kind === "altered" ||
    sharingVerdict.kind === "unproven" ||
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
