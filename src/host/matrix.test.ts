import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { goodRun } from "../../test/support/fixture.ts";
import { StageFailure, UserError } from "../model/errors.ts";
import { planCells } from "../plan/cells.ts";
import { parseInputs } from "../plan/inputs.ts";
import { adviceFor } from "../report/advice.ts";
import { parseRun, runJson } from "../report/json.ts";
import { verdictOf } from "../report/verdict.ts";
import { type Extent, inOrder, type MatrixEffects, runMatrix } from "./matrix.ts";

const digest = `sha256:${"0".repeat(64)}` as const;

const kernel = { version: "6.12.1-test", origin: "linux-image 6.12.1", digest };

/** A run whose machine does everything; what it ran goes to `ran`. */
function matrix(ran: string[], over: Partial<MatrixEffects> = {}): MatrixEffects {
  return {
    signal: new AbortController().signal,
    stageDistro: async ({ requested }) => ({ image: { name: requested, digest }, tar: "/distro.tar" }),
    stageCheckout: async (requested) => ({ folder: requested, digest }),
    fullStorage: async () => undefined,
    stageKernel: async (name) => ({ image: kernel, folder: `/kernels/${name}` }),
    runCell: async (cell) => {
      ran.push(`${cell.id} ${cell.nonce}`);
      return { cell: cell.id, status: "PASS", reason: "as expected", stageTimes: {} };
    },
    resumed: () => undefined,
    save: () => {},
    progress: () => {},
    now: () => 0,
    ...over,
  };
}

/** Everything requested, one cell at a time; each inconclusive cell is repeated once. */
function extent(given: Record<string, string>): Extent {
  const parsed = parseInputs({ jobs: "1", ...given }, { cache: "/cache" });
  assert.ok(parsed.ok);
  const { bootDeadline, retries, boots } = parsed.value;
  const { cells } = planCells(parsed.value);
  const settings = { bootDeadline, boots, processors: 2, nonce: "abcd", accelerator: "tcg" } as const;
  return { cells, jobs: 1, retries, settings: { ...settings, runInputs: parsed.value.runInputs } };
}

test("a run stages each kernel once and runs cell after cell with this run's nonce", async () => {
  const requested = extent({ "file-systems": "btrfs xfs", kernels: "6.12" });
  const staged: string[] = [];
  const ran: string[] = [];
  const effects = matrix(ran);
  const judged = await runMatrix(requested, {
    ...effects,
    stageKernel: (name) => {
      staged.push(name);
      return effects.stageKernel(name);
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

test("a distro and a kernel are staged at the same time", async () => {
  const kernelBegun = Promise.withResolvers<void>();
  const effects = matrix([]);
  const judged = await runMatrix(extent({ kernels: "6.12", controls: "none" }), {
    ...effects,
    stageDistro: async (request) => {
      await kernelBegun.promise;
      return effects.stageDistro(request);
    },
    stageKernel: async (name) => {
      kernelBegun.resolve();
      return effects.stageKernel(name);
    },
  });
  assert.ok(judged.every(({ outcome }) => outcome.status === "PASS"));
});

test("a kernel that cannot be staged makes its own cells inconclusive, and the others run", async () => {
  const requested = extent({ "file-systems": "btrfs", kernels: "6.1 6.12" });
  const ran: string[] = [];
  const effects = matrix(ran);
  const text: string[] = [];
  const judged = await runMatrix(requested, {
    ...effects,
    stageKernel: async (name) => {
      if (name === "6.1")
        throw new StageFailure("provision", "kernel 6.1", "no route to mirror.example", "INCONCLUSIVE");
      return effects.stageKernel(name);
    },
    progress: ({ plan }, outcome) => void text.push(`${plan.id} ${outcome?.status ?? "starts"}`),
  });
  assert.deepEqual(judged[0]?.outcome, {
    cell: "btrfs-6.1",
    status: "INCONCLUSIVE",
    stage: "provision",
    reason: "provision: kernel 6.1: no route to mirror.example",
    stageTimes: {},
  });
  assert.deepEqual(
    judged.slice(1).map(({ outcome }) => outcome.status),
    ["PASS", "PASS", "PASS", "PASS"],
  );
  assert.ok(!ran.some((cell) => cell.startsWith("btrfs-6.1 ")));
  assert.deepEqual(text.slice(0, 3), ["btrfs-6.1 starts", "btrfs-6.1 INCONCLUSIVE", "btrfs-6.12 starts"]);
});

test("a wrong request is an ERROR with a remedy, a network failure INCONCLUSIVE, and the other cells run", async () => {
  const requested = extent({
    "file-systems": "btrfs",
    kernels: "6.12 package:nope@nosuch",
    distros: "trixie sid image:bare",
    dracut: "builtin ./gone",
    controls: "none",
  });
  const effects = matrix([], {
    stageDistro: async ({ requested }) => {
      if (requested === "image:bare") throw new UserError("distro image:bare lacks dracut: install dracut in it");
      if (requested === "sid") throw new Error("mmdebstrap: Temporary failure resolving 'mirror.example'");
      return { image: { name: requested }, tar: "/distro.tar" };
    },
    stageKernel: async (requested) => {
      if (requested !== "6.12") throw new UserError("Debian nosuch has no package nope. Use another package");
      return { image: kernel, folder: "/kernel" };
    },
    stageCheckout: async () => {
      throw new UserError("dracut /src/gone: no such folder");
    },
  });
  const judged = await runMatrix(requested, effects);
  const outcomes = new Map(judged.map((cell) => [cell.plan.id, cell]));
  const text = (id: string) => {
    const { status, stage, reason } = outcomes.get(id)?.outcome ?? assert.fail(id);
    return `${status} ${stage ?? ""} ${reason}`;
  };
  assert.equal(text("btrfs-6.12"), "PASS  as expected");
  assert.match(text("btrfs-6.12-bare"), /^ERROR provision .*lacks dracut: install dracut in it/);
  assert.match(text("btrfs-6.12-sid"), /^INCONCLUSIVE provision .*Temporary failure resolving/);
  assert.match(text("btrfs-nope_nosuch"), /^ERROR provision .*kernel package:nope@nosuch: .*Use another package/);
  assert.match(text("btrfs-6.12-gone"), /^ERROR provision .*no such folder/);
  const wrong = outcomes.get("btrfs-6.12-bare") ?? assert.fail();
  assert.match(adviceFor(wrong) ?? "", /^The input cannot be used: correct it/);
});

test("a disk that is full is nobody's mistake", async () => {
  const full = async () => Promise.reject(new UserError("the engine reported: write /x: kein Platz"));
  const requested = extent({ "file-systems": "btrfs", kernels: "6.12", distros: "./image.tar", controls: "none" });
  const [cell] = await runMatrix(
    requested,
    matrix([], { stageDistro: full, fullStorage: async () => "the engine's disk is full" }),
  );
  assert.equal(cell?.outcome.status, "INCONCLUSIVE");
  const [other] = await runMatrix(requested, matrix([], { stageDistro: full }));
  assert.equal(other?.outcome.status, "ERROR");
});

test("an abort while something is staged ends the run, by its own reason", async () => {
  const requested = extent({ kernels: "6.1 6.12" });
  const abort = new AbortController();
  const effects = matrix([], {
    signal: abort.signal,
    stageKernel: async () => {
      abort.abort(new UserError("interrupted by SIGINT"));
      throw new Error("the container was killed");
    },
  });
  await assert.rejects(runMatrix(requested, effects), /interrupted by SIGINT/);
});

test("the report of a kernel that is not there can be read again", async () => {
  const requested = extent({ kernels: "6.1", accelerator: "tcg" });
  const cells = await runMatrix(
    requested,
    matrix([], {
      stageKernel: async () => {
        throw new StageFailure("provision", "kernel 6.1", "no network", "INCONCLUSIVE");
      },
    }),
  );
  const run = { ...goodRun(), cells };
  assert.deepEqual(cells[0]?.plan.runInputs, { accelerator: "tcg" });
  assert.deepEqual(parseRun(runJson(run)), run);
  assert.equal(verdictOf(run), "FAIL");
});

test("a checkout is built in a distro of its own, once, and its digest is in the plan", async () => {
  const requested = extent({
    "file-systems": "btrfs xfs",
    kernels: "builtin",
    dracut: "builtin /src/mine",
    controls: "none",
  });
  const staged: string[] = [];
  const effects = matrix([]);
  const judged = await runMatrix(requested, {
    ...effects,
    stageDistro: (request) => {
      staged.push(`${request.requested} ${request.toBuild}`);
      return effects.stageDistro(request);
    },
    stageKernel: (name, distro) => {
      staged.push(`kernel of ${distro?.image.name}`);
      return effects.stageKernel(name, distro);
    },
    stageCheckout: async (requested) => {
      staged.push(requested);
      return { folder: requested, digest };
    },
  });
  assert.deepEqual(staged.sort(), [
    ...["/src/mine", "kernel of trixie", "kernel of trixie", "trixie false", "trixie true"],
  ]);
  assert.deepEqual(
    judged.map(({ plan: { id, checkout } }) => `${id} ${checkout ?? "builtin"}`),
    ["btrfs-builtin builtin", `btrfs-builtin-mine ${digest}`, "xfs-builtin builtin", `xfs-builtin-mine ${digest}`],
  );
});

test("the kernel of a distro that cannot be staged is lost with it", async () => {
  const requested = extent({ "file-systems": "btrfs", kernels: "builtin 6.12", controls: "none" });
  const judged = await runMatrix(
    requested,
    matrix([], {
      stageDistro: async () => {
        throw new StageFailure("provision", "distro trixie", "no network", "INCONCLUSIVE");
      },
    }),
  );
  assert.deepEqual(
    judged.map(({ outcome }) => outcome.reason),
    ["provision: distro trixie: no network", "provision: distro trixie: no network"],
  );
});

test("an inconclusive cell is tried again up to `retries` times, and each try is recorded; a FAIL is not", async () => {
  const requested = { ...extent({ "file-systems": "btrfs xfs", kernels: "6.12", controls: "none" }), retries: 2 };
  const tries: string[] = [];
  const answers: Record<string, ("INCONCLUSIVE" | "PASS" | "FAIL")[]> = {
    "btrfs-6.12": ["INCONCLUSIVE", "INCONCLUSIVE", "PASS"],
    "xfs-6.12": ["FAIL"],
  };
  const effects = matrix([], {
    runCell: async ({ id }, _staged, attempt) => {
      tries.push(`${id} ${attempt}`);
      const status = answers[id]?.shift() ?? "ERROR";
      return { cell: id, status, stage: "boot", reason: `try ${attempt}`, stageTimes: {} };
    },
  });
  const judged = await runMatrix(requested, effects);
  assert.deepEqual(tries, ["btrfs-6.12 1", "btrfs-6.12 2", "btrfs-6.12 3", "xfs-6.12 1"]);
  assert.deepEqual(judged[0]?.outcome.attempts, [
    { status: "INCONCLUSIVE", stage: "boot", reason: "try 1" },
    { status: "INCONCLUSIVE", stage: "boot", reason: "try 2" },
  ]);
  assert.deepEqual([judged[0]?.outcome.status, judged[1]?.outcome.status], ["PASS", "FAIL"]);
  assert.equal(judged[1]?.outcome.attempts, undefined);
});

test("a cell that stays inconclusive is INCONCLUSIVE, with its tries", async () => {
  const requested = extent({ "file-systems": "btrfs", kernels: "6.12", controls: "none" });
  const effects = matrix([], {
    runCell: async ({ id }, _staged, attempt) => ({
      cell: id,
      status: "INCONCLUSIVE",
      reason: `no loop device, ${attempt}`,
      stageTimes: {},
    }),
  });
  const [cell] = await runMatrix(requested, effects);
  assert.deepEqual(cell?.outcome, {
    cell: "btrfs-6.12",
    status: "INCONCLUSIVE",
    reason: "no loop device, 2",
    stageTimes: {},
    attempts: [{ status: "INCONCLUSIVE", reason: "no loop device, 1" }],
  });
});

test("cells of an interrupted run are not repeated, except inconclusive ones, which count as tries", async () => {
  const requested = extent({ "file-systems": "btrfs xfs", kernels: "6.12", controls: "none" });
  const tries: string[] = [];
  const saved: string[] = [];
  const effects = matrix([], {
    resumed: ({ id }) =>
      id === "btrfs-6.12"
        ? { cell: id, status: "FAIL", reason: "copied", stageTimes: {} }
        : { cell: id, status: "INCONCLUSIVE", reason: "no loop device", stageTimes: {} },
    save: ({ plan: { id }, outcome }) => void saved.push(`${id} ${outcome.status}`),
    runCell: async ({ id }, _staged, attempt) => {
      tries.push(`${id} ${attempt}`);
      return { cell: id, status: "PASS", reason: "as expected", stageTimes: {} };
    },
  });
  const judged = await runMatrix(requested, effects);
  assert.deepEqual(tries, ["xfs-6.12 2"]);
  assert.deepEqual(saved, ["btrfs-6.12 FAIL", "xfs-6.12 PASS"]);
  assert.deepEqual(judged[1]?.outcome.attempts, [{ status: "INCONCLUSIVE", reason: "no loop device" }]);
});

test("cells that run at once end in the plan's order, in the report and to those who watch", async () => {
  const requested = { ...extent({ kernels: "6.12", "file-systems": "btrfs xfs" }), jobs: 3 };
  const text: string[] = [];
  const judged = await runMatrix(
    requested,
    matrix([], {
      runCell: async ({ id }) => {
        await wait(id.startsWith("btrfs") ? 20 : 1);
        return { cell: id, status: "PASS", reason: "as expected", stageTimes: {} };
      },
      progress: ({ plan: { id } }, outcome) => void text.push(`${id} ${outcome ? "ends" : "starts"}`),
    }),
  );
  const ids = requested.cells.map(({ id }) => id);
  assert.deepEqual(
    judged.map(({ plan }) => plan.id),
    ids,
  );
  for (const what of ["starts", "ends"])
    assert.deepEqual(
      text.filter((line) => line.endsWith(what)),
      ids.map((id) => `${id} ${what}`),
    );
});

test("an abort ends all cells under way, and starts no other", async () => {
  const requested = { ...extent({ kernels: "6.12", "file-systems": "btrfs xfs" }), jobs: 2 };
  const abort = new AbortController();
  const started: string[] = [];
  const running = runMatrix(
    requested,
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

test("items start in their order, so many at a time, and are reported in it, however long each takes", async () => {
  const steps: string[] = [];
  let atOnce = 0;
  let largest = 0;
  const results = await inOrder(
    [40, 1, 20, 1],
    2,
    async (ms) => {
      steps.push(`starts ${ms}`);
      largest = Math.max(largest, ++atOnce);
      await wait(ms);
      atOnce--;
      return ms * 2;
    },
    (ms) => steps.push(`done ${ms}`),
  );
  assert.deepEqual(results, [80, 2, 40, 2]);
  assert.equal(largest, 2);
  assert.deepEqual(
    steps.filter((step) => step.startsWith("starts")),
    ["starts 40", "starts 1", "starts 20", "starts 1"],
  );
  assert.deepEqual(
    steps.filter((step) => step.startsWith("done")),
    ["done 40", "done 1", "done 20", "done 1"],
  );
});

test("a failure starts nothing more, and is reported when what is under way has ended", async () => {
  const ended: number[] = [];
  const started: number[] = [];
  await assert.rejects(
    inOrder(
      [1, 2, 3, 4],
      2,
      async (item) => {
        started.push(item);
        if (item === 1) throw new Error("no space");
        await wait(20);
        ended.push(item);
      },
      () => {},
    ),
    /no space/,
  );
  assert.deepEqual(started, [1, 2]);
  assert.deepEqual(ended, [2]);
});
