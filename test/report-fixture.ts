/** A run for tests: the default matrix, small, as it came out once. */
import type { CellPlan, Recipe } from "../src/domain/cell.ts";
import type { ArchiveEvidence, CellOutcome, Evidence, JudgedCell, MemberSharing } from "../src/domain/outcome.ts";
import type { Run } from "../src/domain/report.ts";
import { noInit } from "../src/domain/witness.ts";
import { completeCell, planCells } from "../src/plan/cells.ts";
import { parseInputs } from "../src/plan/inputs.ts";
import { judgeCell } from "../src/verify/cell.ts";
import { judgeSharing } from "../src/verify/sharing.ts";

const digest = (digit: string) => `sha256:${digit.repeat(64)}` as const;

/** Figures that differ from run to run, so that a test can have another run of the same inputs. */
export type Chance = {
  readonly nonce: string;
  readonly started: string;
  readonly ms: number;
  readonly physical: number;
};
export const once: Chance = { nonce: "00ff", started: "2026-11-23T20:53:47.000Z", ms: 2400, physical: 13631488 };
export const again: Chance = { nonce: "11ee", started: "2026-11-24T08:00:00.000Z", ms: 3111, physical: 99614720 };

const hostile = "usr/lib/</script><img src=x>|`::error::`\u001b[31m\udcff";

function members(shares: boolean, { physical }: Chance): MemberSharing[] {
  const large = {
    name: "usr/lib/libc.so.6",
    size: 1_926_224,
    dataOffset: 4096,
    original: "identical",
    shareable: 1_925_120,
    shared: shares ? 1_925_120 : 0,
  } as const;
  return [
    {
      ...large,
      ranges: [
        { offset: 0, length: 1_925_120, reason: shares ? "shared" : "not-shared", physical },
        { offset: 1_925_120, length: 1104, reason: "tail", physical: physical + 9_000_000 },
      ],
    },
    {
      name: hostile,
      size: 900,
      dataOffset: 1_931_000,
      original: "identical",
      shareable: 0,
      shared: 0,
      ranges: [{ offset: 0, length: 900, reason: "below-block", physical: 4096 }],
    },
    {
      name: "init",
      size: 8000,
      dataOffset: 1_933_312,
      original: "none",
      shareable: 0,
      shared: 0,
      ranges: [{ offset: 0, length: 8000, reason: "no-original", physical: 8192 }],
    },
  ];
}

function archive(recipe: Recipe, boots: boolean, chance: Chance): ArchiveEvidence {
  const size = recipe === "reflink" ? 1_941_504 : 900_000;
  const shared = recipe === "reflink" ? 1_925_120 : 0;
  const { ms } = chance;
  return {
    recipe,
    digest: digest(recipe === "reflink" ? "a" : "b"),
    size,
    createMs: recipe === "reflink" ? ms : 4 * ms,
    space: { free: size - shared, metadata: 65536 },
    fiemap: { total: size, shared, exclusive: size - shared, extents: 3 },
    boot: boots
      ? {
          kind: "booted",
          times: { kernelToInit: { guest: ms, wall: ms + 10 }, realRoot: { guest: 4 * ms, wall: 4 * ms + 10 } },
        }
      : { kind: "did not boot", why: noInit, line: "[    3.9] VFS: Cannot open root device" },
  };
}

function evidence(plan: CellPlan, chance: Chance): Evidence {
  const shares = plan.expected.sharing === "shared";
  const own = members(shares, chance);
  const sum = (of: (member: MemberSharing) => number) => own.reduce((total, member) => total + of(member), 0);
  const sharing = {
    size: 1_941_504,
    blockSize: 4096,
    shareable: sum(({ shareable }) => shareable),
    shared: sum(({ shared }) => shared),
    fiemap: { total: 1_941_504, shared: shares ? 1_925_120 : 0, exclusive: shares ? 16_384 : 1_941_504, extents: 3 },
    members: own,
  };
  return {
    versions: {
      cowpio: "0.1.0",
      dracut: "dracut 106-6",
      mkfs: "mkfs 6.14",
      qemu: "QEMU emulator version 10.0.13",
      cloneKernel: "6.18.44",
    },
    sharing,
    sharingVerdict: judgeSharing(sharing),
    writerReasons: shares ? [] : [{ name: "usr/lib/libc.so.6", reason: "no reflink support" }],
    archives: (["reflink", ...plan.compareWith] as const).map((recipe) =>
      archive(recipe, plan.expected.boot === "boots", chance),
    ),
  };
}

export function defaultRun(chance: Chance = once): Run {
  const parsed = parseInputs({}, { cache: "/cache" });
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const cells = planCells(parsed.value).map((sketch): JudgedCell => {
    const kernel = {
      name: sketch.kernel,
      version: `${sketch.kernel}.1-cloud-amd64`,
      origin: `linux-image ${sketch.kernel}.1`,
      digest: digest("c"),
    };
    const plan = completeCell(sketch, {
      kernel,
      subject: { name: "trixie", digest: digest("d") },
      nonce: chance.nonce,
      bootDeadline: 1000,
    });
    const seen = evidence(plan, chance);
    return {
      plan,
      outcome: { cell: plan.id, ...judgeCell(plan, seen), evidence: seen, stageTimes: { boot: chance.ms } },
    };
  });
  return {
    version: "0.1.0",
    cells,
    started: chance.started,
    elapsedMs: 100 * chance.ms,
    host: { kernel: "6.18.44", cpu: "a processor", cores: 2, memory: 24e9, engine: "Docker 20.10" },
    accelerator: "tcg",
  };
}

/** The default run with one cell's outcome exchanged. */
export const runWith = (id: string, outcome: Partial<CellOutcome>): Run => {
  const run = defaultRun();
  return {
    ...run,
    cells: run.cells.map((cell) =>
      cell.plan.id === id ? { ...cell, outcome: { ...cell.outcome, ...outcome } } : cell,
    ),
  };
};
