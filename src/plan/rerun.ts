import { axes, axisNames } from "../model/axes.ts";
import type { CellPlan } from "../model/cell.ts";
import type { Command } from "../model/command.ts";
import { profileOf } from "../model/file-systems.ts";
import { controlOf, controlPrefix } from "./cells.ts";
import { type InputName, inputs } from "./input-table.ts";
import { asWord } from "./words.ts";

/** Drops values that are the default. */
const withoutDefaults = (given: Readonly<Partial<Record<InputName, string>>>) =>
  Object.fromEntries(Object.entries(given).filter(([name, value]) => inputs[name as InputName].default !== value));

/** Another folder than `report-dir`'s default: the report that the command is read in stays. */
const againDir = "cowpio-again";

/**
 * The command that runs this one cell again, in a clone of cowpio, and on another machine too where nothing was asked for by
 * path. A control comes with the cell that it is planned beside.
 */
export function rerunCommand(
  plan: Pick<CellPlan, "id" | "requested" | "fault" | "compareWith" | "boots" | "runInputs">,
): Command {
  const control = plan.id.startsWith(controlPrefix);
  // Beside a control there has to be a cell that shares.
  const requested =
    control && profileOf(plan.requested.fileSystem).noReflink !== undefined
      ? { ...plan.requested, fileSystem: "btrfs" as const }
      : plan.requested;
  const given = withoutDefaults({
    ...Object.fromEntries(axisNames.map((axis) => [axes[axis].input, asWord(requested[axes[axis].field])])),
    compare: plan.compareWith.join(" ") || "none",
    controls: control ? controlOf(plan.fault) : "none",
    boots: `${plan.boots ?? 1}`,
    ...plan.runInputs,
  });
  const args = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
  return { program: "node", args: ["dist/cli.js", "run", ...args, "--report-dir", againDir] };
}
