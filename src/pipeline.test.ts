import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { CellPlan } from "./domain/cell.ts";
import { StageFailure } from "./domain/failure.ts";
import type { ArchiveSharing } from "./domain/outcome.ts";
import { type CellWorld, type Extent, failed, type MatrixWorld, runCell, runMatrix } from "./pipeline.ts";
import { planCells } from "./plan/cells.ts";
import { parseInputs } from "./plan/inputs.ts";
import { verdictOf } from "./report/counts.ts";
import { goodRun } from "./report/fixture.ts";
import { parseRun, runJson } from "./report/json.ts";

const digest = `sha256:${"0".repeat(64)}` as const;
const plan: CellPlan = {
  id: "btrfs-6.12",
  fileSystem: "btrfs",
  kernel: { name: "6.12", version: "6.12.1-test", origin: "linux-image 6.12.1", digest },
  subject: { name: "trixie", digest },
  dracut: "own",
  writer: "cowpio",
  options: "plain",
  loader: "direct",
  cloner: "host",
  asked: {
    ...{ fileSystem: "btrfs", kernel: "6.12", subject: "trixie", dracut: "own" },
    ...{ writer: "cowpio", options: "plain", loader: "direct", cloner: "host" },
  },
  plant: "none",
  expected: { sharing: "shared", boot: "boots" },
  compareWith: ["gzip"],
  imageSize: 2 ** 30,
  accelerator: "tcg",
  deadlines: { dracut: 1000, boot: 1000, stall: 1000, clone: 1000 },
  nonce: "abcd",
};
const sharing: ArchiveSharing = {
  size: 8192,
  blockSize: 4096,
  shareable: 4096,
  shared: 4096,
  fiemap: { total: 8192, shared: 4096, exclusive: 4096, extents: 2 },
  members: [],
};

function world(over: Partial<CellWorld> = {}): { steps: string[]; world: CellWorld } {
  const steps: string[] = [];
  let clock = 0;
  const seal = async () => void steps.push("seal");
  return {
    steps,
    world: {
      mountImage: async () => ({
        file: "/cell/disk.img",
        root: "/cell/root",
        uuid: "1234",
        seal,
        [Symbol.asyncDispose]: async () => void steps.push("dispose"),
      }),
      populate: async () => void steps.push("populate"),
      writeArchive: async (_image, _plan, recipe) => {
        steps.push(`write ${recipe}`);
        return {
          recipe,
          path: `/${recipe}`,
          digest,
          size: 8192,
          createMs: 1,
          space: { free: 4096 },
          fiemap: sharing.fiemap,
        };
      },
      spoil: async () => {},
      writerReasons: async () => [],
      proveSharing: async (archive) => {
        steps.push(`prove ${archive}`);
        return sharing;
      },
      versions: async () => ({ cowpio: "0", dracut: "106", mkfs: "6", qemu: "10", cloneKernel: "6.18" }),
      takeOut: async (_image, cell, { recipe }) => ({
        kernel: "/k",
        archive: recipe,
        disk: "/cell/disk.img",
        rootUuid: "1234",
        rootOptions: [],
        port: "/cell/port",
        accelerator: "tcg",
        ...(cell.cloner === "guest" && recipe === "reflink" ? { clones: true } : {}),
      }),
      boot: async (_machine, _plan, recipe) => {
        steps.push(`boot ${recipe}`);
        return { kind: "booted", times: { kernelToInit: { guest: 1, wall: 1 }, realRoot: { guest: 2, wall: 2 } } };
      },
      layOutClone: async () => void steps.push("lay out"),
      guestSharing: async ({ archive }) => {
        steps.push(`guest of ${archive}`);
        return { kind: "could not tell", why: "a fake" };
      },
      enter: () => {},
      now: () => clock++,
      ...over,
    },
  };
}

test("a cell writes its archives, proves the first, seals the image and only then boots", async () => {
  const { steps, world: real } = world();
  const outcome = await runCell(plan, real);
  assert.equal(outcome.status, "PASS");
  assert.deepEqual(steps, [
    "populate",
    "write reflink",
    "write gzip",
    "prove /reflink",
    "seal",
    "boot reflink",
    "boot gzip",
    "dispose",
  ]);
});

test("a guest that is to clone has its work laid out before the image is sealed, and is asked once", async () => {
  const { steps, world: real } = world();
  const outcome = await runCell({ ...plan, cloner: "guest" }, real);
  assert.deepEqual(
    steps.filter((step) => /lay out|seal|guest|boot/.test(step)),
    ["lay out", "seal", "boot reflink", "guest of reflink", "boot gzip"],
  );
  assert.equal(outcome.status, "MISS", "booted and shared on the host, and nothing is known of the guest");
});

test("a stage that cannot do its work ends the cell with its name, and the image is released", async () => {
  const { steps, world: broken } = world({
    populate: async () => {
      throw new Error("tar: no space");
    },
  });
  const outcome = await runCell(plan, broken);
  assert.deepEqual(
    { status: outcome.status, stage: outcome.stage, reason: outcome.reason },
    { status: "ERROR", stage: "stage", reason: "stage: subject trixie, kernel 6.12.1-test: tar: no space" },
  );
  assert.deepEqual(steps, ["dispose"]);
});

test("an image that cannot be released does not hide why the cell failed", async () => {
  const { world: broken } = world({
    mountImage: async () => ({
      file: "/cell/disk.img",
      root: "/cell/root",
      uuid: "1234",
      seal: async () => {},
      [Symbol.asyncDispose]: async () => {
        throw new Error("umount: target is busy");
      },
    }),
    populate: async () => {
      throw new StageFailure("stage", "subject", "tar: no space", "MISS");
    },
  });
  const { status, stage, reason } = await runCell(plan, broken);
  assert.deepEqual(
    { status, stage, reason },
    { status: "MISS", stage: "stage", reason: "stage: subject: tar: no space; then: umount: target is busy" },
  );
});

test("the cell's Node has no SuppressedError of its own, and the bundle's stand-in is read as well", () => {
  const first = new StageFailure("stage", "subject", "tar: no space", "MISS");
  const standIn = Object.assign(new Error("An error was suppressed during disposal."), {
    error: new Error("umount: target is busy"),
    suppressed: first,
  });
  assert.deepEqual(failed(standIn), {
    status: "MISS",
    stage: "stage",
    reason: "stage: subject: tar: no space; then: umount: target is busy",
  });
});

test("a failure that names its blame keeps it", async () => {
  const { world: broken } = world({
    mountImage: async () => {
      throw new StageFailure("provision", "mount btrfs", "unknown filesystem type", "MISS");
    },
  });
  assert.equal((await runCell(plan, broken)).status, "MISS");
});

/** A run whose machine does everything; what it ran goes to `ran`. */
function matrix(ran: string[], over: Partial<MatrixWorld> = {}): MatrixWorld {
  return {
    nonce: "abcd",
    cellImage: async () => "cell:1",
    accelerator: async () => "tcg",
    stageSubject: async ({ asked }) => ({ image: { name: asked, digest }, tar: "/subject.tar" }),
    stageCheckout: async (asked) => ({ folder: asked, digest }),
    stageKernel: async (name) => ({ image: { ...plan.kernel, name }, folder: `/kernels/${name}` }),
    runCell: async (cell) => {
      ran.push(`${cell.id} ${cell.nonce}`);
      return { cell: cell.id, status: "PASS", reason: "as expected", stageTimes: {} };
    },
    kept: () => undefined,
    keep: () => {},
    progress: () => {},
    now: () => 0,
    ...over,
  };
}

/** What is asked for, all of it, one cell at a time, and each MISS tried again once. */
function extent(given: Record<string, string>): Extent {
  const parsed = parseInputs({ jobs: "1", ...given }, { cache: "/cache" });
  assert.ok(parsed.ok);
  const { bootDeadline, retries, boots } = parsed.value;
  return { cells: planCells(parsed.value).cells, bootDeadline, jobs: 1, retries, boots };
}

test("a run stages each kernel once and runs cell after cell with this run's nonce", async () => {
  const asked = extent({ "file-systems": "btrfs xfs", kernels: "6.12" });
  const staged: string[] = [];
  const ran: string[] = [];
  const world = matrix(ran);
  const judged = await runMatrix(asked, {
    ...world,
    stageKernel: (name, image) => {
      staged.push(name);
      return world.stageKernel(name, image);
    },
  });
  assert.deepEqual(staged, ["6.12"]);
  assert.deepEqual(ran, [
    "btrfs-6.12 abcd",
    "xfs-6.12 abcd",
    "control-ext4-6.12 abcd",
    "control-unaligned-6.12 abcd",
    "control-no-init-6.12 abcd",
  ]);
  assert.equal(judged.length, 5);
});

test("a kernel that cannot be staged is a MISS of its own cells, and the others run", async () => {
  const asked = extent({ "file-systems": "btrfs", kernels: "6.1 6.12" });
  const ran: string[] = [];
  const world = matrix(ran);
  const told: string[] = [];
  const judged = await runMatrix(asked, {
    ...world,
    stageKernel: async (name, image) => {
      if (name === "6.1") throw new StageFailure("provision", "kernel 6.1", "no route to deb.debian.org", "MISS");
      return world.stageKernel(name, image);
    },
    progress: ({ plan }, outcome) => void told.push(`${plan.id} ${outcome?.status ?? "starts"}`),
  });
  assert.deepEqual(judged[0]?.outcome, {
    cell: "btrfs-6.1",
    status: "MISS",
    stage: "provision",
    reason: "provision: kernel 6.1: no route to deb.debian.org",
    stageTimes: {},
  });
  assert.deepEqual(
    judged.slice(1).map(({ outcome }) => outcome.status),
    ["PASS", "PASS", "PASS", "PASS"],
  );
  assert.ok(!ran.some((cell) => cell.startsWith("btrfs-6.1 ")));
  assert.deepEqual(told.slice(0, 3), ["btrfs-6.1 starts", "btrfs-6.1 MISS", "btrfs-6.12 starts"]);
});

test("what else keeps a kernel from being staged, as an abort does, ends the run", async () => {
  const asked = extent({ kernels: "6.1 6.12" });
  const world = matrix([], { stageKernel: async () => Promise.reject(new Error("interrupted by SIGINT")) });
  await assert.rejects(runMatrix(asked, world), /interrupted by SIGINT/);
});

test("the report of a kernel that is not there can be read again", async () => {
  const asked = extent({ kernels: "6.1" });
  const cells = await runMatrix(
    asked,
    matrix([], {
      stageKernel: async () => {
        throw new StageFailure("provision", "kernel 6.1", "no network", "MISS");
      },
    }),
  );
  const run = { ...goodRun(), cells };
  assert.deepEqual(parseRun(runJson(run)), run);
  assert.equal(verdictOf(run), "FAIL");
});

test("a checkout is built in a subject of its own, once, and its digest is in the plan", async () => {
  const asked = extent({
    "file-systems": "btrfs xfs",
    kernels: "own",
    dracuts: "own /src/mine",
    controls: "none",
  });
  const staged: string[] = [];
  const world = matrix([]);
  const judged = await runMatrix(asked, {
    ...world,
    stageSubject: (request, image) => {
      staged.push(`${request.asked} ${request.toBuild}`);
      return world.stageSubject(request, image);
    },
    stageKernel: (name, image, subject) => {
      staged.push(`kernel of ${subject?.image.name}`);
      return world.stageKernel(name, image, subject);
    },
    stageCheckout: async (asked) => {
      staged.push(asked);
      return { folder: asked, digest };
    },
  });
  assert.deepEqual(staged, ["trixie false", "trixie true", "kernel of trixie", "kernel of trixie", "/src/mine"]);
  assert.deepEqual(
    judged.map(({ plan: { id, checkout } }) => `${id} ${checkout ?? "own"}`),
    ["btrfs-own own", `btrfs-own-mine ${digest}`, "xfs-own own", `xfs-own-mine ${digest}`],
  );
});

test("the kernel of a subject that cannot be staged is lost with it", async () => {
  const asked = extent({ "file-systems": "btrfs", kernels: "own 6.12", controls: "none" });
  const judged = await runMatrix(
    asked,
    matrix([], {
      stageSubject: async () => {
        throw new StageFailure("provision", "subject trixie", "no network", "MISS");
      },
    }),
  );
  assert.deepEqual(
    judged.map(({ outcome }) => outcome.reason),
    ["provision: subject trixie: no network", "provision: subject trixie: no network"],
  );
});

test("a MISS is tried again, as often as is asked for, and each try is recorded; a FAIL is not", async () => {
  const asked = { ...extent({ "file-systems": "btrfs xfs", kernels: "6.12", controls: "none" }), retries: 2 };
  const tries: string[] = [];
  const answers: Record<string, ("MISS" | "PASS" | "FAIL")[]> = {
    "btrfs-6.12": ["MISS", "MISS", "PASS"],
    "xfs-6.12": ["FAIL"],
  };
  const world = matrix([], {
    runCell: async ({ id }, _image, _staged, attempt) => {
      tries.push(`${id} ${attempt}`);
      const status = answers[id]?.shift() ?? "ERROR";
      return { cell: id, status, stage: "boot", reason: `try ${attempt}`, stageTimes: {} };
    },
  });
  const judged = await runMatrix(asked, world);
  assert.deepEqual(tries, ["btrfs-6.12 1", "btrfs-6.12 2", "btrfs-6.12 3", "xfs-6.12 1"]);
  assert.deepEqual(judged[0]?.outcome.attempts, [
    { status: "MISS", stage: "boot", reason: "try 1" },
    { status: "MISS", stage: "boot", reason: "try 2" },
  ]);
  assert.deepEqual([judged[0]?.outcome.status, judged[1]?.outcome.status], ["PASS", "FAIL"]);
  assert.equal(judged[1]?.outcome.attempts, undefined);
});

test("a MISS that stays one is a MISS, with its tries", async () => {
  const asked = extent({ "file-systems": "btrfs", kernels: "6.12", controls: "none" });
  const world = matrix([], {
    runCell: async ({ id }, _image, _staged, attempt) => ({
      cell: id,
      status: "MISS",
      reason: `no loop device, ${attempt}`,
      stageTimes: {},
    }),
  });
  const [cell] = await runMatrix(asked, world);
  assert.deepEqual(cell?.outcome, {
    cell: "btrfs-6.12",
    status: "MISS",
    reason: "no loop device, 2",
    stageTimes: {},
    attempts: [{ status: "MISS", reason: "no loop device, 1" }],
  });
});

test("what an interrupted run kept is not run again, but for a MISS, which counts as a try", async () => {
  const asked = extent({ "file-systems": "btrfs xfs", kernels: "6.12", controls: "none" });
  const tries: string[] = [];
  const kept: string[] = [];
  const world = matrix([], {
    kept: ({ id }) =>
      id === "btrfs-6.12"
        ? { cell: id, status: "FAIL", reason: "copied", stageTimes: {} }
        : { cell: id, status: "MISS", reason: "no loop device", stageTimes: {} },
    keep: ({ plan: { id }, outcome }) => void kept.push(`${id} ${outcome.status}`),
    runCell: async ({ id }, _image, _staged, attempt) => {
      tries.push(`${id} ${attempt}`);
      return { cell: id, status: "PASS", reason: "as expected", stageTimes: {} };
    },
  });
  const judged = await runMatrix(asked, world);
  assert.deepEqual(tries, ["xfs-6.12 2"]);
  assert.deepEqual(kept, ["btrfs-6.12 FAIL", "xfs-6.12 PASS"]);
  assert.deepEqual(judged[1]?.outcome.attempts, [{ status: "MISS", reason: "no loop device" }]);
});

test("cells that run at once end in the plan's order, in the report and to those who watch", async () => {
  const asked = { ...extent({ kernels: "6.12", "file-systems": "btrfs xfs" }), jobs: 3 };
  const told: string[] = [];
  const judged = await runMatrix(
    asked,
    matrix([], {
      runCell: async ({ id }) => {
        await wait(id.startsWith("btrfs") ? 20 : 1);
        return { cell: id, status: "PASS", reason: "as expected", stageTimes: {} };
      },
      progress: ({ plan: { id } }, outcome) => void told.push(`${id} ${outcome ? "ends" : "starts"}`),
    }),
  );
  const ids = asked.cells.map(({ id }) => id);
  assert.deepEqual(
    judged.map(({ plan }) => plan.id),
    ids,
  );
  for (const what of ["starts", "ends"])
    assert.deepEqual(
      told.filter((line) => line.endsWith(what)),
      ids.map((id) => `${id} ${what}`),
    );
});

test("an abort ends all cells under way, and starts no other", async () => {
  const asked = { ...extent({ kernels: "6.12", "file-systems": "btrfs xfs" }), jobs: 2 };
  const abort = new AbortController();
  const started: string[] = [];
  const running = runMatrix(
    asked,
    matrix([], {
      runCell: ({ id }) => {
        started.push(id);
        return wait(10_000, undefined, { signal: abort.signal }).then(() => assert.fail("it was not ended"));
      },
    }),
  );
  setTimeout(() => abort.abort(), 10);
  await assert.rejects(running, { name: "AbortError" });
  assert.deepEqual(started, ["btrfs-6.12", "xfs-6.12"]);
});

test("an archive that is booted often is judged by the boot that came out otherwise", async () => {
  const booted = {
    kind: "booted",
    times: { kernelToInit: { guest: 1, wall: 1 }, realRoot: { guest: 2, wall: 2 } },
  } as const;
  const hung = { kind: "did not boot", why: "the guest fell silent", line: "" } as const;
  const answers = [booted, hung, booted];
  const { steps, world: real } = world({
    boot: async (_machine, _plan, recipe) => (recipe === "reflink" ? (answers.shift() ?? assert.fail()) : booted),
  });
  const outcome = await runCell({ ...plan, boots: 3 }, real);
  const [reflink, gzip] = outcome.evidence?.archives ?? [];
  assert.deepEqual([outcome.status, outcome.stage], ["FAIL", "boot"]);
  assert.deepEqual(reflink?.boot, hung);
  assert.deepEqual(reflink?.again, [booted, booted]);
  assert.equal(gzip?.again, undefined);
  assert.equal(steps.filter((step) => step === "write reflink").length, 1);
});
