import { type Combination, profileOf } from "../model/axes.ts";
import { type Fault, type FaultRow, faultNames, faultOf } from "../model/faults.ts";
import type { CellSpec } from "./cells.ts";
import type { Names } from "./names.ts";

type Control = Pick<FaultRow, "expected" | "fileSystem"> & { readonly name: string; readonly fault: Fault };

/** Without a fault: a file system that cannot share. */
const ext4: Control = {
  name: "ext4",
  fault: "none",
  fileSystem: "ext4",
  expected: { sharing: "copied", boot: "boots" },
};
const all: readonly Control[] = [
  ext4,
  ...faultNames.flatMap((name): Control[] => {
    const { expected, fileSystem } = faultOf(name);
    return expected === undefined ? [] : [{ name, fault: name, expected, ...(fileSystem ? { fileSystem } : {}) }];
  }),
];
const few = all.filter(({ name }) => ["ext4", "unaligned", "no-init"].includes(name));

/** `few`: one each for no reflink, for the alignment and for the boot. `all`: every fault that can be injected. */
const sets: Readonly<Record<string, readonly Control[]>> = { few, all, none: [] };

/** Values of `controls`: a set, or a control by its name. */
export const controlNames: readonly string[] = [...Object.keys(sets), ...all.map(({ name }) => name)];

/** The control that has this fault; without a fault there is only ext4. */
export const controlOf = (fault: Fault): string => all.find((control) => control.fault === fault)?.name ?? "none";

/** Prefix of the ids of controls. */
export const controlPrefix = "control-";

/**
 * The cells that must come out the other way, so that a green grid means something: planned beside the last cell
 * that is to share with cowpio, so that nothing but the fault is different.
 */
export function planControls(
  requested: readonly string[],
  chosen: readonly Combination[],
  names: (combination: Combination) => Names,
): CellSpec[] {
  const base = chosen.findLast(
    ({ fileSystem, writer, dracutOptions }) =>
      profileOf(fileSystem).noReflink === undefined && writer === "cowpio" && dracutOptions === "plain",
  );
  if (base === undefined) return [];
  // The first that shares has the controls, and the last its kernel: of the default matrix Btrfs and the newest.
  const sharing = chosen.find(({ fileSystem }) => profileOf(fileSystem).noReflink === undefined) ?? base;
  const wanted = all.filter((control) =>
    requested.some((word) => word === control.name || sets[word]?.includes(control)),
  );
  return wanted
    .filter(({ fault, fileSystem }) => fault !== "none" || chosen.every((one) => one.fileSystem !== fileSystem))
    .map(({ name, fault, fileSystem, expected }) => ({
      id: `${controlPrefix}${name}-${names(base).kernel}`,
      names: names(base),
      combination: {
        ...base,
        fileSystem: fileSystem ?? sharing.fileSystem,
        bootloader: "direct",
        // With cloning guests, an unaligned one has to be detected, too.
        cloneKernel:
          faultOf(fault).unaligned && chosen.some(({ cloneKernel }) => cloneKernel === "guest") ? "guest" : "host",
      },
      fault,
      expected,
      compareWith: [],
    }));
}
