import assert from "node:assert/strict";
import { test } from "node:test";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { type Accelerator, accelerators, bootloaders, cloneKernels, writerNames } from "../model/axes.ts";
import { shellQuote } from "../model/command.ts";
import { profileNames } from "../model/file-systems.ts";
import { optionSetNames } from "../model/generators.ts";
import { type CellSpec, completeCell, controlNames, groupOmitted, planCells } from "../plan/cells.ts";
import { inputNames } from "../plan/input-table.ts";
import { parseInputs, type Request } from "../plan/inputs.ts";
import { debianDistros, debianKernels } from "../plan/sources.ts";
import { rerunCommand } from "./advice.ts";

const planned = (given: Readonly<Record<string, string | undefined>>) => {
  const parsed = parseInputs(given, { cache: "/cache" });
  assert.ok(parsed.ok, parsed.ok ? "" : parsed.problems.join("\n"));
  return { ...planCells(parsed.value), request: parsed.value };
};

const complete = (spec: CellSpec, request: Request = planned({}).request, accelerator: Accelerator = "tcg") =>
  completeCell(spec, {
    kernel: { version: "v", origin: "o" },
    distro: {},
    nonce: "n",
    accelerator,
    bootDeadline: request.bootDeadline,
    runInputs: request.runInputs,
  });

/** Parses the words of a command line. */
const understood = (args: readonly string[]): Record<string, string> => {
  const options = Object.fromEntries(inputNames.map((name) => [name, { type: "string" as const }]));
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  assert.deepEqual(positionals, ["dist/cli.js", "run"]);
  return values as Record<string, string>;
};

test("every cell is repeated by its command: alone, and a control among its set", () => {
  const some = (values: readonly string[]) =>
    fc.subarray([...values], { minLength: 1, maxLength: 2 }).map((chosen) => chosen.join(" "));
  const requested = fc.record({
    "file-systems": some(profileNames),
    kernels: some([...Object.keys(debianKernels), "/srv/kernels/mine/", "./it's:here/6.2"]),
    distros: some([...debianDistros, "/srv/leap.tar"]),
    dracut: some(["builtin", "/srv/dracut-ng"]),
    writers: some(writerNames),
    "dracut-options": some(optionSetNames),
    bootloaders: some(bootloaders),
    "clone-kernels": some(cloneKernels),
    controls: fc.constantFrom(...controlNames),
    compare: fc.constantFrom("gzip zstd", "zstd", "none"),
    "boot-timeout": fc.constantFrom("240", "600", "12.5"),
    "guest-memory": fc.constantFrom("auto", "2048"),
    accelerator: fc.constantFrom("auto", "kvm", "tcg"),
    privileged: fc.constantFrom("true", "false"),
    "cell-image": fc.constantFrom("", "registry.example/cell:1", "./it's/cell.tar"),
  });
  fc.assert(
    fc.property(requested, fc.constantFrom(...accelerators), (given, accelerator) => {
      // Some combinations make no sense, and a matrix of these alone is a mistake.
      fc.pre(parseInputs(given, { cache: "/cache" }).ok);
      const { cells, request } = planned(given);
      for (const cell of cells) {
        const rerun = planned(understood(rerunCommand(complete(cell, request, accelerator)).args));
        for (const same of ["bootDeadline", "accelerator", "privileged", "cellImage"] as const)
          assert.equal(rerun.request[same], request[same]);
        const control = cell.id.startsWith("control-");
        const found = rerun.cells.filter(({ id }) => id === cell.id);
        assert.deepEqual(found, [cell]);
        assert.equal(rerun.cells.length === 1, !control, cell.id);
      }
    }),
    { numRuns: 60 },
  );
});

test("the command says what is not the default, as a person would type it", () => {
  const [cell] = planned({
    "file-systems": "xfs-1k",
    kernels: "5.10",
    writers: "3cpio",
    dracut: "./it's",
    controls: "none",
  }).cells;
  assert.equal(
    shellQuote(rerunCommand(complete(cell as CellSpec))),
    "node dist/cli.js run --file-systems xfs-1k --kernels 5.10 --dracut './it'\\''s' --writers 3cpio --compare none --controls none --report-dir cowpio-again",
  );
});

test("combinations that were left out are grouped by reason and counted", () => {
  const omitted = Array.from({ length: 30 }, (_, index) => ({ id: `c${index}`, reason: index % 3 ? "one" : "other" }));
  const groups = groupOmitted(omitted);
  assert.deepEqual(
    groups.map(({ reason, count, examples }) => [reason, count, examples.length, examples[0]]),
    [
      ["other", 10, 10, "c0"],
      ["one", 20, 20, "c1"],
    ],
  );
});
