import assert from "node:assert/strict";
import { test } from "node:test";
import type { Engine } from "./engine.ts";
import { connectRuntime, goesWithout, imageRunner } from "./runtime.ts";

const socketPath = "/var/run/docker.sock";
const address = { isDefault: true, options: { socketPath } };
const machine = (uid: number, ...files: string[]) => ({ uid, exists: (path: string) => files.includes(path) });

test("auto goes without an engine only as root in a container without a socket", () => {
  assert.equal(goesWithout(address, machine(0, "/.dockerenv")), true);
  assert.equal(goesWithout(address, machine(0, "/run/.containerenv")), true);
  assert.equal(goesWithout(address, machine(0)), false);
  assert.equal(goesWithout(address, machine(1000, "/.dockerenv")), false);
  assert.equal(goesWithout(address, machine(0, "/.dockerenv", socketPath)), false);
});

test("an engine that somebody configured is never done without", () => {
  for (const options of [{ socketPath: "/no/such.sock" }, { host: "localhost", port: "1" }])
    assert.equal(goesWithout({ isDefault: false, options }, machine(0, "/.dockerenv")), false);
});

test("engine none connects to nothing", async () => {
  const runtime = await connectRuntime("none", () => assert.fail("nothing to report"));
  assert.equal(runtime.engine, undefined);
  assert.equal(await runtime.describe(), "none (this container)");
});

test("a program in an engine's container gets the cell's privileges, its mounts, and no others", async () => {
  const created: object[] = [];
  const engine = {
    version: async () => ({ Components: [] }),
    createContainer: async (options: object) => {
      created.push(options);
      throw new Error("enough");
    },
  } as unknown as Engine;
  const listen = { onStdout: () => {}, onStderr: () => {}, signal: new AbortController().signal };
  const mounts = [
    { from: "/a", to: "/input/a" },
    { from: "/b", to: "/kept", writable: true as const },
  ];
  const { run } = imageRunner(engine, "cell:1", "abcd");
  await assert.rejects(run({ name: "x", mounts, capabilities: ["DAC_OVERRIDE"] }, listen), /enough/);
  const [{ Image, HostConfig }] = created as [{ Image: string; HostConfig: Record<string, unknown> }];
  assert.equal(Image, "cell:1");
  assert.deepEqual(HostConfig["CapAdd"], ["DAC_OVERRIDE"]);
  assert.deepEqual((HostConfig["Mounts"] as object[]).slice(1), [
    { Type: "bind", Source: "/a", Target: "/input/a", ReadOnly: true },
    { Type: "bind", Source: "/b", Target: "/kept", ReadOnly: false },
  ]);
});
