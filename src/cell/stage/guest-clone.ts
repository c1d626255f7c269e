import { optionSets } from "../../model/axes.ts";
import type { CellPlan } from "../../model/cell.ts";
import { faultOf } from "../../model/faults.ts";
import type { ArchiveSharing } from "../../model/outcome.ts";
import { nameBytes } from "../archive/names.ts";
import { ours, putProgram, putText } from "./put.ts";

/**
 * Lays out what the guest clones with, and of what: the members of the proven archive that are what is installed. After
 * the archives are written, so that nothing of it can be in them.
 */
export async function layOutClone(
  root: string,
  { fault, dracutOptions: options }: Pick<CellPlan, "fault" | "dracutOptions">,
  { members }: ArchiveSharing,
  from: { readonly cowpio: string; readonly clone: string },
): Promise<void> {
  await putProgram(root, `${ours}/cowpio`, from.cowpio);
  await putProgram(root, `${ours}/clone`, from.clone);
  const set = optionSets[options];
  const align = faultOf(fault).unaligned ? "4" : "align" in set ? `${set.align}` : "auto";
  await putText(root, `${ours}/clone.align`, align);
  const names = members.filter(({ original }) => original === "identical").map(({ name }) => nameBytes(`${name}\0`));
  await putText(root, `${ours}/clone.names`, Buffer.concat(names));
}
