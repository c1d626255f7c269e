import type { WrittenArchive } from "./archive/write.ts";
import type { Machine } from "./boot/qemu.ts";
import { type Accelerator, type Combination, profileOf, writers } from "./domain/axes.ts";
import type { CellPlan, KernelImage, Recipe, Stage, SubjectImage } from "./domain/cell.ts";
import { during, StageFailure } from "./domain/failure.ts";
import type {
  ArchiveEvidence,
  ArchiveSharing,
  BootVerdict,
  CellOutcome,
  GuestSharing,
  JudgedCell,
  StageTimes,
  Versions,
  WriterReason,
} from "./domain/outcome.ts";
import { inOrder } from "./in-order.ts";
import { type CellSketch, completeCell, nameOf } from "./plan/cells.ts";
import type { StagedCheckout } from "./provision/checkouts.ts";
import type { StagedKernel } from "./provision/kernels.ts";
import type { StagedSubject, SubjectRequest } from "./provision/subjects.ts";
import { lackedModules, type Modules } from "./stage/drivers.ts";
import type { MountedImage } from "./stage/image.ts";
import { tried } from "./tried.ts";
import { judgeCell } from "./verify/cell.ts";
import { type Damage, judgeDamage, unknownSharing } from "./verify/damage.ts";
import { judgeSharing } from "./verify/sharing.ts";

/** Everything that a run does to its machine. */
export type MatrixWorld = {
  readonly nonce: string;
  /** The cell image's reference. */
  readonly cellImage: () => Promise<string>;
  readonly accelerator: (image: string) => Promise<Accelerator>;
  /** A `StageFailure` of these three is one of the cells alone that need it; what else they throw ends the run. */
  readonly stageSubject: (asked: SubjectRequest, image: string) => Promise<StagedSubject>;
  /** `subject`: whose kernel it is, where its own is asked for. */
  readonly stageKernel: (asked: string, image: string, subject?: StagedSubject) => Promise<StagedKernel>;
  readonly stageCheckout: (asked: string) => Promise<StagedCheckout>;
  readonly runCell: (
    plan: CellPlan,
    image: string,
    staged: {
      readonly subject: StagedSubject;
      readonly kernel: StagedKernel;
      /** Where dracut is none of the subject's. */
      readonly checkout?: StagedCheckout;
    },
    /** From 1. */
    attempt: number,
  ) => Promise<CellOutcome>;
  /** What this cell came to in a run that was interrupted; also a MISS, which is tried again. */
  readonly kept: (plan: CellPlan) => CellOutcome | undefined;
  /** A cell is done: what can be read by `kept` when the run ends here. */
  readonly keep: (cell: JudgedCell) => void;
  readonly progress: (cell: Position, told?: CellOutcome & { readonly tookMs: number }) => void;
  /** Milliseconds. */
  readonly now: () => number;
};

/** Where a cell stands among those of this run. */
export type Position = { readonly number: number; readonly of: number; readonly plan: CellPlan };

/** Of a matrix, what this run does, and how. */
export type Extent = {
  /** In the plan's order: all of its cells, or a shard's. */
  readonly cells: readonly CellSketch[];
  readonly bootDeadline: number;
  /** Cells at a time. Of one at a time, times can be compared. */
  readonly jobs: number;
  /** How often a MISS is tried again. */
  readonly retries: number;
  /** How often a cell that is no control boots its archive. */
  readonly boots: number;
};

/** The host's chain: cell image, subjects, kernels, checkouts, then the cells. Gives them in the plan's order. */
export async function runMatrix(
  { cells, bootDeadline, jobs, retries, boots }: Extent,
  world: MatrixWorld,
): Promise<JudgedCell[]> {
  const image = await world.cellImage();
  const accelerator = await world.accelerator(image);
  const combinations = cells.map(({ combination }) => combination);
  const subjects = await stageAll(combinations, subjectKey, ({ subject, dracut }) =>
    world.stageSubject({ asked: subject, toBuild: dracut !== "own" }, image),
  );
  const kernels = await stageAll(combinations, kernelKey, async (combination) => {
    if (combination.kernel !== "own") return world.stageKernel(combination.kernel, image);
    const subject = subjects.get(subjectKey(combination)) as StagedSubject | StageFailure;
    if (subject instanceof StageFailure) throw subject;
    return world.stageKernel(combination.kernel, image, subject);
  });
  const checkouts = await stageAll(
    combinations.filter(({ dracut }) => dracut !== "own"),
    ({ dracut }) => dracut,
    ({ dracut }) => world.stageCheckout(dracut),
  );

  const positions = cells.map((sketch, index) => {
    const { combination } = sketch;
    const subject = subjects.get(subjectKey(combination)) as StagedSubject | StageFailure;
    const kernel = kernels.get(kernelKey(combination)) as StagedKernel | StageFailure;
    const checkout = checkouts.get(combination.dracut);
    const plan = completeCell(sketch, {
      kernel: kernel instanceof StageFailure ? noKernel(combination.kernel) : kernel.image,
      subject: subject instanceof StageFailure ? noSubject(combination.subject) : subject.image,
      ...(checkout === undefined || checkout instanceof StageFailure ? {} : { checkout: checkout.digest }),
      nonce: world.nonce,
      accelerator,
      bootDeadline,
      boots,
    });
    return { number: index + 1, of: cells.length, plan, subject, kernel, checkout };
  });

  const judge = async (cell: (typeof positions)[number]) => {
    const { plan, subject, kernel, checkout } = cell;
    const started = world.now();
    world.progress(cell);
    const missing = [subject, kernel, checkout].find((staged) => staged instanceof StageFailure);
    const outcome = missing
      ? { cell: plan.id, ...failed(missing), stageTimes: {} }
      : await tried(plan, retries, world.kept(plan), (attempt) =>
          world.runCell(
            plan,
            image,
            {
              subject: subject as StagedSubject,
              kernel: kernel as StagedKernel,
              ...(checkout ? { checkout: checkout as StagedCheckout } : {}),
            },
            attempt,
          ),
        );
    world.keep({ plan, outcome });
    return { plan, outcome, tookMs: world.now() - started };
  };
  const judged = await inOrder(positions, jobs, judge, (cell, { outcome, tookMs }) =>
    world.progress(cell, { ...outcome, tookMs }),
  );
  return judged.map(({ plan, outcome }) => ({ plan, outcome }));
}

/** A checkout is built in a subject of its own; a subject's own kernel comes with it. */
const subjectKey = ({ subject, dracut }: Combination): string => `${subject} ${dracut !== "own"}`;
const kernelKey = (combination: Combination): string =>
  combination.kernel === "own" ? `own ${subjectKey(combination)}` : combination.kernel;

/** Stages once for each key. What cannot be staged ends the cells that need it, and no other. */
async function stageAll<T>(
  combinations: readonly Combination[],
  keyOf: (combination: Combination) => string,
  stage: (combination: Combination) => Promise<T>,
): Promise<Map<string, T | StageFailure>> {
  const staged = new Map<string, T | StageFailure>();
  for (const [key, first] of new Map(combinations.map((one) => [keyOf(one), one])))
    staged.set(
      key,
      await stage(first).catch((error) => {
        if (error instanceof StageFailure) return error;
        throw error;
      }),
    );
  return staged;
}

/** These stand in the report for what could not be staged. */
const noKernel = (asked: string): KernelImage => ({ name: nameOf(asked), version: "unknown", origin: "not staged" });
const noSubject = (asked: string): SubjectImage => ({ name: nameOf(asked) });

/** Everything that a cell does to its machine. Tests pass a record of fakes. */
export type CellWorld = {
  readonly mountImage: (plan: CellPlan) => Promise<MountedImage>;
  readonly populate: (image: MountedImage, plan: CellPlan) => Promise<void>;
  readonly writeArchive: (image: MountedImage, plan: CellPlan, recipe: Recipe) => Promise<WrittenArchive>;
  /** Commits the planted faults that are in no writer's power: snapshots, flipped bytes. */
  readonly spoil: (image: MountedImage, plan: CellPlan, archive: WrittenArchive) => Promise<void>;
  readonly writerReasons: (image: MountedImage) => Promise<readonly WriterReason[]>;
  readonly proveSharing: (archive: string, originals: string) => Promise<ArchiveSharing | Damage>;
  readonly modules: (image: MountedImage, plan: CellPlan) => Promise<Modules>;
  readonly versions: (image: MountedImage, plan: CellPlan) => Promise<Versions>;
  /** Lays out on the image what the guest is to clone; once the archive is proven. */
  readonly layOutClone: (image: MountedImage, plan: CellPlan, sharing: ArchiveSharing) => Promise<void>;
  /** Copies kernel and archive out of the image, checked by digest. */
  readonly takeOut: (image: MountedImage, plan: CellPlan, archive: WrittenArchive) => Promise<Machine>;
  readonly boot: (machine: Machine, plan: CellPlan, recipe: Recipe) => Promise<BootVerdict>;
  /** What the guest told of what it cloned, after its boot. */
  readonly guestSharing: (machine: Machine, plan: CellPlan) => Promise<GuestSharing>;
  readonly enter: (stage: Stage, text: string) => void;
  /** Milliseconds. */
  readonly now: () => number;
};

/** The cell's chain: image, subject, archives, proof of the sharing, boots, verdict. */
export async function runCell(plan: CellPlan, world: CellWorld): Promise<CellOutcome> {
  const stageTimes: StageTimes = {};
  const stage = async <T>(name: Stage, subject: string, work: () => Promise<T>): Promise<T> => {
    world.enter(name, subject);
    const started = world.now();
    try {
      return await during(name, subject, work);
    } finally {
      stageTimes[name] = (stageTimes[name] ?? 0) + world.now() - started;
    }
  };

  try {
    await using image = await stage("provision", `${plan.fileSystem} image`, () => world.mountImage(plan));
    await stage("stage", `subject ${plan.subject.name}, kernel ${plan.kernel.version}`, () =>
      world.populate(image, plan),
    );

    const written: WrittenArchive[] = [];
    for (const recipe of ["reflink", ...plan.compareWith] as const)
      written.push(await stage("archive", `dracut (${recipe})`, () => world.writeArchive(image, plan, recipe)));

    const reflinked = written[0] as WrittenArchive;
    if (plan.plant !== "none")
      await stage("archive", `planted fault ${plan.plant}`, () => world.spoil(image, plan, reflinked));
    const { proof, writerReasons, modules, versions } = await stage(
      "verify",
      "extents of the archive and of the installed originals",
      async () => ({
        proof: await world.proveSharing(reflinked.path, image.root),
        writerReasons: await world.writerReasons(image),
        modules: await world.modules(image, plan),
        versions: await world.versions(image, plan),
      }),
    );

    if (plan.cloner === "guest" && !("damaged" in proof))
      await stage("verify", "what the guest is to clone", () => world.layOutClone(image, plan, proof));

    const boots = new Map<Recipe, Booted>();
    let guest: { guestSharing?: GuestSharing } = {};
    if (plan.expected.boot !== "not tried") {
      const machines = await stage("boot", "archives taken out, image sealed", async () => {
        const taken = [];
        for (const archive of written) taken.push(await world.takeOut(image, plan, archive));
        await image.seal();
        return taken;
      });
      for (const [index, machine] of machines.entries()) {
        const { recipe } = written[index] as WrittenArchive;
        const times = recipe === "reflink" ? (plan.boots ?? 1) : 1;
        const verdicts: BootVerdict[] = [];
        const started = world.now();
        for (let time = 1; time <= times; time++)
          verdicts.push(
            await stage("boot", `${recipe} archive${times > 1 ? `, ${time} of ${times}` : ""}`, () =>
              world.boot(machine, plan, recipe),
            ),
          );
        boots.set(recipe, { ...severalBoots(verdicts), bootMs: world.now() - started });
        if (machine.clones) guest = { guestSharing: await world.guestSharing(machine, plan) };
      }
    }

    const evidence = {
      versions,
      ...judgedProof(proof, plan),
      writerReasons,
      archives: written.map(({ path: _, ...archive }) => ({
        ...archive,
        ...(boots.get(archive.recipe) ?? { boot: { kind: "not tried" } as const }),
      })),
      ...guest,
    };
    const members = "damaged" in proof ? [] : proof.members.map(({ name }) => name);
    const lacked = lackedModules(modules, profileOf(plan.fileSystem).kind, members);
    return { cell: plan.id, ...judgeCell(plan, evidence, lacked), evidence, stageTimes };
  } catch (error) {
    return { cell: plan.id, ...failed(error), stageTimes };
  }
}

type Booted = Pick<ArchiveEvidence, "boot" | "again" | "bootMs">;

/** One that is otherwise than the others is the one to be judged. */
function severalBoots(verdicts: readonly BootVerdict[]): Booted {
  const boot = verdicts.find(({ kind }) => kind !== "booted") ?? (verdicts[0] as BootVerdict);
  return verdicts.length === 1 ? { boot } : { boot, again: verdicts.filter((one) => one !== boot) };
}

const judgedProof = (proof: ArchiveSharing | Damage, { writer }: CellPlan) =>
  "damaged" in proof
    ? { sharing: unknownSharing, sharingVerdict: judgeDamage(proof) }
    : { sharing: proof, sharingVerdict: judgeSharing(proof, writers[writer].demanded) };

/** The outcome of a cell that a stage's failure ended. */
export function failed(error: unknown): Pick<CellOutcome, "status" | "reason" | "stage"> {
  // The image could not be released either; what came first is what counts. Node 20 has no SuppressedError of its own.
  if (error instanceof Error && "suppressed" in error && "error" in error) {
    const first = failed(error.suppressed);
    return { ...first, reason: `${first.reason}; then: ${failed(error.error).reason}` };
  }
  if (error instanceof StageFailure) return { status: error.blame, reason: error.message, stage: error.stage };
  return { status: "ERROR", reason: error instanceof Error ? error.message : String(error) };
}
