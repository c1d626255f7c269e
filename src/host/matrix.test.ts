import assert from "node:assert/strict";
import { test } from "node:test";
import { digest, extent, kernel, matrix } from "../../test/support/fake-matrix.ts";
import { goodRun } from "../../test/support/fixture.ts";
import { StageFailure, UserError } from "../model/errors.ts";
import { adviceFor } from "../report/advice.ts";
import { parseRun, runJson } from "../report/json.ts";
import { verdictOf } from "../report/verdict.ts";
import { runMatrix } from "./matrix.ts";

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
      throw new UserError("dracut /src/gone: no such directory");
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
  assert.match(text("btrfs-6.12-gone"), /^ERROR provision .*no such directory/);
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
