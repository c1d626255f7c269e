/** The roads by which a cell image comes that is not built here: an archive, and a registry. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { ensureCellImage } from "../../src/host/engine/cell-image.ts";
import { connectEngine, hasImage } from "../../src/host/engine/engine.ts";
import { makeOciArchive } from "../support/oci.ts";
import { registryProblem, startRegistry, startServer } from "../support/registry.ts";
import { run, scratch } from "../support/scratch.ts";

const engine = await connectEngine().catch((error: Error) => error.message);
const skip = typeof engine === "string" && engine;
const skipRegistry = skip || (registryProblem() ?? false);
/** Small, and enough: what is tried is the road, not the image. */
const small = "cowpio-test-image:1";

async function ensure(requested: string, timeout?: number): Promise<string> {
  using folder = scratch();
  if (typeof engine === "string") throw new Error(engine);
  return await ensureCellImage({
    engine,
    requested,
    home: resolve("."),
    runId: "images",
    scratch: folder.path,
    ...(timeout === undefined ? {} : { timeout }),
    signal: new AbortController().signal,
    log: () => {},
  });
}

function makeImage(): { readonly [Symbol.dispose]: () => void } {
  using folder = scratch();
  writeFileSync(`${folder.path}/file`, "content");
  run("sh", "-c", `tar --create --directory "${folder.path}" file | docker import - ${small}`);
  return { [Symbol.dispose]: () => removeImage(small) };
}

const removeImage = (reference: string) =>
  void execFileSync("sh", ["-c", `docker image rm --force ${reference} >/dev/null 2>&1 || true`]);

test("an archive that docker save wrote is loaded, and its name is used", { skip }, async () => {
  assert.ok(typeof engine !== "string");
  using folder = scratch();
  using _image = makeImage();
  run("docker", "save", "--output", `${folder.path}/image.tar`, small);
  removeImage(small);
  assert.equal(await hasImage(engine, small), false);
  assert.equal(await ensure(`${folder.path}/image.tar`), small);
  assert.equal(await hasImage(engine, small), true);
});

test("a file that is not an image is refused by its name", { skip }, async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/image.tar`, "garbage");
  await assert.rejects(ensure(`${folder.path}/image.tar`), /cell-image \S+image\.tar: not a tar archive/);
  run("tar", "--create", "--file", `${folder.path}/root.tar`, "--directory", folder.path, "image.tar");
  await assert.rejects(
    ensure(`${folder.path}/root.tar`),
    /root\.tar: it has neither the manifest\.json that docker save/,
  );
});

test("an archive in the OCI's layout is loaded, and its image is what it was", { skip }, async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/file`, "content");
  run("tar", "--create", "--file", `${folder.path}/root.tar`, "--directory", folder.path, "file");
  const reference = await ensure(makeOciArchive(folder.path, `${folder.path}/root.tar`));
  try {
    const container = run("docker", "create", reference, "/file").trim();
    run("docker", "cp", `${container}:/file`, `${folder.path}/copy`);
    run("docker", "rm", container);
    assert.equal(readFileSync(`${folder.path}/copy`, "utf8"), "content");
  } finally {
    removeImage(reference);
  }
});

test("an archive in the OCI's layout that is of another processor, or damaged, is reported", { skip }, async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/root.tar`, Buffer.alloc(10240));
  const other = makeOciArchive(folder.path, `${folder.path}/root.tar`, { architecture: "s390x" });
  await assert.rejects(ensure(other), /cell-image \S+oci\.tar: no image for \w+, only for s390x/);
  using second = scratch();
  const archive = makeOciArchive(second.path, `${folder.path}/root.tar`);
  const bytes = readFileSync(archive);
  const at = bytes.indexOf('"diff_ids"');
  bytes[at + 1] = "D".charCodeAt(0);
  writeFileSync(archive, bytes);
  await assert.rejects(ensure(archive), /cell-image \S+oci\.tar: its blob sha256:[0-9a-f]{64} is sha256:/);
});

test("an image that is not here is pulled from its registry", { skip: skipRegistry }, async () => {
  assert.ok(typeof engine !== "string");
  using folder = scratch();
  using registry = await startRegistry(folder.path);
  using _image = makeImage();
  const reference = `${registry.address}/${small}`;
  run("docker", "tag", small, reference);
  run("docker", "push", "--quiet", reference);
  removeImage(reference);
  assert.equal(await hasImage(engine, reference), false);
  assert.equal(await ensure(reference), reference);
  assert.equal(await hasImage(engine, reference), true);
  removeImage(reference);
});

test("an image that takes a login is pulled with the credentials of Docker's configuration", {
  skip: skipRegistry,
}, async () => {
  using folder = scratch();
  using registry = await startRegistry(folder.path, { login: true });
  using _image = makeImage();
  using _config = withEnvironment("DOCKER_CONFIG", folder.path);
  const reference = `${registry.address}/${small}`;
  const auth = Buffer.from("user:secret").toString("base64");
  writeFileSync(`${folder.path}/config.json`, JSON.stringify({ auths: { [registry.address]: { auth } } }));
  run("docker", "tag", small, reference);
  run("docker", "push", "--quiet", reference);
  removeImage(reference);
  assert.equal(await ensure(reference), reference);
  removeImage(reference);
  writeFileSync(`${folder.path}/config.json`, "{}");
  await assert.rejects(ensure(reference), /cell-image \S+ is neither a file nor an image that can be pulled/);
});

function withEnvironment(name: string, value: string): Disposable {
  const previous = process.env[name];
  process.env[name] = value;
  return {
    [Symbol.dispose]: () => {
      if (previous === undefined) delete process.env[name];
      else process.env[name] = previous;
    },
  };
}

test("a registry that does not have the image is reported by its reference", { skip: skipRegistry }, async () => {
  using folder = scratch();
  using registry = await startRegistry(folder.path);
  await assert.rejects(
    ensure(`${registry.address}/no-such-image:1`),
    /cell-image localhost:\d+\/no-such-image:1 is neither a file nor an image that can be pulled/,
  );
});

test("a registry that answers with garbage, or never, is reported by the image's reference", { skip }, async () => {
  using garbage = await startServer((_request, response) => response.end("garbage"));
  await assert.rejects(
    ensure(`${garbage.address}/cell:1`),
    /cell-image localhost:\d+\/cell:1 is neither a file nor an image that can be pulled: /,
  );
  using slow = await startServer(() => {});
  const started = performance.now();
  await assert.rejects(
    ensure(`${slow.address}/cell:1`, 2000),
    /cell-image localhost:\d+\/cell:1 is neither .* can be pulled: its registry took more than 2 seconds/,
  );
  assert.ok(performance.now() - started < 10_000);
});
