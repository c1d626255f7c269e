import { writers } from "../model/axes.ts";
import type { CellPlan, Recipe, Stage } from "../model/cell.ts";
import { StageFailure, wrapStageErrors } from "../model/errors.ts";
import { profileOf } from "../model/file-systems.ts";
import { generatorOf } from "../model/generators.ts";
import type {
  ArchiveEvidence,
  ArchiveSharing,
  BootVerdict,
  CellOutcome,
  GuestSharing,
  Hops,
  StageTimes,
  Versions,
} from "../model/outcome.ts";
import type { MeasuredArchive, WriterReport, WrittenArchive } from "./archive/write.ts";
import type { Machine } from "./boot/qemu.ts";
import { type Modules, missingModules } from "./stage/drivers.ts";
import type { MountedImage } from "./stage/image.ts";
import { judgeCell } from "./verify/judge-cell.ts";
import { type Damage, judgeDamage, judgeSharing, unknownSharing } from "./verify/sharing.ts";

/** Everything that a cell does to its machine. Tests pass a record of fakes. */
export type CellEffects = {
  readonly mountImage: (plan: CellPlan) => Promise<MountedImage>;
  readonly populate: (image: MountedImage, plan: CellPlan) => Promise<void>;
  readonly writeArchive: (image: MountedImage, plan: CellPlan, recipe: Recipe) => Promise<WrittenArchive>;
  /** Undefined where the generator kept no staging tree. */
  readonly proveHops: (image: MountedImage, plan: CellPlan, archive: WrittenArchive) => Promise<Hops | undefined>;
  /** Removes the generator's temporary directorys, and measures what the archive cost. */
  readonly measure: (image: MountedImage, plan: CellPlan, archive: WrittenArchive) => Promise<MeasuredArchive>;
  /** Commits the injected faults that are in no writer's power: snapshots, flipped bytes. */
  readonly injectFault: (image: MountedImage, plan: CellPlan, archive: WrittenArchive) => Promise<void>;
  readonly writerReport: (image: MountedImage) => Promise<WriterReport>;
  readonly proveSharing: (archive: string, originals: string) => Promise<ArchiveSharing | Damage>;
  readonly modules: (image: MountedImage, plan: CellPlan) => Promise<Modules>;
  readonly versions: (image: MountedImage, plan: CellPlan) => Promise<Versions>;
  /** Lays out on the image what the guest is to clone; once the archive is proven. */
  readonly layOutClone: (image: MountedImage, plan: CellPlan, sharing: ArchiveSharing) => Promise<void>;
  /** Copies kernel and archive out of the image, checked by digest. `proven` tells how much a guest unpacks. */
  readonly takeOut: (
    image: MountedImage,
    plan: CellPlan,
    archive: MeasuredArchive,
    proven: MeasuredArchive,
  ) => Promise<Machine>;
  readonly boot: (machine: Machine, plan: CellPlan, recipe: Recipe) => Promise<BootVerdict>;
  /** The guest's report of its own cloning, after its boot. */
  readonly guestSharing: (machine: Machine, plan: CellPlan) => Promise<GuestSharing>;
  /** Returns the message for storage that was full since the cell started; undefined if there is none. */
  readonly fullStorage: () => Promise<string | undefined>;
  readonly enter: (stage: Stage, text: string) => void;
  /** Milliseconds. */
  readonly now: () => number;
};

/** The cell's chain: image, distro, archives, proof of the sharing, boots, verdict. */
export async function runCell(plan: CellPlan, effects: CellEffects): Promise<CellOutcome> {
  const stageTimes: StageTimes = {};
  const stage = async <T>(name: Stage, what: string, work: () => Promise<T>): Promise<T> => {
    effects.enter(name, what);
    const started = effects.now();
    try {
      return await wrapStageErrors(name, what, work, undefined, effects.fullStorage);
    } finally {
      stageTimes[name] = (stageTimes[name] ?? 0) + effects.now() - started;
    }
  };

  try {
    await using image = await stage("provision", `${plan.fileSystem} image`, () => effects.mountImage(plan));
    await stage("stage", `distro ${plan.distro.name}, kernel ${plan.kernel.version}`, () =>
      effects.populate(image, plan),
    );

    const write = (recipe: Recipe) =>
      stage("archive", `${generatorOf(plan).name} (${recipe})`, () => effects.writeArchive(image, plan, recipe));
    const made = await write("reflink");
    if (plan.fault !== "none")
      await stage("archive", `injected fault ${plan.fault}`, () => effects.injectFault(image, plan, made));
    const hops = await stage("verify", "extents of the archive and of the staging tree", () =>
      effects.proveHops(image, plan, made),
    );
    const measure = (archive: WrittenArchive) =>
      stage("archive", `space of the ${archive.recipe} archive`, () => effects.measure(image, plan, archive));
    const reflinked = await measure(made);
    const written = [reflinked];
    for (const recipe of plan.compareWith) written.push(await measure(await write(recipe)));

    const { proof, writerReport, modules, versions } = await stage(
      "verify",
      "extents of the archive and of the installed originals",
      async () => ({
        proof: await effects.proveSharing(reflinked.path, image.root),
        writerReport: await effects.writerReport(image),
        modules: await effects.modules(image, plan),
        versions: await effects.versions(image, plan),
      }),
    );

    if (plan.cloneKernel === "guest" && !("damaged" in proof))
      await stage("verify", "the guest's files to clone", () => effects.layOutClone(image, plan, proof));

    const boots = new Map<Recipe, Booted>();
    let guest: { guestSharing?: GuestSharing } = {};
    if (plan.expected.boot !== "not tried") {
      const machines = await stage("boot", "archives taken out, image sealed", async () => {
        const taken = [];
        for (const archive of written) taken.push(await effects.takeOut(image, plan, archive, reflinked));
        await image.seal();
        return taken;
      });
      for (const [index, machine] of machines.entries()) {
        const { recipe } = written[index] as MeasuredArchive;
        const bootIt = (more = "") =>
          stage("boot", `${recipe} archive${more}`, () => effects.boot(machine, plan, recipe));
        const started = effects.now();
        const booted = recipe === "reflink" ? await severalBoots(plan.boots ?? 1, bootIt) : await besideBoot(bootIt);
        boots.set(recipe, { ...booted, bootMs: effects.now() - started });
        if (machine.clones) guest = { guestSharing: await effects.guestSharing(machine, plan) };
      }
    }

    const evidence = {
      versions,
      ...judgedProof(proof, plan, hops),
      writerReasons: writerReport.reasons,
      writerCalls: writerReport.calls,
      generatorLog: reflinked.log,
      archives: written.map(({ path: _, log: __, ...archive }) => ({
        ...archive,
        ...(boots.get(archive.recipe) ?? { boot: { kind: "not tried" } as const }),
      })),
      ...guest,
    };
    const members = "damaged" in proof ? [] : proof.members.map(({ name }) => name);
    const missing = missingModules(modules, profileOf(plan.fileSystem).kind, members);
    return { cell: plan.id, ...judgeCell(plan, evidence, missing), evidence, stageTimes };
  } catch (error) {
    return { cell: plan.id, ...failed(error), stageTimes };
  }
}

type Booted = Pick<ArchiveEvidence, "boot" | "otherBoots" | "bootMs">;

/** One that is otherwise than the others is the one to be judged. */
async function severalBoots(times: number, bootIt: (more?: string) => Promise<BootVerdict>): Promise<Booted> {
  if (times === 1) return { boot: await bootIt() };
  const verdicts: BootVerdict[] = [];
  for (let time = 1; time <= times; time++) verdicts.push(await bootIt(`, ${time} of ${times}`));
  const boot = verdicts.find(({ kind }) => kind !== "booted") ?? (verdicts[0] as BootVerdict);
  return { boot, otherBoots: verdicts.filter((one) => one !== boot) };
}

/** It is shown beside, and judges nothing: a cell is not run again for it, so that it gets its second try here. */
async function besideBoot(bootIt: (more?: string) => Promise<BootVerdict>): Promise<Booted> {
  const first = await bootIt();
  if (first.kind !== "could not tell") return { boot: first };
  return { boot: await bootIt(", which could not tell, again"), otherBoots: [first] };
}

const judgedProof = (proof: ArchiveSharing | Damage, { writer }: CellPlan, hops: Hops | undefined) =>
  "damaged" in proof
    ? { sharing: unknownSharing, sharingVerdict: judgeDamage(proof) }
    : { sharing: proof, sharingVerdict: judgeSharing(proof, writers[writer].demanded, hops ?? "unknown") };

/** The outcome of a cell that a stage's failure ended. */
export function failed(error: unknown): Pick<CellOutcome, "status" | "reason" | "stage" | "source"> {
  // The image could not be released either; what came first is what counts. Node 20 has no SuppressedError of its own.
  if (error instanceof Error && "suppressed" in error && "error" in error) {
    const first = failed(error.suppressed);
    return { ...first, reason: `${first.reason}; then: ${failed(error.error).reason}` };
  }
  if (error instanceof StageFailure) {
    const { blame: status, message: reason, stage, source } = error;
    return { status, reason, stage, ...(source ? { source } : {}) };
  }
  return { status: "ERROR", reason: error instanceof Error ? error.message : String(error) };
}
