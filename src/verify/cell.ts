import type { CellPlan } from "../domain/cell.ts";
import type { BootVerdict, Evidence, SharingVerdict, Status } from "../domain/outcome.ts";
import { noInit } from "../domain/witness.ts";

type Judgement = { readonly status: Status; readonly reason: string; readonly stage?: "verify" | "boot" };

/** The cell's word, from what was seen and what was expected. Reasons are sentences without figures, equal from run to run. */
export function judgeCell(
  { expected, plant }: Pick<CellPlan, "expected" | "plant">,
  { sharingVerdict, archives }: Evidence,
): Judgement {
  const boot = archives.find(({ recipe }) => recipe === "reflink")?.boot;
  if (boot === undefined) return { status: "ERROR", stage: "boot", reason: "the archive was not booted" };

  if (sharingVerdict.kind === "unproven")
    return {
      status: "ERROR",
      stage: "verify",
      reason: "too little of the archive has an identical original in the subject to judge its sharing",
    };
  if (sharingVerdict.kind !== expected.sharing)
    return {
      status: "FAIL",
      stage: "verify",
      reason: `expected the archive's data to be ${expected.sharing}: it is ${describeSharing(sharingVerdict)}`,
    };

  const seen = seenBoot(boot, plant === "no-init");
  if (seen === undefined)
    return { status: "MISS", stage: "boot", reason: `could not tell whether the archive boots: ${whyOf(boot)}` };
  if (seen !== expected.boot)
    return {
      status: "FAIL",
      stage: "boot",
      reason:
        seen === "boots" ? "expected the archive not to boot: it did" : `expected the archive to boot: ${whyOf(boot)}`,
    };

  return {
    status: "PASS",
    reason: `data ${sharingVerdict.kind}, ${seen === "boots" ? "booted to the real root" : `did not boot: ${whyOf(boot)}`}, as expected`,
  };
}

/** A control without /init has to fail for want of it, not of something else. */
function seenBoot(boot: BootVerdict, forWantOfInit: boolean): "boots" | "does not boot" | undefined {
  switch (boot.kind) {
    case "booted":
      return "boots";
    case "did not boot":
      return forWantOfInit && boot.why !== noInit ? undefined : "does not boot";
    case "could not tell":
      return undefined;
  }
}

const whyOf = (boot: BootVerdict): string => (boot.kind === "booted" ? "it booted" : boot.why);

function describeSharing(verdict: SharingVerdict): string {
  switch (verdict.kind) {
    case "partly shared":
      return "shared only in part";
    case "altered":
      return `not what is installed: ${listed(verdict.altered)} differ${verdict.altered.length === 1 ? "s" : ""}`;
    default:
      return verdict.kind;
  }
}

const listed = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
