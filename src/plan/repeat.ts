import { axes, axisNames, profileOf } from "../domain/axes.ts";
import type { CellPlan } from "../domain/cell.ts";
import type { Command } from "../domain/command.ts";
import { idOf } from "./cells.ts";
import { controlOf } from "./controls.ts";
import { inputs } from "./input-table.ts";

/** The option of each axis. */
const optionOf = {
  "file-system": "file-systems",
  kernel: "kernels",
  subject: "subjects",
  dracut: "dracuts",
  writer: "writers",
  options: "options",
  loader: "loaders",
  cloner: "cloners",
} as const;

/**
 * The command that runs this one cell again, on another machine too where nothing was asked for by path. A control
 * comes with the cell that it is planted beside.
 */
export function repeatOf(
  plan: Pick<CellPlan, "id" | "asked" | "plant" | "compareWith" | "deadlines" | "boots">,
): Command {
  const control = plan.id !== idOf(plan.asked);
  // Beside a control there has to be a cell that shares.
  const asked =
    control && profileOf(plan.asked.fileSystem).noReflink !== undefined
      ? { ...plan.asked, fileSystem: "btrfs" as const }
      : plan.asked;
  const given = {
    ...Object.fromEntries(axisNames.map((axis) => [optionOf[axis], asked[axes[axis]]])),
    compare: plan.compareWith.join(" ") || "none",
    controls: control ? controlOf(plan.plant) : "none",
    "boot-timeout": `${plan.deadlines.boot / 1000}`,
    boots: `${plan.boots ?? 1}`,
  };
  const args = Object.entries(given)
    .filter(([name, value]) => inputs[name as keyof typeof inputs].default !== value)
    .flatMap(([name, value]) => [`--${name}`, value]);
  return { program: "cowpio-matrix", args: ["run", ...args] };
}
