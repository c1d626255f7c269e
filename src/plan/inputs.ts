import {
  type Accelerator,
  type AxisName,
  axes,
  axisNames,
  bootloaders,
  cloneKernels,
  profileNames,
  writerNames,
} from "../model/axes.ts";
import { type Compression, compressions, type Keep, keeps } from "../model/cell.ts";
import { optionSetNames } from "../model/generators.ts";
import { type Allowance, allowances, type FailOn, failOns } from "../model/run.ts";
import { type AxisValues, type Coverage, contradictions, coverages, type Rule } from "./combinations.ts";
import { controlNames } from "./controls.ts";
import { acceleratorChoices, type InputName, inputNames, inputs } from "./input-table.ts";
import { parseShard, type ShardName } from "./shards.ts";
import { sourceNames, sourceProblem } from "./sources.ts";
import { suggest, wordsOf } from "./words.ts";

/** A requested run, by the Action's inputs or the command's options. */
export type Request = {
  readonly axes: AxisValues;
  /** The dracut to compare with, `builtin` or a path; empty: none. */
  readonly base: string;
  readonly coverage: Coverage;
  readonly include: readonly Rule[];
  readonly exclude: readonly Rule[];
  readonly controls: readonly string[];
  readonly compareWith: readonly Compression[];
  readonly reportDir: string;
  readonly keep: Keep;
  readonly cacheDir: string;
  /** An image's reference or archive; empty: built here. */
  readonly cellImage: string;
  readonly privileged: boolean;
  /** `auto`: KVM where it is proven, else TCG. */
  readonly accelerator: "auto" | Accelerator;
  /** Milliseconds, under TCG. */
  readonly bootDeadline: number;
  /** Memory of each guest in bytes. Default: by the archive's size. */
  readonly guestMemory?: number;
  /** Number of boots of each archive; controls boot once. */
  readonly boots: number;
  /** Cells at a time; `auto`: as many as cores and memory are for. */
  readonly jobs: number | "auto";
  /** Maximum number of repeated tries of an inconclusive cell. */
  readonly retries: number;
  /** The part to run; absent: all. */
  readonly shard?: ShardName;
  /** A report's folder or run.json, whose times the shards are balanced by; empty: by estimates. */
  readonly durations: string;
  /** A folder that finished cells are kept in; empty: none. */
  readonly resume: string;
  readonly failOn: FailOn;
  readonly allow: readonly Allowance[];
  /** Percent; absent: any growth is accepted. */
  readonly maxSizeGrowth?: number;
  readonly maxTimeGrowth?: number;
  /** Path of a report; empty: none. */
  readonly baseline: string;
};

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads every input before judging any, so that one run reports every mistake. `given` holds what was set, by name. */
export function parseInputs(
  given: Readonly<Record<string, string | undefined>>,
  /** `cache`: default of cache-dir. `pullRequest`: whether this is a check of a pull request. Default: false. */
  home: { readonly cache: string; readonly pullRequest?: boolean },
  /** Inputs that are somebody else's, to be named beside. */
  others: readonly string[] = [],
): Parsed<Request> {
  const problems: string[] = [];
  const known = [...others, ...inputNames];
  for (const name of Object.keys(given))
    if (!(name in inputs)) problems.push(`unknown input "${name}"${suggest(name, known)}`);

  const read = (name: InputName): string => given[name]?.trim() || inputs[name].default;
  const words = (name: InputName): string[] => [...new Set(wordsOf(read(name)))];
  const choice = <T extends string>(name: InputName, known: readonly T[]): T[] =>
    words(name).flatMap((word) => {
      const found = known.find((one) => one === word);
      if (found === undefined) problems.push(`${name}: unknown value "${word}"${suggest(word, known)}`);
      return found === undefined ? [] : [found];
    });
  const orNone = <T extends string>(name: InputName, known: readonly T[]): T[] => {
    const chosen = choice(name, known);
    if (chosen.length > 1 && chosen.some((word) => word === "none"))
      problems.push(`${name}: none cannot be combined with other values, got "${read(name)}"`);
    return chosen;
  };
  const one = <T extends string>(name: InputName, known: readonly T[]): T => choice(name, known)[0] ?? (known[0] as T);
  const flag = (name: InputName): boolean => {
    const word = read(name);
    if (word !== "true" && word !== "false") problems.push(`${name}: expected true or false, got "${word}"`);
    return word === "true";
  };
  const named = (name: InputName, whyNo: (word: string) => string | undefined): string[] =>
    words(name).map((word) => {
      const why = whyNo(word);
      if (why !== undefined) problems.push(`${name}: ${why}`);
      return word;
    });

  const seconds = Number(read("boot-timeout"));
  if (!(seconds >= 10 && seconds <= 3600))
    problems.push(`boot-timeout: expected 10 to 3600 seconds, got "${read("boot-timeout")}"`);
  const whole = (name: InputName, min: number, max: number): number => {
    const number = Number(read(name));
    if (!(Number.isInteger(number) && number >= min && number <= max))
      problems.push(`${name}: expected a whole number from ${min} to ${max}, got "${read(name)}"`);
    return number;
  };
  const growth = <F extends "maxSizeGrowth" | "maxTimeGrowth">(field: F, name: InputName) =>
    read(name) === "" ? {} : ({ [field]: whole(name, 0, 1000) } as Record<F, number>);
  const shard = read("shard") === "" ? undefined : parseShard(read("shard"));
  if (typeof shard === "string") problems.push(`shard: ${shard}`);
  const values: AxisValues = {
    fileSystem: choice("file-systems", profileNames),
    kernel: named("kernels", sourceProblem.kernel),
    distro: named("distros", sourceProblem.distro),
    dracut: named("dracut", sourceProblem.dracut),
    writer: choice("writers", writerNames),
    dracutOptions: choice("dracut-options", optionSetNames),
    bootloader: choice("bootloaders", bootloaders),
    cloneKernel: choice("clone-kernels", cloneKernels),
  };
  const isDefault =
    read("exclude") === "" && axisNames.every((axis) => read(axes[axis].input) === inputs[axes[axis].input].default);
  const included = read("include") === "auto" ? (isDefault ? autoInclude : "none") : read("include");
  const rules = (name: "include" | "exclude", text: string): Rule[] =>
    text
      .split(/[;\n]+/)
      .map((text) => text.trim())
      .filter((text) => text !== "")
      .map((text) => ruleOf(text, values, (problem) => problems.push(`${name}: ${problem}`), name === "include"));
  const include = rules("include", included === "none" ? "" : included);
  const tested = new Set([...values.dracut, ...include.flatMap(({ dracut }) => dracut ?? [])]);
  const request: Request = {
    axes: values,
    base: named("base", (word) => baseProblem(word, [...tested]))[0] ?? "",
    coverage: one("coverage", coverages),
    include,
    exclude: rules("exclude", read("exclude")),
    controls: orNone("controls", controlNames),
    compareWith: orNone("compare", [...compressions, "none"]).filter((word) => word !== "none"),
    reportDir: read("report-dir"),
    keep: one("keep", keeps),
    cacheDir: read("cache-dir") || home.cache,
    cellImage: read("cell-image"),
    privileged: flag("privileged"),
    accelerator: one("accelerator", acceleratorChoices),
    bootDeadline: seconds * 1000,
    ...(read("guest-memory") === "auto" ? {} : { guestMemory: whole("guest-memory", 512, 65_536) * 2 ** 20 }),
    boots: whole("boots", 1, 1000),
    jobs: read("jobs") === "auto" ? "auto" : whole("jobs", 1, 64),
    retries: whole("retries", 0, 5),
    ...(typeof shard === "object" ? { shard } : {}),
    durations: read("durations"),
    resume: read("resume"),
    failOn: one("fail-on", failOns),
    allow:
      read("allow") === "auto"
        ? allowedBy(home)
        : orNone("allow", [...allowances, "none"]).filter((word) => word !== "none"),
    ...growth("maxSizeGrowth", "max-size-growth"),
    ...growth("maxTimeGrowth", "max-time-growth"),
    baseline: read("baseline"),
  };
  if (request.failOn === "regression" && request.baseline === "" && request.base === "")
    problems.push("fail-on: regression needs a base or a baseline to compare with");
  for (const name of ["max-size-growth", "max-time-growth"] as const)
    if (read(name) !== "" && request.baseline === "" && request.base === "")
      problems.push(`${name}: needs a base or a baseline to compare with`);
  if (read("max-time-growth") !== "" && request.jobs !== 1)
    problems.push("max-time-growth: needs jobs: 1, since cells that run at the same time slow each other down");
  if (words("base").length > 1)
    problems.push(`base: expected one dracut, got ${words("base").length}: ${read("base")}`);
  if (request.base !== "" && request.baseline !== "")
    problems.push("base and baseline: a run is compared with one of them");
  if (request.base !== "" && request.shard !== undefined)
    problems.push("base: a shard is compared with nothing. Compare the merged report with a baseline");
  // After a mistake, the remaining values may contradict each other.
  if (problems.length === 0) problems.push(...contradictions(request));
  return problems.length === 0 ? { ok: true, value: request } : { ok: false, problems };
}

/** The cell of `include: auto`: dracut as a distribution runs it, which compresses what is not shared. */
const autoInclude = "kernel=6.12 distro=sid dracut-options=default";

/** Why a dracut cannot be the base of these; undefined if it can. */
function baseProblem(base: string, dracut: readonly string[]): string | undefined {
  if (dracut.length > 1) return `compares one dracut, got ${dracut.length}: ${dracut.join(" ")}`;
  if (dracut[0] === base) return `"${base}" is also the dracut to test`;
  return sourceProblem.dracut(base);
}

/** `allow: auto`. A contributor cannot repair the machine: skipped and inconclusive cells do not fail a check of a pull request. */
const allowedBy = ({ pullRequest }: { readonly pullRequest?: boolean }): Allowance[] =>
  pullRequest ? ["skip", "inconclusive"] : [];

/** The values that an axis has by name. */
const namedValues = (axis: AxisName): readonly string[] => {
  const row = axes[axis];
  return "values" in row ? row.values : sourceNames[axis as keyof typeof sourceNames];
};

/** `kernel=5.10 bootloader=grub`. What is excluded has to be among the values asked for: else the rule says nothing. */
function ruleOf(text: string, values: AxisValues, report: (problem: string) => void, including: boolean): Rule {
  const rule: Partial<Record<AxisName, string>> = {};
  for (const term of text.split(/[\s,]+/)) {
    const [axis = "", value = ""] = term.split(/=(.*)/s);
    const known = axisNames.find((name) => name === axis);
    if (known === undefined) {
      report(`unknown axis "${axis}" in "${text}"${suggest(axis, axisNames)}`);
      continue;
    }
    const requested: readonly string[] = values[axes[known].field];
    const possible = including ? [...new Set([...requested, ...namedValues(known)])] : requested;
    if (!possible.includes(value) && !(including && /[/:]/.test(value)))
      report(`"${term}" is not a ${including ? "known" : "requested"} ${known}${suggest(value, possible)}`);
    rule[known] = value;
  }
  return rule;
}
