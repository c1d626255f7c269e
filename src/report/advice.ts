import { axes, axisNames } from "../model/axes.ts";
import { type CellPlan, isControl } from "../model/cell.ts";
import { type Command, shellQuote } from "../model/command.ts";
import { profileOf } from "../model/file-systems.ts";
import { generatorOf } from "../model/generators.ts";
import { grouped } from "../model/grouped.ts";
import type { CellOutcome, JudgedCell, Status } from "../model/outcome.ts";
import { controlOf, controlPrefix } from "../plan/cells.ts";
import { type InputName, inputs } from "../plan/input-table.ts";
import { asWord } from "../plan/words.ts";
import { consoleOf, logOf } from "./paths.ts";

const gravest: readonly Status[] = ["FAIL", "ERROR", "INCONCLUSIVE"];

/** Cells that keep a run from passing, the gravest first. */
export const troublesOf = (cells: readonly JudgedCell[]): JudgedCell[] =>
  gravest.flatMap((status) => cells.filter(({ outcome }) => outcome.status === status));

/** ` at boot`, unless the reason says so itself, as a stage's failure does. */
export const placeOf = ({ stage, reason }: CellOutcome): string =>
  stage === undefined || reason.startsWith(`${stage}: `) ? "" : ` at ${stage}`;

export type Skipped = { readonly reason: string; readonly cells: readonly string[] };

/** Skipped cells, by reason. */
export function skippedOf(cells: readonly JudgedCell[]): Skipped[] {
  const skipped = cells.filter(({ outcome }) => outcome.status === "SKIP");
  return [...grouped(skipped, ({ outcome }) => outcome.reason)].map(([reason, own]) => ({
    reason,
    cells: own.map(({ plan }) => plan.id),
  }));
}

/** Groups failed cells by their reason; those of controls come last. */
export function causesOf(
  cells: readonly JudgedCell[],
): { readonly reason: string; readonly cells: readonly string[] }[] {
  const troubles = troublesOf(cells);
  const productFirst = [
    ...troubles.filter((cell) => !isControl(cell.plan)),
    ...troubles.filter((cell) => isControl(cell.plan)),
  ];
  return [...grouped(productFirst, ({ outcome }) => `${outcome.status}: ${outcome.reason}`)].map(([reason, own]) => ({
    reason,
    cells: own.map(({ plan }) => plan.id),
  }));
}

/** A control whose fault the judges did not see: what they call PASS is worth nothing. Its garbled bytes are the writer's. */
export const uncaught = ({ plan, outcome: { status, stage, evidence } }: JudgedCell): boolean =>
  status === "FAIL" &&
  ((stage === "verify" && plan.expected.sharing !== "shared" && evidence?.sharingVerdict.kind !== "altered") ||
    (stage === "boot" && plan.expected.boot === "does not boot"));

/** Returns what to do about a cell; undefined if nothing has to be done. */
export function adviceFor({ plan, outcome }: JudgedCell): string | undefined {
  const log = logOf(plan.id);
  const console = consoleOf(plan.id, "reflink");
  switch (outcome.status) {
    case "FAIL":
      if (outcome.evidence?.sharingVerdict.kind === "altered")
        return `The writer, or the copy of its archive, changed these members: compare them with what ${generatorOf(plan).keeping} leaves in its staging tree.`;
      if (isControl(plan) && outcome.stage === "verify" && plan.expected.sharing === "copied")
        return "The proof called data shared that cannot be: until it is mended, no PASS of this run can be trusted.";
      if (isControl(plan) && outcome.stage === "boot" && plan.expected.boot === "does not boot")
        return "The guest reached the real root without the archive's /init: until that is understood, no boot of this run proves anything.";
      if (outcome.stage === "verify")
        return `Look under “Where its bytes lie” for the members that lie elsewhere and what the writer said of them; ${log} has dracut's output.`;
      if (outcome.stage === "boot") return `Read ${console} from its end: the last lines say where the boot stopped.`;
      return `Read ${log} from its end.`;
    case "ERROR":
      // The cell did not start, so there is no log: the reason concerns the input.
      if (Object.keys(outcome.stageTimes).length === 0)
        return "The input cannot be used: correct it as the reason says, then run again.";
      return `cowpio failed, so this says nothing about the product. Read the end of ${log}, and report the failure with that file.`;
    case "INCONCLUSIVE":
      return outcome.stage === "boot"
        ? `Run it again; if it stays, read ${console} from its end, and ask \`node dist/cli.js doctor\` what this machine can do.`
        : "Ask `node dist/cli.js doctor` what this machine can do, then run it again.";
    case "PASS":
    case "SKIP":
      return undefined;
  }
}

/** Before the command that repeats a cell: nothing of cowpio is on anybody's PATH. */
export const rerunLabel = "Again, in a clone of cowpio";

/** The command that repeats a cell, as it is typed there. */
export const rerunText = ({ plan }: JudgedCell): string => shellQuote(rerunCommand(plan));

/** Returns a cell's text for other formats: its reason, what to do, and how to repeat it. */
export function notesOf(cell: JudgedCell): string[] {
  const advice = adviceFor(cell);
  const { reason } = cell.outcome;
  return advice === undefined
    ? [reason]
    : [`${reason}${placeOf(cell.outcome)}`, advice, `${rerunLabel}: ${rerunText(cell)}`];
}

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
