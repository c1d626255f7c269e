import { type Accelerator, type AxisName, axes, axisNames } from "../model/axes.ts";
import { type Compression, compressions, type Keep, keeps, type RunInputs } from "../model/cell.ts";
import { type Allowance, allowances, type FailOn, failOns } from "../model/run.ts";
import { controlNames } from "./cells.ts";
import { type AxisValues, type Coverage, contradictions, coverages, type Rule } from "./combinations.ts";
import {
  acceleratorChoices,
  engineChoices,
  type InputName,
  inputNames,
  inputOf,
  inputs,
  rerunInputs,
} from "./input-table.ts";
import { parseShard, type ShardName } from "./shards.ts";
import { completeBase, dracutSource, sourceNames, sourceProblem } from "./sources.ts";
import { suggest, wordsOf } from "./words.ts";

/** A requested run, by the Action's inputs or the command's options. */
export type Request = {
  readonly axes: AxisValues;
  /** The dracut to compare with, `builtin`, a path or `git:REVISION` of the tested checkout; empty: none. */
  readonly base: string;
  readonly coverage: Coverage;
  readonly include: readonly Rule[];
  readonly exclude: readonly Rule[];
  readonly controls: readonly string[];
  readonly compareWith: readonly Compression[];
  readonly reportDir: string;
  readonly keep: Keep;
  /** Whether the generator prints its debug messages. */
  readonly debug: boolean;
  readonly cacheDir: string;
  /** `auto`: none only where there is no engine. */
  readonly engine: (typeof engineChoices)[number];
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
  /** What the command that runs a cell again has of these. */
  readonly runInputs: RunInputs;
};

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads every input before judging any, so that one run reports every mistake. `given` holds what was set, by name. */
export function parseInputs(
  given: Readonly<Record<string, string | undefined>>,
  /** `cache`: default of cache-dir. Whether this is a check of a pull request, and a run with debug logging. Default: false. */
  home: { readonly cache: string; readonly pullRequest?: boolean; readonly debug?: boolean },
  /** Inputs that are somebody else's, to be named beside. */
  others: readonly string[] = [],
): Parsed<Request> {
  const problems: string[] = [];
  const known = [...others, ...inputNames];
  for (const name of Object.keys(given))
    if (!(name in inputs)) problems.push(`unknown input "${name}"${suggest(name, known)}`);

  const reader = readerOf(given, problems);
  const { read, one, orNone, whole } = reader;
  const seconds = bootTimeout(reader);
  const shard = read("shard") === "" ? undefined : parseShard(read("shard"));
  if (typeof shard === "string") problems.push(`shard: ${shard}`);
  const values = axisValues(reader);
  const include = rulesOf(reader, "include", includeText(reader), values);
  const tested = [...new Set([...values.dracut, ...include.flatMap(({ dracut }) => dracut ?? [])])];
  const [base = ""] = reader.named("base", (word) => baseProblem(word, tested));
  const growth = <F extends "maxSizeGrowth" | "maxTimeGrowth">(field: F, name: InputName) =>
    read(name) === "" ? {} : ({ [field]: whole(name, 0, 1000) } as Record<F, number>);
  const request: Request = {
    axes: values,
    base: completeBase(base, tested[0] ?? ""),
    coverage: one("coverage", coverages),
    include,
    exclude: rulesOf(reader, "exclude", read("exclude"), values),
    controls: orNone("controls", controlNames),
    compareWith: orNone("compare", [...compressions, "none"]).filter((word) => word !== "none"),
    reportDir: read("report-dir"),
    keep: one("keep", keeps),
    debug: reader.flag("debug") || home.debug === true,
    cacheDir: read("cache-dir") || home.cache,
    engine: one("engine", engineChoices),
    cellImage: read("cell-image"),
    privileged: reader.flag("privileged"),
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
    runInputs: runInputsOf(reader),
  };
  problems.push(...comparisonProblems(request, reader));
  // After a mistake, the remaining values may contradict each other.
  if (problems.length === 0) problems.push(...contradictions(request));
  return problems.length === 0 ? { ok: true, value: request } : { ok: false, problems };
}

/** Readers of one input each, by its form. A mistake goes to `problems`, and something of the form is returned. */
function readerOf(given: Readonly<Record<string, string | undefined>>, problems: string[]) {
  const read = (name: InputName): string => given[name]?.trim() || inputs[name].default;
  const words = (name: InputName): string[] => [...new Set(wordsOf(read(name)))];
  /** Words of a list of known ones. */
  const choice = <T extends string>(name: InputName, known: readonly T[]): T[] =>
    words(name).flatMap((word) => {
      const found = known.find((one) => one === word);
      if (found === undefined) problems.push(`${name}: unknown value "${word}"${suggest(word, known)}`);
      return found === undefined ? [] : [found];
    });
  /** The same, where `none` stands alone. */
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
  /** Words of any kind for which `problemOf` returns none. */
  const named = (name: InputName, problemOf: (word: string) => string | undefined): string[] =>
    words(name).map((word) => {
      const problem = problemOf(word);
      if (problem !== undefined) problems.push(`${name}: ${problem}`);
      return word;
    });
  const whole = (name: InputName, min: number, max: number): number => {
    const number = Number(read(name));
    if (!(Number.isInteger(number) && number >= min && number <= max))
      problems.push(`${name}: expected a whole number from ${min} to ${max}, got "${read(name)}"`);
    return number;
  };
  const report = (problem: string): void => void problems.push(problem);
  return { read, words, choice, orNone, one, flag, named, whole, report };
}
type Reader = ReturnType<typeof readerOf>;

/** Seconds. */
function bootTimeout({ read, report }: Reader): number {
  const seconds = Number(read("boot-timeout"));
  if (!(seconds >= 10 && seconds <= 3600))
    report(`boot-timeout: expected 10 to 3600 seconds, got "${read("boot-timeout")}"`);
  return seconds;
}

/** The requested values of each axis: known ones, or sources. */
const axisValues = ({ choice, named }: Reader): AxisValues =>
  Object.fromEntries(
    Object.entries(axes).map(([axis, row]) => [
      row.field,
      "values" in row
        ? choice<string>(row.input, row.values)
        : named(row.input, sourceProblem[axis as keyof typeof sourceProblem]),
    ]),
  ) as unknown as AxisValues;

/** The rules of `include`; `auto` adds its cell where nothing else was requested. */
function includeText({ read }: Reader): string {
  const isDefault =
    read("exclude") === "" && axisNames.every((axis) => read(axes[axis].input) === inputs[axes[axis].input].default);
  const text = read("include") === "auto" ? (isDefault ? autoInclude : "none") : read("include");
  return text === "none" ? "" : text;
}

const rulesOf = ({ report }: Reader, name: "include" | "exclude", text: string, values: AxisValues): Rule[] =>
  text
    .split(/[;\n]+/)
    .map((rule) => rule.trim())
    .filter((rule) => rule !== "")
    .map((rule) => ruleOf(rule, values, (problem) => report(`${name}: ${problem}`), name === "include"));

const runInputsOf = ({ read }: Reader): RunInputs =>
  Object.fromEntries(
    rerunInputs.filter((name) => read(name) !== inputOf(name).default).map((name) => [name, read(name)]),
  );

/** Inputs that need a base or a baseline, or exclude each other. */
function comparisonProblems(request: Request, { read, words }: Reader): string[] {
  const { base, baseline } = request;
  const compared = base !== "" || baseline !== "";
  const needs = (["max-size-growth", "max-time-growth"] as const).filter((name) => read(name) !== "" && !compared);
  return [
    ...(request.failOn === "regression" && !compared
      ? ["fail-on: regression needs a base or a baseline to compare with"]
      : []),
    ...needs.map((name) => `${name}: needs a base or a baseline to compare with`),
    ...(read("max-time-growth") !== "" && request.jobs !== 1
      ? ["max-time-growth: needs jobs: 1, since cells that run at the same time slow each other down"]
      : []),
    ...(words("base").length > 1 ? [`base: expected one dracut, got ${words("base").length}: ${read("base")}`] : []),
    ...(base !== "" && baseline !== "" ? ["base and baseline: a run is compared with one of them"] : []),
    ...(base !== "" && request.shard !== undefined
      ? ["base: a shard is compared with nothing. Compare the merged report with a baseline"]
      : []),
  ];
}

/** The cell of `include: auto`: dracut as a distribution runs it, which compresses what is not shared. */
const autoInclude = "kernel=6.12 distro=sid dracut-options=default";

/** Why a dracut cannot be the base of these; undefined if it can. */
function baseProblem(base: string, dracut: readonly string[]): string | undefined {
  if (dracut.length > 1) return `compares one dracut, got ${dracut.length}: ${dracut.join(" ")}`;
  const [tested = ""] = dracut;
  const complete = completeBase(base, tested);
  if (tested === complete) return `"${base}" is also the dracut to test`;
  if (base.startsWith("git:") && tested === "builtin" && dracutSource(complete) === undefined)
    return `"${base}" is a revision of a checkout: name one with dracut`;
  return sourceProblem.dracut(complete);
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
