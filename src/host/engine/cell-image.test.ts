import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { ensureCellImage } from "./cell-image.ts";
import type { Engine } from "./engine.ts";

/** Returns the options of a build by an engine that has the base alone. */
async function optionsOfBuild(component: string): Promise<Readonly<Record<string, unknown>>> {
  let options: Readonly<Record<string, unknown>> = {};
  const engine = {
    version: async () => ({ Components: [{ Name: component }] }),
    getImage: (reference: string) => ({
      inspect: async () => {
        if (reference.startsWith("cowpio-cell:")) throw Object.assign(new Error("none"), { statusCode: 404 });
        return { Id: "sha256:0", Config: {} };
      },
    }),
    buildImage: async (_: object, given: typeof options) => {
      options = given;
      throw new Error("enough");
    },
  } as unknown as Engine;
  const { signal } = new AbortController();
  const request = { engine, requested: "", home: resolve("."), runId: "abcd", scratch: "/none", signal, log: () => {} };
  await assert.rejects(ensureCellImage(request), /enough/);
  return options;
}

test("a build by Podman has the limits of other containers, since its own need CAP_SYS_RESOURCE", async () => {
  assert.equal((await optionsOfBuild("Podman Engine"))["ulimits"], '["nofile=1024:1024","nproc=1024:1024"]');
  assert.equal((await optionsOfBuild("Engine"))["ulimits"], undefined);
});
