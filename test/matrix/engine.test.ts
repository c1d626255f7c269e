/** Engines that are of no use: gone in the middle of a run, as when killed, or elsewhere. The run says so, and passes nothing. */

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { describe, test } from "node:test";
import { parseRun } from "../../src/report/json.ts";
import { waitFor } from "../support/cancel.ts";
import { actionProblem, leftBehind } from "../support/runner.ts";
import { scratch } from "../support/scratch.ts";

/** Stands before the engine's socket, and closes all of its connections when it is killed, as the kernel does then. */
async function mortalEngine(path: string): Promise<{ readonly kill: () => void; readonly restart: () => void }> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const engine = connect("/var/run/docker.sock");
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const) {
      open.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        open.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise<void>((listening) => server.listen(path, listening));
  return {
    kill: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
    restart: () => void server.listen(path),
  };
}

describe("two runs at once from one cache", { concurrency: 2 }, () => {
  for (const { stage, restarted } of [
    { stage: "provision: btrfs image", restarted: true },
    { stage: "boot: reflink archive", restarted: false },
  ])
    test(`an engine that is killed at “${stage}” makes its try inconclusive, and ${restarted ? "the next try waits for it" : "the run fails"}`, {
      skip: actionProblem() ?? false,
    }, async () => {
      using folder = scratch();
      const engine = await mortalEngine(`${folder.path}/engine.sock`);
      const requested = {
        kernels: "6.12",
        "file-systems": "btrfs",
        compare: "none",
        controls: "none",
        accelerator: "tcg",
        // One more than the kill takes: a try may be inconclusive for a reason of its own, which is printed below.
        retries: restarted ? "2" : "0",
      };
      const given = { ...requested, "cache-dir": "build/cache", "report-dir": `${folder.path}/report` };
      const child = spawn(
        process.execPath,
        ["dist/cli.js", "run", ...Object.entries(given).flatMap(([name, value]) => [`--${name}`, value])],
        {
          env: { ...process.env, DOCKER_HOST: `unix://${folder.path}/engine.sock` },
          stdio: ["ignore", "pipe", "inherit"],
        },
      );
      let output = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        if (!output.includes(stage) && (output + text).includes(stage)) {
          engine.kill();
          if (restarted) setTimeout(engine.restart, 3000);
        }
        output += text;
      });
      const status = await new Promise<number | null>((done) => child.on("close", done));
      // Its server would keep this process alive.
      engine.kill();
      const [cell] = parseRun(readFileSync(`${folder.path}/report/run.json`, "utf8")).cells;
      const tries = [...(cell?.outcome.attempts ?? []), cell?.outcome];
      for (const one of tries) console.log(`${one?.status}: ${one?.reason}`);
      assert.equal(tries[0]?.status, "INCONCLUSIVE", output);
      assert.deepEqual([status, tries.at(-1)?.status], restarted ? [0, "PASS"] : [1, "INCONCLUSIVE"], output);
    });
});

test("containers of an engine that was killed end by themselves, since their host hung up", async () => {
  await waitFor(30_000, () => leftBehind().length === 0);
  assert.deepEqual(leftBehind(), []);
});

test("an engine that does not see the cache-dir, as in a job's container, ends the run before anything is staged", {
  skip: actionProblem() ?? false,
}, () => {
  using folder = scratch();
  // The mount over the folder is only visible to this process.
  const apart = 'mount -t tmpfs tmpfs "$1" && shift && exec "$@"';
  const run = [process.execPath, "dist/cli.js", "run", "--kernels", "6.12", "--cache-dir", `${folder.path}/cache`];
  const { status, stdout, stderr } = spawnSync("unshare", ["--mount", "sh", "-c", apart, "sh", folder.path, ...run], {
    encoding: "utf8",
  });
  assert.equal(status, 3, stdout + stderr);
  assert.match(stderr, /the engine does not see the files of this process: .*cache\/tmp\/\w+\/seen.*set DOCKER_HOST/);
  assert.doesNotMatch(stdout, /staging|building distro|accelerator/);
  assert.deepEqual(leftBehind(), []);
});

test("an engine that cannot be reached is one line: of doctor's table, and all that a run prints", () => {
  using folder = scratch();
  const stale = `${folder.path}/stale.sock`;
  // A process that is killed leaves its socket behind.
  const listen = 'require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))';
  spawnSync(process.execPath, ["--eval", listen, stale]);
  const unreachable: readonly [Readonly<Record<string, string>>, RegExp][] = [
    [{ DOCKER_HOST: `unix://${stale}` }, /no engine answers at unix:\S+ \(DOCKER_HOST\): .*ECONNREFUSED.*Start it/],
    [{ DOCKER_HOST: "tcp://127.0.0.1:1" }, /no engine answers at tcp:\S+ \(DOCKER_HOST\): .*ECONNREFUSED.*Start it/],
    [{ DOCKER_HOST: "ssh://me@there" }, /DOCKER_HOST is "ssh:\S+": cells mount files of this machine\. Use an engine/],
    [{ DOCKER_CONTEXT: "none" }, /Docker's context none: \S+ does not exist\. Use a context of docker context ls/],
    [{ DOCKER_HOST: "tcp://127.0.0.1", DOCKER_TLS_VERIFY: "1" }, /TLS to the engine requires \S+ca\.pem: ENOENT/],
  ];
  const { DOCKER_HOST: _, DOCKER_CONTEXT: __, DOCKER_CERT_PATH: ___, ...rest } = process.env;
  for (const [variables, { source }] of unreachable) {
    const env = { ...rest, DOCKER_CONFIG: `${folder.path}/config`, ...variables };
    const places = ["--cache-dir", `${folder.path}/cache`, "--report-dir", `${folder.path}/report`];
    const cowpio = (name: string) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/cli.js", name, ...places], {
        encoding: "utf8",
        env,
      });
      assert.equal(status, 3);
      return { stdout, stderr };
    };
    const run = cowpio("run");
    assert.equal(run.stdout, "");
    assert.match(run.stderr, new RegExp(`^cowpio-matrix: ${source}[^\\n]*\\n$`));
    const doctor = cowpio("doctor");
    assert.equal(doctor.stderr, "");
    assert.equal(doctor.stdout.split(new RegExp(source)).length, 2, doctor.stdout);
    assert.match(doctor.stdout, new RegExp(`^missing +container engine +${source}`));
  }
});
