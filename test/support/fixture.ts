/** For tests: a whole run with the figures and the shape of a real one, and one in which everything happens. */

import { judgeCell } from "../../src/cell/verify/judge-cell.ts";
import { judgeSharing } from "../../src/cell/verify/sharing.ts";
import type { CellPlan, Recipe } from "../../src/model/cell.ts";
import { bootFaults } from "../../src/model/faults.ts";
import type {
  ArchiveEvidence,
  ArchiveSharing,
  BootVerdict,
  CellOutcome,
  JudgedCell,
  MemberRange,
  MemberSharing,
  SharingVerdict,
} from "../../src/model/outcome.ts";
import type { Run } from "../../src/model/run.ts";
import { type CellSpec, completeCell, planCells } from "../../src/plan/cells.ts";
import { parseInputs } from "../../src/plan/inputs.ts";

/** Everything that differs between runs with the same inputs: clocks, locations, nonce, boundaries of extents. */
export type Chance = { readonly seed: number; readonly nonce: string; readonly started: string };
export const once: Chance = { seed: 1, nonce: "029dff8898cc9a61", started: "2026-11-23T20:53:47.871Z" };
export const secondChance: Chance = { seed: 2, nonce: "5ac1e9a7700b34de", started: "2027-01-02T03:04:05.678Z" };

const block = 4096;
const digestOf = (text: string) =>
  `sha256:${[...text]
    .reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) >>> 0, 7)
    .toString(16)
    .padStart(8, "0")
    .repeat(8)}` as const;

/** Numbers in [0, 1) that look like chance and are the same for a seed (Park and Miller's generator). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

export const hostileNames = [
  "usr/lib/</script><script>alert(1)</script>",
  "usr/lib/a|b `c` ::error::d \u001b[31m \u202etxt.exe \udcff",
];

function members(plan: CellPlan, chance: Chance): MemberSharing[] {
  const layout = numbers(42);
  const location = numbers(chance.seed);
  const shares = plan.expected.sharing === "shared";
  let end = 0;
  return Array.from({ length: 240 }, (_, index): MemberSharing => {
    const kind = layout();
    const small = kind < 0.35 || kind > 0.95;
    const size = Math.round(small ? 40 + layout() * 3900 : 4200 + layout() ** 6 * 4_000_000);
    const whole = size - (size % block);
    const original = kind > 0.97 ? "none" : kind > 0.95 ? "differs" : "identical";
    const alignment = plan.fault === "unaligned" ? 4 : block;
    const dataOffset =
      whole > 0 ? Math.ceil((end + 200) / alignment) * alignment + (alignment === 4 ? 4 : 0) : end + 200;
    end = dataOffset + size;
    const shareable = original === "identical" ? whole : 0;
    const shared = shares ? shareable : 0;
    const physical = block * Math.round(location() * 1e6);
    const cut = block * Math.floor(location() * (whole / block));
    const range = (offset: number, length: number, reason: MemberRange["reason"]): MemberRange[] =>
      length > 0 ? [{ offset, length, reason, physical: physical + offset }] : [];
    const lost = plan.fault === "unaligned" ? "unaligned" : "not-shared";
    const ranges =
      original !== "identical"
        ? range(0, size, original === "none" ? "no-original" : "differs")
        : whole === 0
          ? range(0, size, "below-block")
          : [
              ...range(0, cut, shares ? "shared" : lost),
              ...range(cut, whole - cut, shares ? "shared" : lost),
              ...range(whole, size - whole, "tail"),
            ];
    const modules = `usr/lib/modules/${plan.kernel.version}`;
    const name = hostileNames[index - 100] ?? `${modules}/${original === "differs" ? "modules." : "kernel/m"}${index}`;
    return { name, size, dataOffset, original, shareable, shared, ranges };
  });
}

function archive(
  recipe: Recipe,
  fiemap: ArchiveEvidence["fiemap"],
  boot: BootVerdict,
  chance: Chance,
): ArchiveEvidence {
  const slow = { reflink: 3.2, gzip: 10, zstd: 6.9 }[recipe];
  return {
    recipe,
    digest: digestOf(recipe),
    size: fiemap.total,
    createMs: slow * (1000 + chance.seed),
    space: { free: fiemap.exclusive + 591_872, metadata: 458_752 },
    fiemap,
    boot,
    ...(boot.kind === "not tried" ? {} : { bootMs: boot.kind === "booted" ? boot.times.realRoot.wall + 40 : 5000 }),
  };
}

export function outcomeOf(plan: CellPlan, chance: Chance): CellOutcome {
  const own = members(plan, chance);
  const sum = (of: (member: MemberSharing) => number) => own.reduce((total, member) => total + of(member), 0);
  const size = Math.max(...own.map((member) => member.dataOffset + member.size)) + 124;
  const shared = sum((member) => member.shared);
  const fiemap = { total: size, shared, exclusive: size - shared, extents: 739 };
  const packed = Math.round(size * 0.43);
  const sharing = {
    size,
    blockSize: block,
    shareable: sum((member) => member.shareable),
    shared,
    fiemap,
    members: own,
  };
  const times = (extra: number) => ({
    unpacking: 411 + extra,
    kernelToInit: { guest: 2877 + extra, wall: 4098 + extra },
    realRoot: { guest: 9683 + extra, wall: 10906 + extra },
  });
  const boot = (extra: number): BootVerdict =>
    plan.expected.boot === "boots"
      ? { kind: "booted", times: times(extra * chance.seed), memoryAvailable: 402_653_184 + chance.seed }
      : {
          kind: "did not boot",
          fault: "no init",
          why: bootFaults["no init"],
          line: `[    ${chance.seed}.93] VFS: Cannot open root device`,
        };
  const evidence = {
    versions: {
      cowpio: "0.1.0",
      dracut: "dracut 106-6",
      mkfs: "mkfs.btrfs, part of btrfs-progs v6.14",
      qemu: "QEMU emulator version 10.0.13 (Debian 1:10.0.13+ds-0+deb13u1)",
      cloneKernel: "6.18.44",
    },
    sharing,
    sharingVerdict: judged(sharing),
    writerReasons: own
      .filter((member) => member.size < block)
      .map(({ name }) => ({ name, reason: "smaller than a block" })),
    archives: [
      archive("reflink", fiemap, boot(0), chance),
      ...plan.compareWith.map((recipe) =>
        archive(recipe, { total: packed, shared: 0, exclusive: packed, extents: 1 }, boot(90), chance),
      ),
    ],
  };
  const stageTimes = { provision: 336, stage: 1750, archive: 20_613, verify: 69.9, boot: 34_845 + chance.seed };
  return { cell: plan.id, ...judgeCell(plan, evidence), evidence, stageTimes };
}

/** A plan whose kernel and distro were staged. */
export const planOf = (spec: CellSpec, nonce: string): CellPlan => {
  const version = `${spec.combination.kernel}.117+deb13-cloud-amd64`;
  const { kernel, distro } = spec.combination;
  return completeCell(spec, {
    kernel: { version, origin: `linux-image-${version} ${kernel}-1`, digest: digestOf(version) },
    distro: { digest: digestOf(distro) },
    nonce,
    accelerator: "tcg",
    bootDeadline: 240_000,
  });
};

export const planned = (given: Readonly<Record<string, string>>) => {
  const parsed = parseInputs(given, { cache: "/cache" });
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return planCells(parsed.value);
};

export const runOf = (cells: readonly JudgedCell[], omitted: Run["omitted"], chance: Chance): Run => ({
  version: "0.1.0",
  cells,
  omitted,
  started: chance.started,
  elapsedMs: 295_948 + chance.seed,
  jobs: 1,
  host: {
    kernel: "6.18.44",
    cpu: "AMD EPYC",
    cores: 2,
    memory: 25_276_510_208,
    engine: "Docker 20.10.24",
    cellImage: `cowpio-cell:0123456789abcdef (sha256:${"c".repeat(64)}) on debian:trixie-slim (debian@sha256:${"d".repeat(64)})`,
  },
  accelerator: "tcg",
});

/** The default matrix without its included cell, as it comes out when all is well. */
export const goodRun = (chance: Chance = once): Run =>
  runOf(
    planned({ compare: "gzip zstd", include: "none" }).cells.map((spec) => {
      const plan = planOf(spec, chance.nonce);
      return { plan, outcome: outcomeOf(plan, chance) };
    }),
    [],
    chance,
  );

/** The run with some cells' outcomes exchanged. */
export const withOutcomes = (
  run: Run,
  outcomes: Readonly<Record<string, (previous: CellOutcome) => CellOutcome>>,
): Run => ({
  ...run,
  cells: run.cells.map(({ plan, outcome }) => ({ plan, outcome: outcomes[plan.id]?.(outcome) ?? outcome })),
});

export const hostileText =
  "a|b `c` </script><img src=x onerror=alert(1)> [x](http://evil.example) www.evil.example @you ::error::e \u001b[31m\nnext";

/** One cell of each status, and hostile text wherever text comes from elsewhere. */
export const mixedRun = (): Run => {
  const bare = ({ cell, stageTimes }: CellOutcome) => ({ cell, stageTimes });
  return withOutcomes(goodRun(), {
    "btrfs-6.12": (previous) => {
      if (previous.evidence === undefined) return previous;
      const own = previous.evidence.sharing.members.map((member, index): MemberSharing => {
        if (member.shared === 0 || index % 20 > 0) return member;
        const ranges = member.ranges.map(
          (range): MemberRange => ({ ...range, reason: range.reason === "shared" ? "not-shared" : range.reason }),
        );
        return { ...member, shared: 0, ranges };
      });
      const sharing = {
        ...previous.evidence.sharing,
        members: own,
        shared: own.reduce((sum, { shared }) => sum + shared, 0),
      };
      const sharingVerdict = judged(sharing);
      const reason = "expected the archive's data to be shared: it is shared only in part";
      return {
        ...previous,
        status: "FAIL",
        stage: "verify",
        reason,
        evidence: { ...previous.evidence, sharing, sharingVerdict },
      };
    },
    "xfs-6.1": (previous) => {
      if (previous.evidence === undefined) return previous;
      const boot = {
        kind: "could not tell",
        why: "the guest fell silent before the kernel ran /init",
        line: hostileText,
      } as const;
      const archives = previous.evidence.archives.map((one, index) => (index === 0 ? { ...one, boot } : one));
      const reason = `could not tell whether the archive boots: ${boot.why}`;
      return {
        ...previous,
        status: "INCONCLUSIVE",
        stage: "boot",
        reason,
        evidence: { ...previous.evidence, archives },
      };
    },
    "xfs-6.12": (previous) => ({
      ...bare(previous),
      status: "SKIP",
      reason: "this kernel cannot mount XFS made by these tools",
    }),
    "control-no-init-6.12": (previous) => ({
      ...bare(previous),
      status: "ERROR",
      stage: "archive",
      reason: `archive: dracut (reflink): ${hostileText}`,
    }),
  });
};

/** As of a staging tree from which nothing was altered. */
function judged(sharing: ArchiveSharing): SharingVerdict {
  const members = sharing.members.filter(({ original }) => original !== "differs");
  return judgeSharing(sharing, undefined, { staging: { ...sharing, members }, sameFileSystem: true });
}
