import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { generators } from "../model/generators.ts";
import { contractOf, judgeContract } from "./doctor-distro.ts";

const { dracut } = generators;
const contract = contractOf(dracut);
const { libraries } = dracut;

const all = contract.flatMap(({ programs }) => programs);
const judge = (programs: readonly string[], over: Partial<Parameters<typeof judgeContract>[1]> = {}) =>
  judgeContract(dracut, { programs, libraries, kernels: ["6.1.0"], version: "dracut 059-4", ...over });
const seen = (what: string, over: Parameters<typeof judge>[1], programs = all) =>
  judge(programs, over).find((finding) => finding.what.startsWith(what));
const wrong = (found: readonly string[], version = "dracut 059-4") =>
  judge(found, { version })
    .filter(({ ok }) => !ok)
    .map(({ what }) => what);

test("a distro that brings everything is in order", () => {
  assert.deepEqual(wrong(all), []);
});

test("files that every cell needs are missing, those that some need are listed", () => {
  assert.deepEqual(wrong([]), ["dracut", "bash", "depmod", "udevadm"]);
  const compiler = seen(
    "cc",
    {},
    all.filter((name) => name !== "cc"),
  );
  assert.deepEqual([compiler?.ok, compiler?.seen], [true, "not there; only wanted by dracut: a checkout"]);
});

test("headers, writers and a kernel of its own are reported, and nobody has to bring them", () => {
  const without = { libraries: ["libkmod"], kernels: [] };
  assert.deepEqual(
    ["headers of libkmod", "headers of libsystemd", "kernel image", "3cpio"].map((what) =>
      seen(what, without, ["cpio"]),
    ),
    [
      { what: "headers of libkmod", seen: "there", ok: true },
      { what: "headers of libsystemd", seen: "not there; only wanted by dracut: a checkout", ok: true },
      {
        what: "kernel image and lib/modules/VERSION",
        ok: true,
        seen: "not there; only wanted by kernels: builtin",
      },
      {
        what: "3cpio",
        seen: "not there; only wanted by writers: 3cpio",
        ok: true,
        advice: "install it in the distro; writers: 3cpio calls it",
      },
    ],
  );
  assert.equal(seen("kernel image", {})?.seen, "6.1.0");
  assert.match(seen("kernel image", { kernels: ["6.2.0", "6.1.0"] })?.seen ?? "", /^6\.2\.0, 6\.1\.0; /);
});

test("all that docs/distros.md lists is looked for", () => {
  const table =
    readFileSync("docs/distros.md", "utf8")
      .split("\n\n")
      .find((part) => part.startsWith("| program")) ?? "";
  const named = [...table.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`|\b(lib\w+)/g)].map(([, program, library]) => program ?? library ?? ""),
  );
  const looked = judge(all)
    .flatMap(({ what }) => what.split(/ or | and |headers of /))
    .filter((what) => what !== "");
  assert.deepEqual(
    named.filter((name) => !looked.includes(name)),
    [],
  );
});

test("a dracut without --enhanced-cpio is too old", () => {
  assert.deepEqual(wrong(all, "dracut 056"), ["dracut"]);
  assert.deepEqual(wrong(all, ""), ["dracut"]);
  assert.deepEqual(wrong(all, "dracut 112-1"), []);
});
