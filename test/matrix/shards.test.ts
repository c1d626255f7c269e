/** The matrix suite's run in two shards, the Action's on Docker and one on Podman's socket: joined, it is the same report. */

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import Docker from "dockerode";
import { bootstrapped, ensureCellImage, importBase } from "../../src/host/engine/cell-image.ts";
import { connectEngine, hasImage } from "../../src/host/engine/engine.ts";
import { waitFor } from "../support/cancel.ts";
import { leftBehind } from "../support/runner.ts";
import { run, scratch } from "../support/scratch.ts";
import { consolesIn, smallOptions, smallReport, smallShard } from "../support/small-matrix.ts";

const whole = `${smallReport}/report.json`;
const engine = await connectEngine().catch((error: Error) => error.message);
const skip =
  (typeof engine === "string" && engine) ||
  (process.getuid?.() !== 0 && "needs root: cells mount") ||
  (!existsSync("/usr/bin/podman") && "there is no podman here") ||
  (!existsSync(whole) && "there is no report of the matrix suite") ||
  (!existsSync(smallShard) && "there is no report of a shard by the matrix suite");

const command = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/cli.js", ...args], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return { status, output: stdout + stderr };
};
const engineOf = (report: string): string => JSON.parse(readFileSync(`${report}/run.json`, "utf8")).run.host.engine;

test("a shard by Docker and one by Podman are joined to the bytes of Docker's run in one", { skip }, async () => {
  assert.ok(typeof engine !== "string");
  using folder = scratch();
  const [second, merged] = [`${folder.path}/second`, `${folder.path}/merged`];
  const early = command(["merge", smallShard, "--report-dir", `${folder.path}/early`]);
  assert.equal(early.status, 3);
  assert.match(early.output, /shard 2\/2 is missing beside/);

  // Podman takes the cell image from an archive.
  const docker = { requested: "", home: resolve("."), runId: "shards", scratch: folder.path, log: console.log };
  const image = await ensureCellImage({ ...docker, engine, signal: new AbortController().signal });
  const archive = `${folder.path}/image.tar`;
  run("docker", "save", "--output", archive, image);
  {
    using podman = await startPodman(folder.path);
    const shard = ["run", ...smallOptions, "--shard", "2/2", "--report-dir", second, "--cell-image", archive];
    const { status, output } = command(shard, { DOCKER_HOST: podman.socket });
    assert.equal(status, 0, output);
    // Podman may still be removing the last container, in a process of its own.
    const left = () => run("podman", "ps", "--all", "--noheading", "--format", "{{.ID}} {{.Status}} {{.Labels}}");
    assert.ok(await waitFor(120_000, () => left() === ""), left());
  }
  assert.deepEqual(
    [smallShard, second].map((report) => /^\w+/.exec(engineOf(report))?.[0]),
    ["Docker", "Podman"],
  );

  const joined = command(["merge", smallShard, second, "--report-dir", merged]);
  assert.equal(joined.status, 0, joined.output);
  assert.equal(readFileSync(`${merged}/report.json`, "utf8"), readFileSync(whole, "utf8"));
  assert.deepEqual(consolesIn(merged), consolesIn(smallReport));
  assert.deepEqual(leftBehind(), []);
});

test("Podman finds an imported root by the name of the base", {
  skip: !existsSync("/usr/bin/podman") && "there is no podman here",
}, async () => {
  using folder = scratch();
  using podman = await startPodman(folder.path);
  const own = new Docker({ socketPath: podman.socket.slice("unix://".length) });
  const tar = `${folder.path}/root.tar`;
  run("tar", "--create", "--file", tar, "--directory", "containers", "guest");
  // No other test may take it for a base.
  const known = await hasImage(own, bootstrapped);
  if (!known) await importBase(own, tar, new AbortController().signal);
  assert.ok(await hasImage(own, bootstrapped));
  if (!known) await own.getImage(bootstrapped).remove();
});

async function startPodman(folder: string): Promise<{ readonly socket: string } & Disposable> {
  const socket = `unix://${folder}/podman.sock`;
  const service = spawn("podman", ["system", "service", "--time", "0", socket], { stdio: "ignore" });
  for (let timeout = 100; timeout > 0 && !existsSync(`${folder}/podman.sock`); timeout--) await wait(100);
  return {
    socket,
    [Symbol.dispose]: () => {
      execFileSync("sh", [
        "-c",
        "podman image rm --force $(podman images --quiet cowpio-cell) >/dev/null 2>&1 || true",
      ]);
      service.kill("SIGKILL");
    },
  };
}
