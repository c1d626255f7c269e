/** For tests: a run of as many cells as are asked for. */

import type { BootTimes, CellOutcome, JudgedCell } from "../../src/model/outcome.ts";
import type { Run } from "../../src/model/run.ts";
import { type CellSpec, groupOmitted } from "../../src/plan/cells.ts";
import { type Chance, numbers, once, outcomeOf, planned, planOf, runOf } from "./fixture.ts";

/** A matrix over all axes, of so many cells: most as they must be, a few of each other status, times that differ. */
export function wideRun(count: number, chance: Chance = once): Run {
  const { cells, omitted } = planned({
    "file-systems": "btrfs btrfs-zstd btrfs-subvolume btrfs-snapshot xfs xfs-1k xfs-rmapbt xfs-no-reflink ext4",
    kernels: "5.10 6.1 6.12 sid",
    distros: "trixie bookworm sid",
    dracut: "builtin /srv/dracut-ng",
    writers: "cowpio 3cpio gnu-cpio bsdcpio dracut-cpio gen_init_cpio",
    "dracut-options": "plain hostonly align-64k",
    bootloaders: "direct grub",
    "clone-kernels": "host guest",
  });
  const controls = planned({}).cells.filter(({ id }) => id.startsWith("control-"));
  const number = numbers(chance.seed + 6);
  // Where members lie is the same for all of a kind: only so are thousands of cells quickly there.
  const seen = new Map<string, CellOutcome>();
  const matrix = cells.filter(({ id }) => !id.startsWith("control-"));
  const max = Math.min(count - controls.length, matrix.length);
  const some = Array.from({ length: max }, (_, index) => matrix[Math.floor((index * matrix.length) / max)] as CellSpec);
  const judged = [...some, ...controls].map((spec): JudgedCell => {
    const plan = planOf(spec, chance.nonce);
    const kind = `${plan.kernel.version} ${plan.fault} ${plan.expected.sharing} ${plan.expected.boot} ${plan.compareWith}`;
    const previous = seen.get(kind) ?? outcomeOf(plan, chance);
    seen.set(kind, previous);
    const slower = (plan.writer === "cowpio" ? 1 : 1.6) * (0.85 + 0.3 * number());
    const archives = previous.evidence?.archives.map((one) => ({
      ...one,
      createMs: one.createMs * slower,
      fiemap: { ...one.fiemap, exclusive: Math.round(one.fiemap.exclusive * (0.9 + 0.2 * number())) },
      boot:
        one.boot.kind === "booted" ? { ...one.boot, times: slowed(one.boot.times, 0.8 + 0.5 * number()) } : one.boot,
    }));
    const text = {
      ...previous,
      cell: plan.id,
      ...(previous.evidence && archives ? { evidence: { ...previous.evidence, archives } } : {}),
    };
    const fate = number();
    const bare = { cell: plan.id, stageTimes: {} };
    if (plan.fault !== "none" || fate > 0.06) return { plan, outcome: text };
    if (fate > 0.03)
      return { plan, outcome: { ...bare, status: "SKIP", reason: `this kernel cannot mount ${plan.fileSystem}` } };
    if (fate > 0.02)
      return {
        plan,
        outcome: { ...text, status: "FAIL", stage: "boot", reason: "expected the archive to boot: it did not" },
      };
    if (fate > 0.01)
      return {
        plan,
        outcome: { ...bare, status: "INCONCLUSIVE", stage: "provision", reason: "provision: no loop device is free" },
      };
    return { plan, outcome: { ...bare, status: "ERROR", stage: "archive", reason: "archive: dracut was not found" } };
  });
  return runOf(judged, groupOmitted(omitted), chance);
}

const slowed = ({ kernelToInit, realRoot }: BootTimes, by: number): BootTimes => ({
  kernelToInit: { guest: (kernelToInit.guest ?? 0) * by, wall: kernelToInit.wall * by },
  realRoot: { guest: (realRoot.guest ?? 0) * by, wall: realRoot.wall * by },
});
