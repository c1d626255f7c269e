/** `engine: none` in a container as dracut's CI starts them: the same verdicts as with Docker, and nothing is left behind. */

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { after, test } from "node:test";
import { ensureCellImage } from "../../src/host/engine/cell-image.ts";
import { connectEngine, hasImage } from "../../src/host/engine/engine.ts";
import { cellCapabilities } from "../../src/host/engine/privileges.ts";
import type { Report, ReportCell } from "../../src/report/json.ts";
import { waitFor } from "../support/cancel.ts";
import { run, scratch } from "../support/scratch.ts";

const engine = await connectEngine().catch((error: Error) => error.message);
const skip = typeof engine === "string" && engine;
const folder = scratch();
after(() => folder[Symbol.dispose]());
const home = resolve(".");

/** Debian trixie with a kernel of its own, dracut, and what `engine: none` needs, as a CI image of dracut's has them. */
const job = "cowpio-test-job:1";
const packages = "dracut-core systemd-sysv udev linux-image-cloud-amd64";

async function makeJobImage(): Promise<void> {
  if (typeof engine === "string" || (await hasImage(engine, job))) return;
  const { signal } = new AbortController();
  const request = { engine, requested: "", home, runId: "no-engine", scratch: folder.path, signal, log: console.log };
  const container = `cowpio-test-job-${process.pid}`;
  const install = `export DEBIAN_FRONTEND=noninteractive
apt-get -q update && apt-get install -q -y --no-install-recommends ${packages}
rm -rf /opt/cowpio /var/lib/apt/lists/*`;
  try {
    run("docker", "run", "--name", container, "--network=host", await ensureCellImage(request), "sh", "-euc", install);
    run("docker", "commit", "--change", "WORKDIR /", container, job);
  } finally {
    spawnSync("docker", ["rm", "--force", "--volumes", container]);
  }
}
if (!skip) await makeJobImage();
after(() => void spawnSync("docker", ["image", "rm", "--force", job]));

/** `container: options:` of dracut's integration tests (.github/workflows/integration.yml). */
const dracutOptions = ["--privileged", ...(existsSync("/dev/kvm") ? ["--device=/dev/kvm"] : [])];
/** As near as an engine comes that itself lacks capabilities: a privileged container asks for all that the kernel has. */
const nearOptions = [
  ...cellCapabilities.flatMap((name) => ["--cap-add", name]),
  ...["--device-cgroup-rule=b 7:* rmw", "--device-cgroup-rule=c 10:237 rmw"],
  ...["--security-opt=seccomp=unconfined", "--security-opt=apparmor=unconfined"],
];
const works = (options: readonly string[]) =>
  spawnSync("docker", ["run", "--rm", "--network=none", ...options, job, "true"]).status === 0;
const isPrivileged = !skip && works(dracutOptions);
const options = isPrivileged ? dracutOptions : nearOptions;
if (!skip) console.log(`job container: docker run ${options.join(" ")}`);

const cell = {
  "file-systems": "btrfs",
  kernels: "builtin",
  compare: "none",
  controls: "no-init",
  accelerator: "tcg",
};
const args = (given: Readonly<Record<string, string>>) =>
  Object.entries({ ...cell, ...given }).flatMap(([name, value]) => [`--${name}`, value]);

/** A container of the job, without an engine's socket, with this checkout and a folder for reports as its only mounts. */
function startJob(): { readonly name: string; readonly exec: (...command: string[]) => string } & Disposable {
  const name = `cowpio-test-job-${process.pid}`;
  const mounts = ["--volume", `${home}:/__w/cowpio:ro`, "--volume", `${folder.path}:/__w/report`];
  run("docker", "run", "--detach", "--name", name, "--network=none", ...options, ...mounts, job, "sleep", "1d");
  return {
    name,
    exec: (...command) => {
      const { status, stdout, stderr } = spawnSync("docker", ["exec", "--workdir", "/tmp", name, ...command], {
        encoding: "utf8",
        maxBuffer: 1 << 28,
      });
      return `${stdout}${stderr}(${status})`;
    },
    [Symbol.dispose]: () => void execFileSync("docker", ["rm", "--force", "--volumes", name], { stdio: "ignore" }),
  };
}
const command = ["node", "/__w/cowpio/dist/cli.js"];

const cellsOf = (report: string): readonly ReportCell[] =>
  (JSON.parse(readFileSync(`${report}/report.json`, "utf8")) as Report).cells;
/** Everything that a cell came to, without the names and digests of its distro. */
const outcomeOf = ({ status, reason, sharing, archives, versions, kernel }: ReportCell) => ({
  status,
  reason,
  sharing,
  archives,
  versions,
  kernel: kernel.version,
});

test("in a container without an engine, the run finds that out, and comes to the same as with Docker", { skip }, () => {
  using started = startJob();
  const changes = () => run("docker", "diff", started.name).trim().split("\n");
  const before = changes();
  const output = started.exec(...command, "run", ...args({ distros: "builtin", "report-dir": "/__w/report/none" }));
  console.log(output);
  assert.match(output, /^engine none: there is no engine's socket, and this is a container: cells run in it$/m);
  assert.match(output, /\(0\)$/);
  const own = readFileSync(`${folder.path}/none/run.json`, "utf8");
  assert.match(own, /"engine": ?"none \(this container\)"/);
  assert.match(own, /"cellImage": ?"this container \(Debian GNU\/Linux 13 \(trixie\)\) with cowpio's programs sha256:/);
  // Only the cache, whose run's folder is gone.
  const unexpected = changes().filter(
    (line) => !before.includes(line) && !/ \/root(\/\.cache(\/cowpio(\/tmp)?)?)?$/.test(line),
  );
  assert.deepEqual(unexpected, []);

  const withDocker = { distros: `image:${job}`, "report-dir": `${folder.path}/docker` };
  run(process.execPath, "dist/cli.js", "run", ...args({ ...withDocker, "cache-dir": "build/cache" }));
  const [none, docker] = [cellsOf(`${folder.path}/none`), cellsOf(`${folder.path}/docker`)];
  assert.equal(none.length, 2);
  assert.deepEqual(none.map(outcomeOf), docker.map(outcomeOf));
  for (const { id, sharing } of none) console.log(id, JSON.stringify(sharing?.verdict));
});

/** Signals, each with the folders that it leaves in cache-dir/tmp: a killed run cannot remove its own. */
for (const [signal, folders] of [
  ["SIGINT", 0],
  ["SIGKILL", 1],
] as const)
  test(`a run that gets ${signal} in the middle of a cell leaves no process, mount, loop device or disk image`, {
    skip,
  }, async () => {
    using started = startJob();
    const attached = () => run("losetup", "--list", "--noheadings", "--output", "BACK-FILE");
    const before = attached();
    const words = [...command, "run", ...args({ distros: "builtin", controls: "none" })];
    const inBackground = ["--detach", "--workdir", "/tmp", started.name, "sh", "-c", 'exec "$@" >/tmp/log 2>&1', "sh"];
    run("docker", "exec", ...inBackground, ...words);
    const log = () => started.exec("cat", "/tmp/log");
    assert.ok(await waitFor(900_000, () => /: archive: /.test(log())), log());
    assert.notEqual(attached(), before, "a loop device is in use");
    const processes = () =>
      [...run("docker", "top", started.name, "-eo", "pid,args").matchAll(/^\s*(\d+)\s+(.*)$/gm)].map(
        ([, pid, text = ""]) => ({ pid: Number(pid), text }),
      );
    const host = processes().find(({ text }) => text.startsWith("node /__w/cowpio/dist/cli.js run"));
    assert.ok(host !== undefined && processes().length > 4, JSON.stringify(processes()));
    process.kill(host.pid, signal);
    assert.ok(await waitFor(15_000, () => attached() === before), attached());
    assert.ok(await waitFor(15_000, () => processes().length === 1), JSON.stringify(processes()));
    assert.match(started.exec("sh", "-c", "ls -d /root/.cache/cowpio/tmp/*/cell-* 2>/dev/null | wc -l"), /^0\n/);
    assert.doesNotMatch(started.exec("cat", "/proc/mounts"), /^(cowpio|\/dev\/loop)/m);
    assert.ok(started.exec(...command, "clean").endsWith(`0 containers, 0 volumes, ${folders} directories\n(0)`));
  });

test("everything that a container lacks is named once, before anything runs; doctor reports the same", { skip }, () => {
  using started = startJob();
  for (const program of ["bwrap", "mkfs.btrfs"]) started.exec("sh", "-c", `rm "$(command -v ${program})"`);
  const ran = started.exec(...command, "run", "--engine", "none", ...args({ distros: "builtin" }));
  assert.match(
    ran,
    /bwrap: bwrap not there\. apt-get install bubblewrap\n.*mkfs\.btrfs not there\. apt-get install btrfs-progs\n\(3\)$/,
  );
  const doctor = started.exec(...command, "doctor", "--engine", "none");
  assert.match(doctor, /^missing +bwrap +bwrap not there\n +apt-get install bubblewrap$/m);
  assert.match(doctor, /\(3\)$/);
});

test("what needs an engine, and privileges that are missing, are reported before anything runs", { skip }, () => {
  using started = startJob();
  const refused = (given: Record<string, string>) =>
    started.exec(...command, "run", "--engine", "none", ...args(given));
  assert.match(refused({ distros: "image:a/b" }), /distro image:a\/b: this needs a container engine[\s\S]*\(3\)$/);
  assert.match(refused({ distros: "trixie", kernels: "6.12" }), /distro trixie: [\s\S]*kernel 6\.12: [\s\S]*\(3\)$/);
  const mount = `${home}:/__w/cowpio:ro`;
  const plain = (...words: string[]) => {
    const options = ["run", "--rm", "--network=none", "--volume", mount, job];
    return spawnSync("docker", [...options, ...command, ...words], { encoding: "utf8" });
  };
  const ran = plain("run", ...args({ distros: "builtin" }));
  assert.equal(ran.status, 3, ran.stderr);
  assert.match(ran.stderr, /engine none: programs do not run here as a cell's do: [\s\S]*--privileged/);
  const doctor = plain("doctor");
  assert.equal(doctor.status, 3);
  assert.match(doctor.stdout, /^missing +containers of cells +not tried: engine none: programs do not run/m);
});
