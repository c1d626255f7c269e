import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { credentialsFor, registryOf } from "./credentials.ts";

const folder = mkdtempSync(join(tmpdir(), "cowpio-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const env = { DOCKER_CONFIG: folder };
const configure = (config: object) => writeFileSync(`${folder}/config.json`, JSON.stringify(config));
const encoded = (text: string) => Buffer.from(text).toString("base64");

test("the registry of an image is what its name begins with, where that is a host", () => {
  const hub = "https://index.docker.io/v1/";
  for (const name of ["debian", "library/debian:trixie", "docker.io/library/debian", "index.docker.io/a/b"])
    assert.equal(registryOf(name), hub, name);
  for (const host of ["ghcr.io", "localhost", "localhost:5000", "[::1]:5000"])
    assert.equal(registryOf(`${host}/owner/name:tag`), host);
});

test("credentials of docker login are used for their registry only", async () => {
  configure({ auths: { "ghcr.io": { auth: encoded("me:with:colons") }, "quay.io": { identitytoken: "t" } } });
  assert.deepEqual(await credentialsFor("ghcr.io/a/b", env), {
    ...{ username: "me", password: "with:colons", serveraddress: "ghcr.io" },
  });
  assert.deepEqual(await credentialsFor("quay.io/a/b", env), { identitytoken: "t", serveraddress: "quay.io" });
  assert.equal(await credentialsFor("debian", env), undefined);
  assert.equal(await credentialsFor("debian", { DOCKER_CONFIG: `${folder}/none` }), undefined);
});

test("a credential helper is asked; one that cannot be run has none", async () => {
  const helper = `${folder}/docker-credential-test`;
  const answering = '[ "$(cat)" = ghcr.io ] || exit 1; echo \'{"ServerURL":"ghcr.io","Username":"u","Secret":"s"}\'';
  writeFileSync(helper, `#!/bin/sh\n${answering}\n`);
  chmodSync(helper, 0o755);
  process.env["PATH"] = `${folder}:${process.env["PATH"]}`;
  configure({ credsStore: "test", credHelpers: { "quay.io": "missing" } });
  assert.deepEqual(await credentialsFor("ghcr.io/a", env), { username: "u", password: "s", serveraddress: "ghcr.io" });
  for (const none of ["localhost/a", "quay.io/a"]) assert.equal(await credentialsFor(none, env), undefined);
});
