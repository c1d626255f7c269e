import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { PassThrough } from "node:stream";
import { after, test } from "node:test";
import type Docker from "dockerode";
import type { Engine } from "./engine.ts";
import { assertSharedFileSystem } from "./shared-paths.ts";

const scratch = mkdtempSync(`${tmpdir()}/cowpio-seen-`);
after(() => rmSync(scratch, { recursive: true }));

/** An engine whose containers say what `say` makes of the mounts' sources, and end with `status`. */
function fakeEngine(log: (sources: readonly string[]) => string, status = 0) {
  const requested: Docker.ContainerCreateOptions[] = [];
  const stream = new PassThrough();
  const container = {
    attach: async () => stream,
    wait: async () => ({ StatusCode: status }),
    start: async () => void stream.end("x"),
    remove: async () => {},
  };
  const engine = {
    createContainer: async (options: Docker.ContainerCreateOptions) => {
      requested.push(options);
      return container;
    },
    ping: async () => {},
    modem: {
      demuxStream: (from: PassThrough, out: PassThrough) => {
        out.write(log((requested[0]?.HostConfig?.Mounts ?? []).map(({ Source }) => Source)));
        from.resume();
      },
    },
  } as unknown as Engine;
  return { requested, engine };
}

const look = (engine: Engine, paths: readonly string[] = []) =>
  assertSharedFileSystem({
    engine,
    image: "cell:1",
    runId: "abcd",
    scratch,
    paths,
    signal: new AbortController().signal,
  });
const refusing = (why: string) =>
  ({
    createContainer: async () => {
      throw new Error(why);
    },
  }) as unknown as Engine;

test("an engine on this machine reads the very file, for every path that cells mount", async () => {
  const { engine, requested } = fakeEngine(([own = ""]) => readFileSync(own, "utf8"));
  await look(engine, ["/srv/dracut"]);
  const [{ HostConfig = {} } = {}] = requested;
  assert.deepEqual(
    HostConfig.Mounts?.map(({ Source, ReadOnly }) => [Source, ReadOnly]),
    [
      [`${scratch}/seen`, true],
      ["/srv/dracut", true],
    ],
  );
  assert.equal(HostConfig.NetworkMode, "none");
});

test("an engine without the path is reported with a remedy, whether Docker or Podman says so", async () => {
  for (const why of [
    'invalid mount config for type "bind": bind source path does not exist: /cache/tmp/1/seen',
    "statfs /cache/tmp/1/seen: no such file or directory",
  ])
    await assert.rejects(look(refusing(why)), {
      name: "UserError",
      message:
        /^the engine does not see the files of this process: .*\/cache\/tmp\/1\/seen.*; .*: set DOCKER_HOST to one/,
    });
});

test("one that has the same path with something else in it is reported, too", async () => {
  await assert.rejects(look(fakeEngine(() => "another").engine), {
    name: "UserError",
    message: /does not see the files of this process: \S+\/seen is another file there; the engine has to run on this/,
  });
});

test("an error with another reason is passed on unchanged", async () => {
  await assert.rejects(look(refusing("no such image: cell:1")), /cannot run a container .*: no such image: cell:1/);
  await assert.rejects(look(fakeEngine(() => "cat: not found", 127).engine), /cannot run programs \(exit status 127\)/);
});
