/** The matrix suite's run once more, on Podman's socket: it is the same report. The cell image comes from an archive. */
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { connectEngine } from "../src/provision/engine.ts";
import { ensureCellImage } from "../src/provision/image.ts";
import { leftBehind } from "./runner.ts";
import { run, scratch } from "./scratch.ts";
import { smallOptionsAgain, smallReport } from "./small-matrix.ts";

const engine = await connectEngine().catch((error: Error) => error.message);
const skip =
  (typeof engine === "string" && engine) ||
  (process.getuid?.() !== 0 && "needs root: cells mount") ||
  (!existsSync("/usr/bin/podman") && "there is no podman here") ||
  (!existsSync(`${smallReport}/report.json`) && "there is no report of the matrix suite");

test("Podman gives, byte for byte, the report that Docker gave", { skip }, async () => {
  assert.ok(typeof engine !== "string");
  using folder = scratch();
  const docker = { asked: "", home: resolve("."), runId: "podman", scratch: folder.path, say: console.log };
  const image = await ensureCellImage({ ...docker, engine, signal: new AbortController().signal });
  const archive = `${folder.path}/image.tar`;
  const report = `${folder.path}/report`;
  run("docker", "save", "--output", archive, image);

  using podman = await startPodman(folder.path);
  const told = spawnSync(
    process.execPath,
    ["dist/cli.js", "run", ...smallOptionsAgain, "--cell-image", archive, "--report-dir", report],
    { encoding: "utf8", env: { ...process.env, DOCKER_HOST: podman.socket } },
  );
  assert.equal(told.status, 0, told.stdout + told.stderr);
  const { run: ran } = JSON.parse(readFileSync(`${report}/run.json`, "utf8"));
  assert.match(ran.host.engine, /^Podman /);
  assert.equal(readFileSync(`${report}/report.json`, "utf8"), readFileSync(`${smallReport}/report.json`, "utf8"));
  assert.deepEqual(leftBehind(), []);
  assert.equal(run("podman", "ps", "--all", "--quiet"), "");
});

async function startPodman(folder: string): Promise<{ readonly socket: string } & Disposable> {
  const socket = `unix://${folder}/podman.sock`;
  const service = spawn("podman", ["system", "service", "--time", "0", socket], { stdio: "ignore" });
  for (let patience = 100; patience > 0 && !existsSync(`${folder}/podman.sock`); patience--) await wait(100);
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
