import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultCacheDir } from "./home.ts";

test("the cache's folder is absolute, whatever the environment has", () => {
  assert.equal(defaultCacheDir({ XDG_CACHE_HOME: "/c", HOME: "/home/a" }), "/c/cowpio");
  assert.equal(defaultCacheDir({ XDG_CACHE_HOME: "relative", HOME: "/home/a" }), "/home/a/.cache/cowpio");
  for (const env of [{}, { HOME: "" }, { HOME: "relative" }])
    assert.equal(
      defaultCacheDir(env, () => "/home/b"),
      "/home/b/.cache/cowpio",
    );
  const noEntry = () => {
    throw new Error("ENOENT");
  };
  assert.equal(defaultCacheDir({}, noEntry), "/root/.cache/cowpio");
});
