import type { Combination, ProfileName } from "../domain/axes.ts";
import { profileOf } from "../domain/axes.ts";
import type { BootFault } from "../domain/boot-fault.ts";
import type { Expectation, Plant } from "../domain/cell.ts";
import type { CellSketch } from "./cells.ts";
import type { Names } from "./names.ts";

type Control = {
  readonly name: string;
  readonly plant: Plant;
  /** The profile it needs; absent: any that shares. */
  readonly fileSystem?: ProfileName;
  readonly expected: Expectation;
};

const fault = (plant: Plant, sharing: Expectation["sharing"], fileSystem?: ProfileName): Control => ({
  name: plant,
  plant,
  ...(fileSystem ? { fileSystem } : {}),
  expected: { sharing, boot: "not tried" },
});
const failure = (plant: Plant, why: BootFault, sharing: Expectation["sharing"] = "shared"): Control => ({
  name: plant,
  plant,
  expected: { sharing, boot: "does not boot", fault: why },
});

const few: readonly Control[] = [
  { name: "ext4", plant: "none", fileSystem: "ext4", expected: { sharing: "copied", boot: "boots" } },
  { name: "unaligned", plant: "unaligned", expected: { sharing: "copied", boot: "boots" } },
  failure("no-init", "no init"),
];
const all: readonly Control[] = [
  ...few,
  fault("nocow", "copied", "btrfs"),
  fault("other-file-system", "copied"),
  fault("snapshot-only", "copied", "btrfs-snapshot"),
  fault("flipped", "altered"),
  fault("wrong-offset", "altered", "btrfs-zstd"),
  failure("truncated", "unpacking failed", "damaged"),
  failure("flipped-late", "unpacked otherwise"),
  failure("wrong-nonce", "other nonce"),
  failure("panic", "kernel panic"),
  failure("hang", "hung before the real root"),
];

/** `few`: one each for no reflink, for the grid and for the boot. `all`: every fault that can be planted. */
const sets: Readonly<Record<string, readonly Control[]>> = { few, all, none: [] };

/** What may be asked for: a set, or a control by its name. */
export const controlNames: readonly string[] = [...Object.keys(sets), ...all.map(({ name }) => name)];

/** The control that has this fault; without a plant there is only ext4. */
export const controlOf = (plant: Plant): string => all.find((control) => control.plant === plant)?.name ?? "none";

/** What the id of every control begins with, and no other. */
export const controlMark = "control-";

/**
 * The cells that must come out the other way, so that a green grid means something: planted beside the last cell
 * that is to share with cowpio, so that nothing but the fault is different.
 */
export function planControls(
  asked: readonly string[],
  chosen: readonly Combination[],
  names: (combination: Combination) => Names,
): CellSketch[] {
  const beside = chosen.findLast(
    ({ fileSystem, writer, dracutOptions }) =>
      profileOf(fileSystem).noReflink === undefined && writer === "cowpio" && dracutOptions === "plain",
  );
  if (beside === undefined) return [];
  // The first that shares has the controls, and the last its kernel: of the default matrix Btrfs and the newest.
  const sharing = chosen.find(({ fileSystem }) => profileOf(fileSystem).noReflink === undefined) ?? beside;
  const wanted = all.filter((control) => asked.some((word) => word === control.name || sets[word]?.includes(control)));
  return wanted
    .filter(({ plant, fileSystem }) => plant !== "none" || chosen.every((one) => one.fileSystem !== fileSystem))
    .map(({ name, plant, fileSystem, expected }) => ({
      id: `${controlMark}${name}-${names(beside).kernel}`,
      names: names(beside),
      combination: {
        ...beside,
        fileSystem: fileSystem ?? sharing.fileSystem,
        bootloader: "direct",
        // Where guests clone, one that is told to keep off the grid has to be caught, too.
        cloneKernel:
          plant === "unaligned" && chosen.some(({ cloneKernel }) => cloneKernel === "guest") ? "guest" : "host",
      },
      plant,
      expected,
      compareWith: [],
    }));
}
