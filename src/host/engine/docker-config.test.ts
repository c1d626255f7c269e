import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { credentialsFor, engineAddress, registryOf } from "./docker-config.ts";

const home = mkdtempSync(join(tmpdir(), "cowpio-test-"));
after(() => rmSync(home, { recursive: true, force: true }));
const write = (path: string, text: string) => {
  mkdirSync(join(home, path, ".."), { recursive: true });
  writeFileSync(join(home, path), text);
};
const nameOf = (context: string) => createHash("sha256").update(context).digest("hex");
const context = (name: string, Host: string) =>
  write(
    `.docker/contexts/meta/${nameOf(name)}/meta.json`,
    JSON.stringify({ Name: name, Endpoints: { docker: { Host } } }),
  );

test("DOCKER_HOST comes before a context, and a context before Docker's default", () => {
  assert.deepEqual(engineAddress({ HOME: home }), {
    address: "unix:///var/run/docker.sock",
    from: "Docker's default",
    isDefault: true,
    options: { socketPath: "/var/run/docker.sock" },
  });
  context("own", "unix:///run/own.sock");
  context("requested", "tcp://[::1]:1234");
  write(".docker/config.json", JSON.stringify({ currentContext: "own" }));
  assert.deepEqual(engineAddress({ HOME: home }).options, { socketPath: "/run/own.sock" });
  assert.deepEqual(engineAddress({ HOME: home, DOCKER_CONTEXT: "requested" }).options, {
    protocol: "http",
    host: "::1",
    port: "1234",
  });
  assert.equal(engineAddress({ HOME: home, DOCKER_CONTEXT: "default" }).from, "Docker's default");
  const chosen = engineAddress({ HOME: home, DOCKER_CONTEXT: "requested", DOCKER_HOST: "unix:///run/host.sock" });
  assert.deepEqual([chosen.from, chosen.options], ["DOCKER_HOST", { socketPath: "/run/host.sock" }]);
  assert.deepEqual([chosen.isDefault, engineAddress({ HOME: home }).isDefault], [false, false]);
});

test("TLS is that of the context, or of DOCKER_CERT_PATH", () => {
  context("secure", "tcp://engine:2376");
  for (const name of ["ca", "cert", "key"])
    for (const folder of [`.docker/contexts/tls/${nameOf("secure")}/docker`, "certificates"])
      write(`${folder}/${name}.pem`, name);
  const tls = { ca: Buffer.from("ca"), cert: Buffer.from("cert"), key: Buffer.from("key") };
  const options = { protocol: "https", host: "engine", port: "2376", ...tls };
  assert.deepEqual(engineAddress({ HOME: home, DOCKER_CONTEXT: "secure" }).options, options);
  const verified = { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: `${home}/certificates` };
  assert.deepEqual(engineAddress({ HOME: home, DOCKER_HOST: "tcp://engine", ...verified }).options, options);
  assert.throws(() => engineAddress({ HOME: home, DOCKER_HOST: "tcp://engine", DOCKER_TLS_VERIFY: "1" }), /ca\.pem/);
});

test("an address that is not an engine's on this machine is refused with its source", () => {
  const refused = (env: Record<string, string>, output: RegExp) =>
    assert.throws(() => engineAddress({ HOME: home, ...env }), output);
  refused({ DOCKER_HOST: "ssh://me@there" }, /DOCKER_HOST is "ssh:.*not SSH/);
  for (const host of ["/run/docker.sock", "unix://docker.sock", "tcp://", "npipe:////./pipe/docker_engine"])
    refused({ DOCKER_HOST: host }, /not the address of an engine\. Use unix:/);
  refused({ DOCKER_CONTEXT: "none" }, /Docker's context none: .* does not exist/);
  write("broken/config.json", "{");
  refused({ DOCKER_CONFIG: `${home}/broken` }, /broken\/config\.json: /);
});

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
    username: "me",
    password: "with:colons",
    serveraddress: "ghcr.io",
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
