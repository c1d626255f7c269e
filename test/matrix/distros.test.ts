/** The roads by which a distro comes that is not built of Debian's packages: images, archives, registries that misbehave. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { after, test } from "node:test";
import { imageToBuild } from "../../src/host/engine/cell-image.ts";
import { connectEngine } from "../../src/host/engine/engine.ts";
import { exportImage } from "../../src/host/engine/images.ts";
import { openCache } from "../../src/host/staging/cache.ts";
import { stageDistro } from "../../src/host/staging/distros.ts";
import { stageKernel } from "../../src/host/staging/kernels.ts";
import { makeOciArchive } from "../support/oci.ts";
import { startServer } from "../support/registry.ts";
import { run, scratch } from "../support/scratch.ts";

const engine = await connectEngine().catch((error: Error) => error.message);
const skip = typeof engine === "string" && engine;
const folder = scratch();
const image = `cowpio-test-distro:${process.pid}`;
const bare = `cowpio-test-bare:${process.pid}`;
after(() => {
  spawnSync("docker", ["image", "rm", "--force", image, bare]);
  folder[Symbol.dispose]();
});

const runId = `distros-${process.pid}`;
async function provisioner(output: string[] = []) {
  if (typeof engine === "string") throw new Error(engine);
  const cache = await openCache(`${folder.path}/cache`, runId);
  const signal = new AbortController().signal;
  return { engine, image: "", runId, cache, signal, log: (text: string) => void output.push(text) };
}

/** The least that passes for a distro, with a kernel of its own. */
function makeRoot(name: string, files: readonly string[]): string {
  const root = `${folder.path}/${name}`;
  for (const file of files) {
    mkdirSync(dirname(`${root}/${file}`), { recursive: true });
    writeFileSync(`${root}/${file}`, file);
  }
  return root;
}
const tarOf = (root: string) => {
  run("tar", "--create", "--file", `${root}.tar`, "--directory", root, ".");
  return `${root}.tar`;
};
const whole = makeRoot("whole", [
  ...["usr/bin/dracut", "usr/bin/bash", "usr/sbin/depmod", "usr/lib/dracut/modules.d/99base/module-setup.sh"],
  ...["boot/vmlinuz-6.1.0", "usr/lib/modules/6.1.0/kernel/fs/btrfs/btrfs.ko"],
]);
const without = makeRoot("without", ["usr/bin/bash", "etc/os-release"]);
const requested = (distro: string) => ({ requested: distro, toBuild: false });

test("doctor says of a distro what it brings, and of one that is none why", { skip }, () => {
  const doctor = (distro: string) =>
    spawnSync(process.execPath, ["dist/cli.js", "doctor", "--distro", distro, "--cache-dir", "build/cache"], {
      encoding: "utf8",
    });
  const trixie = doctor("trixie");
  assert.equal(trixie.status, 0, trixie.stderr);
  assert.match(trixie.stdout, /^ok +dracut +dracut 106/m);
  assert.match(trixie.stdout, /^ok +cc +not there; only wanted by dracut: a checkout$/m);
  assert.match(trixie.stdout, /^ok +3cpio +there$/m);
  assert.match(trixie.stdout, /^ok +gen_init_cpio +not there; only wanted by writers: gen_init_cpio$/m);
  assert.match(trixie.stdout, /^ok +headers of libkmod +not there; only wanted by dracut: a checkout$/m);
  assert.match(trixie.stdout, /^ok +kernel image and \S+ +not there; only wanted by kernels: builtin$/m);
  const none = doctor(tarOf(without));
  assert.deepEqual([none.status, none.stdout], [3, ""]);
  assert.match(
    none.stderr,
    /lacks dracut, dracut's modules \(usr\/lib\/dracut\/modules\.d\), depmod: install dracut in it/,
  );
});

test("an image of the engine's is exported once, known by its layers, and again when the cache was tampered with", {
  skip,
}, async () => {
  run("docker", "import", tarOf(whole), image);
  const output: string[] = [];
  const used = await provisioner(output);
  const first = await stageDistro(requested(`image:${image}`), used);
  const [layer] = JSON.parse(
    run("docker", "image", "inspect", "--format", "{{json .RootFS.Layers}}", image),
  ) as string[];
  assert.equal(
    first.image.digest,
    `sha256:${createHash("sha256")
      .update(layer ?? "")
      .digest("hex")}`,
  );
  assert.match(run("tar", "--list", "--file", first.tar), /usr\/bin\/dracut/);
  assert.deepEqual(await stageDistro(requested(`image:${image}`), used), first);
  assert.deepEqual(output, [`exporting distro image:${image}`]);

  writeFileSync(first.tar, "tampered with");
  assert.deepEqual(await stageDistro(requested(`image:${image}`), used), first);
  assert.match(output[1] ?? "", /does not match its recorded digest .*: staging it again/);
  assert.match(run("tar", "--list", "--file", first.tar), /usr\/bin\/dracut/);
  assert.equal(run("docker", "ps", "--all", "--quiet", "--filter", `label=io.github.cowpio.run=${runId}`), "");

  run("docker", "save", "--output", `${folder.path}/saved.tar`, image);
  const saved = await stageDistro(requested(`${folder.path}/saved.tar`), used);
  assert.deepEqual([saved.image, saved.tar], [{ name: "saved", digest: first.image.digest }, first.tar]);
});

test("an image's archive in the OCI's layout is a distro, too, and its layers may be packed", { skip }, async () => {
  using own = scratch();
  const used = await provisioner();
  const archive = makeOciArchive(own.path, tarOf(whole), { packed: true });
  const images = () => run("docker", "images", "--all", "--quiet", "--no-trunc").split("\n");
  const before = images();
  after(() => spawnSync("docker", ["image", "rm", "--force", ...images().filter((id) => id && !before.includes(id))]));
  const distro = await stageDistro(requested(archive), used);
  assert.match(run("tar", "--list", "--file", distro.tar), /usr\/bin\/dracut/);
  assert.deepEqual(
    readdirSync(used.cache.scratch).filter((name) => name.startsWith("oci")),
    [],
  );
});

test("a root's archive is taken as it is, and its kernel with it", { skip }, async () => {
  const used = await provisioner();
  const distro = await stageDistro(requested(tarOf(whole)), used);
  assert.equal(distro.image.name, "whole");
  const kernel = await stageKernel("builtin", used, distro);
  assert.deepEqual([kernel.image.version, kernel.image.origin], ["6.1.0", "distro whole"]);
  assert.ok(existsSync(`${kernel.folder}/boot/vmlinuz-6.1.0`));
  assert.deepEqual(readdirSync(`${kernel.folder}/lib/modules/6.1.0/kernel/fs/btrfs`), ["btrfs.ko"]);
});

test("a kernel's archive is taken as its folder is", { skip }, async () => {
  const root = makeRoot("kernel", ["boot/vmlinuz-6.2.0", "lib/modules/6.2.0/modules.builtin"]);
  run("tar", "--create", "--gzip", "--file", `${root}.tar.gz`, "--directory", root, "boot", "lib");
  const { image: staged, folder: unpacked } = await stageKernel(`${root}.tar.gz`, await provisioner());
  assert.deepEqual([staged.version, staged.origin], ["6.2.0", "archive"]);
  assert.ok(existsSync(`${unpacked}/lib/modules/6.2.0/modules.builtin`));
});

test("the newest of several kernels is taken, from beside its modules as Fedora has it", { skip }, async () => {
  const root = makeRoot("fedora", [
    ...["usr/bin/dracut", "usr/bin/bash", "usr/sbin/depmod", "usr/lib/dracut/modules.d/x"],
    ...["usr/lib/modules/6.9.12/vmlinuz", "usr/lib/modules/6.9.12/modules.dep"],
    ...["usr/lib/modules/6.17.1-300.fc43.x86_64/vmlinuz", "usr/lib/modules/6.17.1-300.fc43.x86_64/modules.dep"],
  ]);
  const used = await provisioner();
  const kernel = await stageKernel("builtin", used, await stageDistro(requested(tarOf(root)), used));
  const { version } = kernel.image;
  assert.equal(version, "6.17.1-300.fc43.x86_64");
  assert.deepEqual(readdirSync(kernel.folder).sort(), ["boot", "lib"]);
  assert.ok(existsSync(`${kernel.folder}/boot/vmlinuz-${version}`));
  assert.deepEqual(readdirSync(`${kernel.folder}/lib/modules/${version}`), ["modules.dep"]);
});

test("a distro without a kernel has none of its own: SKIP", { skip }, async () => {
  const root = makeRoot("kernelless", [
    "usr/bin/dracut",
    "usr/bin/bash",
    "usr/sbin/depmod",
    "usr/lib/dracut/modules.d/x",
  ]);
  const used = await provisioner();
  const distro = await stageDistro(requested(tarOf(root)), used);
  await assert.rejects(stageKernel("builtin", used, distro), {
    name: "StageFailure",
    blame: "SKIP",
  });
});

test("a distro without dracut is reported with all that it lacks, be it an archive or an image", { skip }, async () => {
  const lacks =
    /lacks dracut, dracut's modules \(usr\/lib\/dracut\/modules\.d\), depmod: install dracut in it, or use another distro/;
  const used = await provisioner();
  await assert.rejects(stageDistro(requested(tarOf(without)), used), lacks);
  run("docker", "import", `${without}.tar`, bare);
  await assert.rejects(stageDistro(requested(`image:${bare}`), used), lacks);
  const { status, stderr } = spawnSync(process.execPath, ["dist/cli.js", "run", "--distros", `${without}.tar`], {
    encoding: "utf8",
  });
  assert.equal(status, 3);
  assert.match(stderr, lacks);
});

test("a package or a suite that Debian does not have is the caller's mistake", { skip }, async () => {
  // apt-get looks for it in the cell image.
  const used = { ...(await provisioner()), image: (await imageToBuild(resolve("."))).reference };
  for (const [kernel, output] of [
    ["package:no-such-kernel@trixie", /Debian trixie has no package no-such-kernel\. Use another package/],
    ["package:linux-image-amd64@nosuch", /lacks the suite nosuch.*Use another package/],
  ] as const)
    await assert.rejects(stageKernel(kernel, used), { name: "UserError", message: output });
});

test("a file that is not an archive is reported", { skip }, async () => {
  writeFileSync(`${folder.path}/garbage.tar`, "garbage");
  await assert.rejects(stageDistro(requested(`${folder.path}/garbage.tar`), await provisioner()), /not a tar archive/);
});

test("a registry that answers with garbage is reported by the image's name", { skip }, async () => {
  using garbage = await startServer((_request, response) => response.end("garbage"));
  await assert.rejects(exportImage(`${garbage.address}/distro:1`, await provisioner()), {
    name: "UserError",
    message: /distro image:localhost:\d+\/distro:1 is not here and cannot be pulled: .*docker login/s,
  });
});

test("a registry that does not answer is given up on", { skip }, async () => {
  using slow = await startServer(() => {});
  const started = performance.now();
  await assert.rejects(exportImage(`${slow.address}/distro:1`, await provisioner(), 2000), {
    name: "StageFailure",
    blame: "INCONCLUSIVE",
    message: /cannot be pulled: its registry took more than 2 seconds/,
  });
  assert.ok(performance.now() - started < 10_000);
});
