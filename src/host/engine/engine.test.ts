import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { connectEngine, deadline, raceAbort } from "./engine.ts";

/** Returns the description of an engine with this information. */
const connecting = (info: object): Promise<unknown> =>
  connectingTo((request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(request.url?.endsWith("/info") ? JSON.stringify(info) : "OK");
  });

async function connectingTo(listener: RequestListener): Promise<unknown> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const previous = process.env["DOCKER_HOST"];
  process.env["DOCKER_HOST"] = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await connectEngine().then(
      () => undefined,
      (error: Error) => error.message,
    );
  } finally {
    if (previous === undefined) delete process.env["DOCKER_HOST"];
    else process.env["DOCKER_HOST"] = previous;
    server.close();
    server.closeAllConnections();
  }
}

test("a rootless engine is reported before anything is built, and what to do", async () => {
  const rootless = { SecurityOptions: ["name=seccomp,profile=builtin", "name=rootless", "name=cgroupns"] };
  assert.match(
    String(await connecting(rootless)),
    /^the engine at tcp:\S+: it is rootless and cannot mount Btrfs or XFS/,
  );
});

test("an engine in a user namespace, or of another processor, is reported before anything is built", async () => {
  assert.match(
    String(await connecting({ SecurityOptions: ["name=userns"] })),
    /user namespace, .*without --userns-remap/,
  );
  assert.match(String(await connecting({ Architecture: "aarch64" })), /x86-64, and it runs on aarch64/);
});

test("an engine with its root, and one that says nothing of it, will do", async () => {
  for (const info of [{ SecurityOptions: ["name=apparmor"] }, { SecurityOptions: null }, {}, { Architecture: "amd64" }])
    assert.equal(await connecting(info), undefined);
});

test("an engine that takes TLS alone is reported on one line, with the variables to correct", async () => {
  // As Go's HTTP server does.
  const problem = await connectingTo((_, response) =>
    response.writeHead(400).end("Client sent an HTTP request to an HTTPS server.\n"),
  );
  assert.match(
    String(problem),
    /^no engine answers at tcp:\S+ \(DOCKER_HOST\): .*to an HTTPS server\. Correct DOCKER_TLS_VERIFY and .*certificates\.$/,
  );
});

const never = new Promise<never>(() => {});

test("a request without an answer ends, and the error names it", async () => {
  // A deadline keeps no process alive: something else has to.
  const alive = setTimeout(() => {}, 10_000);
  await assert.rejects(raceAbort(deadline(20, "the engine's answer (ping)"), never), {
    message: "the engine's answer (ping) took more than 0.02 seconds",
  });
  clearTimeout(alive);
});

test("an answer or failure in time is passed on unchanged", async () => {
  const { signal } = new AbortController();
  assert.equal(await raceAbort(signal, Promise.resolve(7)), 7);
  await assert.rejects(raceAbort(signal, Promise.reject(new Error("refused"))), /refused/);
  await assert.rejects(raceAbort(AbortSignal.abort(new Error("enough")), never), /enough/);
});
