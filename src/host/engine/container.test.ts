import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type Docker from "dockerode";
import { type ContainerSpec, runContainer } from "./container.ts";
import type { Engine } from "./engine.ts";

const spec: ContainerSpec = { image: "cell:1", runId: "abcd", name: "btrfs-6.12" };
const listen = (signal = new AbortController().signal) => ({ onStdout: () => {}, onStderr: () => {}, signal });

const never = new Promise<never>(() => {});

/** An engine with one container, which ends 50 ms after its start; `steps` is what was done to it. */
function fakeEngine({
  onCreate = (_asked: Docker.ContainerCreateOptions) => {},
  onStart = (_stream: PassThrough) => {},
  stuckAt = "",
} = {}) {
  const steps: string[] = [];
  const stream = new PassThrough();
  const container = {
    attach: async () => stream,
    wait: async () => {
      if (stuckAt === "wait") await never;
      await wait(50);
      return { StatusCode: 0 };
    },
    start: async () => {
      steps.push("start");
      if (stuckAt === "start") await never;
      onStart(stream);
    },
    remove: async () => {
      await wait(50);
      steps.push("removed");
    },
  };
  const createContainer = async (requested: Docker.ContainerCreateOptions) => {
    onCreate(requested);
    if (stuckAt === "create") await wait(100);
    return container;
  };
  const ping = async () => {};
  return { steps, engine: { createContainer, ping, modem: { demuxStream: () => {} } } as unknown as Engine };
}

test("a stream that breaks while the container runs is reported when it has ended, and nowhere else", async () => {
  const { steps, engine } = fakeEngine({ onStart: (stream) => stream.destroy(new Error("connection reset")) });
  await assert.rejects(runContainer(engine, spec, listen()), /connection reset/);
  assert.deepEqual(steps, ["start", "removed"]);
});

test("a container that has ended is removed, in case its engine fails to", async () => {
  const { steps, engine } = fakeEngine({ onStart: (stream) => stream.resume().end() });
  assert.equal(await runContainer(engine, spec, listen()), 0);
  assert.deepEqual(steps, ["start", "removed"]);
});

test("an abort between a container's creation and its start waits for its removal", async () => {
  const abort = new AbortController();
  const { steps, engine } = fakeEngine({ onCreate: () => abort.abort(new Error("enough")) });
  await assert.rejects(runContainer(engine, spec, listen(abort.signal)), /enough/);
  assert.deepEqual(steps, ["removed"]);
});

for (const stuckAt of ["create", "start", "wait"])
  test(`an engine that does not answer (${stuckAt}) is not waited for after an abort, and the container goes`, async () => {
    const abort = new AbortController();
    const { steps, engine } = fakeEngine({ stuckAt });
    const running = runContainer(engine, spec, listen(abort.signal));
    setTimeout(() => abort.abort(new Error("enough")), 20);
    await assert.rejects(running, /enough/);
    assert.equal(steps.at(-1), "removed");
  });

test("a container's own limits are beside those that each has, and neither is lost", async () => {
  let given: Docker.HostConfig | undefined;
  const onCreate = ({ HostConfig }: Docker.ContainerCreateOptions) => void (given = HostConfig);
  const { engine } = fakeEngine({ onCreate, onStart: (stream) => stream.destroy(new Error("enough")) });
  const fsize = { Name: "fsize", Soft: 1, Hard: 1 };
  await assert.rejects(runContainer(engine, { ...spec, host: { Ulimits: [fsize], Memory: 7 } }, listen()), /enough/);
  assert.deepEqual(
    given?.Ulimits?.map(({ Name }) => Name),
    ["nofile", "nproc", "fsize"],
  );
  assert.deepEqual([given?.AutoRemove, given?.Memory], [true, 7]);
});

test("containers with network have this process's proxies, others have not", async () => {
  const previous = process.env["https_proxy"];
  process.env["https_proxy"] = "http://127.0.0.1:9";
  try {
    const environments: (readonly string[] | undefined)[] = [];
    for (const NetworkMode of ["host", "none"]) {
      const { engine } = fakeEngine({
        onCreate: ({ Env }) => void environments.push(Env),
        onStart: (stream) => stream.destroy(new Error("enough")),
      });
      await assert.rejects(runContainer(engine, { ...spec, host: { NetworkMode } }, listen()), /enough/);
    }
    assert.ok(environments[0]?.includes("https_proxy=http://127.0.0.1:9"));
    assert.equal(environments[1], undefined);
  } finally {
    if (previous === undefined) delete process.env["https_proxy"];
    else process.env["https_proxy"] = previous;
  }
});
