/** The roads by which a cell image comes that is not built here: an archive, and a registry. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { connectEngine, hasImage } from "../src/provision/engine.ts";
import { ensureCellImage } from "../src/provision/image.ts";
import { startRegistry, whyNoRegistry } from "./registry.ts";
import { run, scratch } from "./scratch.ts";

const engine = await connectEngine().catch((error: Error) => error.message);
const skip = typeof engine === "string" && engine;
const skipRegistry = skip || (whyNoRegistry() ?? false);
/** Small, and enough: what is tried is the road, not the image. */
const small = "cowpio-test-image:1";

async function ensure(asked: string): Promise<string> {
  if (typeof engine === "string") throw new Error(engine);
  return ensureCellImage({
    engine,
    asked,
    home: resolve("."),
    runId: "images",
    scratch: "/nowhere",
    signal: new AbortController().signal,
    say: () => {},
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

test("a file that is no image is refused by its name", { skip }, async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/image.tar`, "garbage");
  await assert.rejects(ensure(`${folder.path}/image.tar`), /image\.tar|engine says/);
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

test("a registry that does not have the image is told by its reference", { skip: skipRegistry }, async () => {
  using folder = scratch();
  using registry = await startRegistry(folder.path);
  await assert.rejects(
    ensure(`${registry.address}/no-such-image:1`),
    /cell-image localhost:\d+\/no-such-image:1 is neither a file nor an image that can be pulled/,
  );
});
