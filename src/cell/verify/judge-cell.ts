import { type Writer, writers } from "../../model/axes.ts";
import type { CellPlan } from "../../model/cell.ts";
import type { BootFault, Expectation } from "../../model/faults.ts";
import { type Generator, generatorOf, optionSetOf } from "../../model/generators.ts";
import type { BootVerdict, Evidence, Loss, SharingVerdict, Status } from "../../model/outcome.ts";
import { judgeGuest } from "./guest.ts";
import { describeLoss } from "./sharing.ts";

type Judgement = { readonly status: Status; readonly reason: string; readonly stage?: "archive" | "verify" | "boot" };

/**
 * The cell's word, from what was seen and what was expected. Reasons are sentences without figures, equal from run to run.
 * `lacked`: modules that the archive should have and has not, told where the guest did not find its root.
 */
export function judgeCell(
  plan: Pick<CellPlan, "expected" | "cloneKernel" | "fault" | "kernel" | "writer" | "dracutOptions">,
  { sharingVerdict, archives, guestSharing, writerCalls, generatorLog }: Evidence,
  missing: readonly string[] = [],
): Judgement {
  const { expected } = plan;
  const generator = generatorOf(plan);
  const { calledAs }: Writer = writers[plan.writer];
  if (sharingVerdict.kind === "compressed" && optionSetOf(plan.dracutOptions).compresses)
    return {
      status: "SKIP",
      stage: "verify",
      reason: `this ${generator.name} compresses the whole archive: nothing of it can be shared`,
    };
  if (writerCalls?.length === 0)
    return {
      status: "FAIL",
      stage: "archive",
      reason: `${generator.name} did not call ${calledAs ?? `its ${generator.writer}`}: ${generatorLog?.ignoredWriter ?? "its log does not mention why"}`,
    };
  if (sharingVerdict.kind === "compressed")
    return {
      status: "FAIL",
      stage: "verify",
      reason: "the archive is compressed although --no-compress was requested",
    };
  if (sharingVerdict.kind === "unproven")
    return {
      status: "ERROR",
      stage: "verify",
      reason: "too little of the archive has an identical original in the distro to judge its sharing",
    };
  if (sharingVerdict.kind !== expected.sharing)
    return {
      status: "FAIL",
      stage: "verify",
      reason: `expected the archive's data to be ${expected.sharing}: it is ${describeSharing(sharingVerdict, generator)}`,
    };
  if (expected.boot === "not tried")
    return { status: "PASS", reason: `data ${sharingVerdict.kind}, as expected; not booted` };

  const boot = archives.find(({ recipe }) => recipe === "reflink")?.boot;
  if (boot === undefined) return { status: "ERROR", stage: "boot", reason: "the archive was not booted" };
  const seen = observedBoot(boot, expected);
  if (seen === undefined)
    return {
      status: "INCONCLUSIVE",
      stage: "boot",
      reason: `could not tell whether the archive boots: ${whyOf(boot)}`,
    };
  if (seen !== expected.boot)
    return {
      status: "FAIL",
      stage: "boot",
      reason:
        seen === "boots"
          ? "expected the archive not to boot: it did"
          : `expected the archive to boot: ${whyOf(boot)}${hintOf(boot, missing)}`,
    };

  const guest = seen === "boots" ? judgeGuest(plan, guestSharing) : undefined;
  if (guest !== undefined) return guest;

  return {
    status: "PASS",
    reason: `data ${sharingVerdict.kind}, ${seen === "boots" ? "booted to the real root" : `did not boot: ${whyOf(boot)}`}, as expected`,
  };
}

/** Where it has to fail for one reason, failing for another says nothing. */
function observedBoot(boot: BootVerdict, { fault }: Expectation): "boots" | "does not boot" | undefined {
  switch (boot.kind) {
    case "booted":
      return "boots";
    case "did not boot":
      return fault !== undefined && boot.fault !== fault ? undefined : "does not boot";
    case "not tried":
    case "could not tell":
      return undefined;
  }
}

const whyOf = (boot: BootVerdict): string => ("why" in boot ? boot.why : boot.kind);

const withoutRoot: ReadonlySet<BootFault> = new Set(["ended before the real root", "hung before the real root"]);

/** A guest may lack a module and come to its root another way: only of one that did not is it told. */
const hintOf = (boot: BootVerdict, missing: readonly string[]): string =>
  missing.length > 0 && boot.kind === "did not boot" && withoutRoot.has(boot.fault)
    ? `; the archive lacks what this kernel mounts that root with: ${missing.map((name) => `${name}.ko`).join(", ")}`
    : "";

function describeSharing(verdict: SharingVerdict, generator: Generator): string {
  switch (verdict.kind) {
    case "partly shared":
      return `shared only in part${whereLost(verdict, generator)}`;
    case "copied":
      return `copied${whereLost(verdict, generator)}`;
    case "altered":
      return `not what the writer read: ${listed(verdict.altered)} differ${verdict.altered.length === 1 ? "s" : ""}`;
    case "damaged":
      return `damaged: ${verdict.why}`;
    default:
      return verdict.kind;
  }
}

/** Returns the greatest loss of each hop. Unaligned data counts as copied, too, wherever it lies. */
const whereLost = ({ lost = [] }: { readonly lost?: readonly Loss[] }, generator: Generator): string =>
  lost
    .filter(({ hop }, index) => lost.findIndex((first) => first.hop === hop) === index)
    .map((loss) => `; ${describeLoss(loss, generator)}`)
    .join("");

const listed = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
