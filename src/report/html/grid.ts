import { axes, axisNames, type Combination, unusualOf } from "../../model/axes.ts";
import { isControl } from "../../model/cell.ts";
import { grouped } from "../../model/grouped.ts";
import { type JudgedCell, type Status, statuses } from "../../model/outcome.ts";
import { type Html, html } from "../escape.ts";
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

type Facet = { readonly name: string; readonly label: string; readonly values: readonly (readonly [string, number])[] };

/** Returns a cell's value of an axis. The page's script reads them from the grid. */
const valueIn = ({ plan }: JudgedCell, key: keyof Combination): string =>
  key === "kernel" || key === "distro" ? plan[key].name : plan[key];

/** `data-file-system="btrfs" data-writer="cowpio"`: all axes but the kernel, which is the column's. */
export const rowFacts = ({ cells }: GridRow): Html[] => {
  const [first] = cells.flat();
  return first === undefined
    ? []
    : axisNames
        .filter((axis) => axis !== "kernel")
        .map((axis) => html` data-${axis}="${valueIn(first, axes[axis].field)}"`);
};

/** Fields to choose the cells of the grid with; the script shows them, since without it they do nothing. */
export function filterBar(cells: readonly JudgedCell[]): Html {
  const counted = (of: (cell: JudgedCell) => string) =>
    [...grouped(cells, of)].map(([value, own]) => [value, own.length] as const);
  const facets: Facet[] = [
    { name: "status", label: "status", values: counted(({ outcome }) => outcome.status).sort(inOrder) },
    ...axisNames.map((axis) => ({
      name: axes[axis].field,
      label: axes[axis].label,
      values: counted((cell) => valueIn(cell, axes[axis].field)),
    })),
  ];
  return html`<div id="filter" role="search" hidden>${facets
    .filter(({ values }) => values.length > 1)
    .map(
      ({ name, label, values }) =>
        html`<label>${label}<select name="${name}"><option value="">all</option>${values.map(([value, count]) => html`<option value="${value}">${value} (${count})</option>`)}</select></label>`,
    )}<label>text<input name="text" type="search" placeholder="words of name or reason"></label><output aria-live="polite"></output></div>`;
}

const inOrder = ([a]: readonly [string, number], [b]: readonly [string, number]): number =>
  statuses.indexOf(a as Status) - statuses.indexOf(b as Status);

/** Runs in the page: shows the cells that have the values chosen and all the words typed, and what is told of them. */
function filterPage(): void {
  const bar = document.getElementById("filter");
  const grid = document.getElementById("grid");
  const output = bar?.querySelector("output");
  if (!bar || !grid || !output) return;
  const kernels = [...grid.querySelectorAll<HTMLElement>("thead th")];
  const cells = [...grid.querySelectorAll<HTMLElement>("a.cell")].map((cell) => {
    const gridCell = cell.closest("td") as HTMLTableCellElement;
    const row = gridCell.parentElement as HTMLTableRowElement;
    const kernel = kernels[gridCell.cellIndex]?.dataset["kernel"] ?? "";
    const values: DOMStringMap = { ...row.dataset, kernel, status: cell.classList[1] ?? "" };
    const text = [cell.dataset["id"], cell.textContent, cell.title, kernel, ...Object.values(row.dataset)].join(" ");
    return { cell, row, column: gridCell.cellIndex, values, text: text.toLowerCase() };
  });
  const fields = [...bar.querySelectorAll<HTMLSelectElement | HTMLInputElement>("select, input")];
  const apply = () => {
    const chosen = fields.filter(({ value }) => value.trim() !== "");
    const shown = cells.filter(({ values, text }) =>
      chosen.every(({ name, value }) =>
        name === "text"
          ? value
              .toLowerCase()
              .split(/\s+/)
              .every((word) => text.includes(word))
          : values[name] === value,
      ),
    );
    const hide = (element: HTMLElement, hidden: boolean) => {
      element.hidden = hidden;
    };
    const here = new Set(shown.map(({ cell }) => cell));
    const rows = new Set(shown.map(({ row }) => row));
    const columns = new Set(shown.map(({ column }) => column));
    const ids = new Set(shown.map(({ cell }) => cell.dataset["id"]));
    for (const { cell, row } of cells) {
      hide(cell, !here.has(cell));
      hide(row, !rows.has(row));
    }
    for (const row of new Set([...rows, ...grid.querySelectorAll<HTMLTableRowElement>("thead tr")]))
      for (const [index, gridCell] of [...row.cells].entries())
        hide(gridCell, index > 0 && chosen.length > 0 && !columns.has(index));
    for (const section of document.querySelectorAll<HTMLElement>("[data-cell]"))
      hide(section, !ids.has(section.dataset["cell"]));
    for (const group of grid.querySelectorAll<HTMLElement>("tbody"))
      hide(group, ![...rows].some((row) => row.parentElement === group));
    output.textContent = chosen.length === 0 ? `${cells.length} cells` : `${shown.length} of ${cells.length} cells`;
  };
  for (const field of fields) field.addEventListener("input", apply);
  bar.hidden = false;
  apply();
}

export const filterScript = `(${filterPage})();`;
