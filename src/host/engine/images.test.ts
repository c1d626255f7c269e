import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { isOutOfReach } from "./images.ts";

const { signal } = new AbortController();

/** Whether an image there is out of reach, of which the engine said this. */
async function outOfReach(answer: RequestListener, error: object): Promise<boolean> {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    return await isOutOfReach(`localhost:${(server.address() as AddressInfo).port}/image:1`, error, signal);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
const withStatus =
  (status: number): RequestListener =>
  (_, response) =>
    response.writeHead(status).end();
const engineSays = (statusCode?: number) => Object.assign(new Error("words"), statusCode ? { statusCode } : {});

test("a registry that refuses the image is there, and one that is too busy or too slow is not", async () => {
  for (const [status, expected] of [
    [400, false],
    [404, false],
    [401, false],
    [429, true],
  ] as const)
    assert.equal(await outOfReach(withStatus(503), engineSays(status)), expected, `${status}`);
  assert.equal(await outOfReach(withStatus(200), Object.assign(new Error("late"), { code: "ETIMEDOUT" })), true);
});

test("where the engine has only words, the registry is asked", async () => {
  for (const [status, expected] of [
    [200, false],
    [401, false],
    [404, false],
    [429, true],
    [503, true],
  ] as const) {
    assert.equal(await outOfReach(withStatus(status), engineSays(500)), expected, `${status}`);
    assert.equal(await outOfReach(withStatus(status), engineSays()), expected, `${status}`);
  }
  assert.equal(await outOfReach((request) => request.socket.destroy(), engineSays(500)), true);
  assert.equal(await isOutOfReach("localhost:1/image", engineSays(500), signal), true);
});
