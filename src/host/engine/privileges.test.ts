import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import type { Engine } from "./engine.ts";
import { cellHost } from "./privileges.ts";

const engine = (name: string) => ({ version: async () => ({ Components: [{ Name: name }] }) }) as Engine;

test("cells may use loop devices without a node on the machine; Podman's name those with one as well", async () => {
  const nodes = readdirSync("/dev").filter((name) => /^loop(\d+|-control)$/.test(name));
  for (const [name, devices] of [
    ["Engine", undefined],
    ["Podman Engine", nodes.map((node) => `/dev/${node}`)],
  ] as const) {
    const { DeviceCgroupRules, Devices } = await cellHost(engine(name), false, "tcg", "abcd");
    assert.deepEqual(DeviceCgroupRules, ["b 7:* rmw", "c 10:237 rmw"]);
    assert.deepEqual(
      Devices?.map(({ PathOnHost }: { PathOnHost: string }) => PathOnHost),
      devices,
    );
  }
});
