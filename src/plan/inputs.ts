import {
  type Accelerator,
  type AxisName,
  accelerators,
  axes,
  axisNames,
  cloners,
  loaders,
  optionSetNames,
  profileNames,
  writerNames,
} from "../domain/axes.ts";
import { type Compression, compressions } from "../domain/cell.ts";
import { type AxisValues, type Cover, covers, type Rule } from "./combine.ts";
import { controlNames } from "./controls.ts";
import { parseShard, type ShardName } from "./shards.ts";

/** What a run is asked for, by the Action's inputs or the command's options. */
export type Request = {
  readonly axes: AxisValues;
  readonly cover: Cover;
  readonly include: readonly Rule[];
  readonly exclude: readonly Rule[];
  readonly controls: readonly string[];
  readonly compareWith: readonly Compression[];
  readonly reportDir: string;
  readonly cacheDir: string;
  /** An image's reference or archive; empty: built here. */
  readonly cellImage: string;
  readonly privileged: boolean;
  /** `auto`: KVM where it is proven, else TCG. */
  readonly accel: "auto" | Accelerator;
  /** Milliseconds, under TCG. */
  readonly bootDeadline: number;
  /** How often a cell that is no control boots its archive. */
  readonly boots: number;
  /** Cells at a time; `auto`: as many as cores and memory are for. */
  readonly jobs: number | "auto";
  /** How often a cell that ends MISS is run again. */
  readonly retries: number;
  /** The part to run; absent: all. */
  readonly shard?: ShardName;
  /** A report's folder or run.json, whose times the shards are balanced by; empty: by estimates. */
  readonly durations: string;
  /** A folder that finished cells are kept in; empty: none. */
  readonly resume: string;
};

/** `auto`: KVM where a tiny guest runs with it. */
export const accels = ["auto", ...accelerators] as const;

export type Input = { readonly default: string; readonly description: string };

/** Every input of the Action and option of the command; action.yml is held to this table by a test. */
export const inputs = {
  "file-systems": {
    default: "btrfs xfs",
    description: `File systems to try: ${profileNames.join(", ")}. Lists are separated by blanks or commas.`,
  },
  kernels: {
    default: "6.1 6.12",
    description:
      "Kernels to boot: Debian's, by version (5.10, 6.1, 6.12), the newest (sid) or by package and suite (package:linux-image-amd64@bookworm), paths of folders or tar archives that hold boot/vmlinuz-VERSION and lib/modules/VERSION, or the subject's own (own).",
  },
  subjects: {
    default: "trixie",
    description:
      "Root file systems whose dracut makes the archives: Debian suites (bookworm, trixie, sid), images (image:REFERENCE), or paths of tar archives of a root or of an image.",
  },
  dracuts: {
    default: "own",
    description:
      "dracut to use: the subject's own, or paths of checkouts, which are built and installed in the subject by their own build, without network.",
  },
  writers: {
    default: "cowpio",
    description: `Programs that write the archive: ${writerNames.join(", ")}. Where the subject lacks one, its cells are skipped.`,
  },
  options: {
    default: "plain",
    description: `Sets of dracut's options: ${optionSetNames.join(", ")}.`,
  },
  loaders: {
    default: "direct",
    description: "Who loads kernel and archive: direct (QEMU), grub (GRUB, from the file system itself).",
  },
  cloners: {
    default: "host",
    description:
      "Whose kernel clones: the host's, or also, in the guest, each kernel's own (guest), proven there and then.",
  },
  cover: {
    default: "all",
    description: "all: every combination. pairs: so few that every two values of two lists still meet.",
  },
  include: {
    default: "",
    description:
      "Cells besides, parted by semicolons or lines: kernel=5.10 loader=grub. A list that is not named gives its first value.",
  },
  exclude: {
    default: "",
    description: "Cells to leave out, written as those of include: every cell that has all these values.",
  },
  controls: {
    default: "few",
    description:
      "Cells that must come out the other way: few (ext4, data off the grid, no /init), all (every fault that can be planted), some by name (nocow hang), or none, which proves less.",
  },
  compare: { default: "gzip zstd", description: "Compressors of plain dracut to measure beside: gzip, zstd, or none." },
  "report-dir": {
    default: "cowpio-report",
    description: "Folder for the report; made when missing, files of the same names are replaced.",
  },
  "cache-dir": {
    default: "",
    description:
      "Folder for kernels and subjects, kept from run to run. Default: $XDG_CACHE_HOME/cowpio or ~/.cache/cowpio.",
  },
  "cell-image": {
    default: "",
    description:
      "Image that cells run in: a reference to pull, or the path of an image archive. Default: built here from containers/cell.",
  },
  privileged: {
    default: "false",
    description: "Give cells full privileges. Not needed where SYS_ADMIN, MKNOD and loop devices are enough.",
  },
  accel: {
    default: "auto",
    description:
      "What QEMU runs with: tcg, kvm, or auto: kvm where a tiny guest runs with it in a container like the cells', else tcg.",
  },
  "boot-timeout": {
    default: "240",
    description: "Seconds that one boot may take under TCG; under KVM it is a quarter of them, but 10 at least.",
  },
  boots: {
    default: "1",
    description: "How often each proven archive is booted; one boot that comes out otherwise decides. Controls: once.",
  },
  jobs: {
    default: "auto",
    description: "Cells at a time: a number, or auto, which is one for every 2 cores and 2 GiB of memory.",
  },
  retries: { default: "1", description: "How often a cell that ends MISS is run again. A FAIL is never tried again." },
  shard: {
    default: "",
    description: "Part of the cells to run: 2/4 is the second of four. cowpio-matrix merge joins their reports.",
  },
  durations: {
    default: "",
    description:
      "Report folder or run.json of an earlier run, to balance shards by; the same for plan and every shard.",
  },
  resume: {
    default: "",
    description: "Folder that finished cells are kept in; a run that was interrupted goes on from there.",
  },
} as const satisfies Record<string, Input>;

export type InputName = keyof typeof inputs;
export const inputNames = Object.keys(inputs) as InputName[];

/** Debian's kernels: the suite whose linux-image-cloud-amd64 is of that version. */
export const debianKernels: Readonly<Record<string, string>> = {
  "5.10": "bullseye",
  "6.1": "bookworm",
  "6.12": "trixie",
  // What sid has now: the name says the suite, the report the version.
  sid: "sid",
};
/** Debian's, or the subject's. */
const kernelNames = [...Object.keys(debianKernels), "own"];
const packageForm = /^package:([a-z0-9][a-z0-9.+~-]+)@([a-z]+)$/;

/** Suite and package of a kernel that was asked for by name or as `package:NAME@SUITE`. */
export function debianKernel(asked: string): { readonly suite: string; readonly name: string } {
  const [, name = "linux-image-cloud-amd64", suite = debianKernels[asked]] = packageForm.exec(asked) ?? [];
  if (suite === undefined) throw new Error(`no kernel of Debian: ${asked}`);
  return { suite, name };
}

export const debianSubjects = ["bookworm", "trixie", "sid"] as const;

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads every input before judging any, so that one run reports every mistake. `given` holds what was set, by name. */
export function parseInputs(
  given: Readonly<Record<string, string | undefined>>,
  home: { readonly cache: string },
): Parsed<Request> {
  const problems: string[] = [];
  for (const name of Object.keys(given))
    if (!(name in inputs))
      problems.push(`unknown input "${name}"${didYouMean(name, inputNames)}; there are ${inputNames.join(", ")}`);

  const read = (name: InputName): string => given[name]?.trim() || inputs[name].default;
  const words = (name: InputName): string[] => [
    ...new Set(
      read(name)
        .split(/[\s,]+/)
        .filter((word) => word !== ""),
    ),
  ];
  const choice = <T extends string>(name: InputName, known: readonly T[]): T[] =>
    words(name).flatMap((word) => {
      const found = known.find((one) => one === word);
      if (found === undefined)
        problems.push(`${name}: unknown value "${word}"${didYouMean(word, known)}; there are ${known.join(", ")}`);
      return found === undefined ? [] : [found];
    });
  const one = <T extends string>(name: InputName, known: readonly T[]): T => choice(name, known)[0] ?? (known[0] as T);
  const flag = (name: InputName): boolean => {
    const word = read(name);
    if (word !== "true" && word !== "false") problems.push(`${name}: expected true or false, got "${word}"`);
    return word === "true";
  };
  /** Known by name, of a form of its own, or a path. */
  const named = (name: InputName, known: readonly string[], what: string, form?: RegExp): string[] =>
    words(name).map((word) => {
      if (!word.includes("/") && !known.includes(word) && !form?.test(word))
        problems.push(
          `${name}: unknown ${what} "${word}"${didYouMean(word, known)}; there are ${known.join(", ")}, or give a path (./${word})`,
        );
      return word;
    });

  const seconds = Number(read("boot-timeout"));
  if (!(seconds >= 10 && seconds <= 3600))
    problems.push(`boot-timeout: expected 10 to 3600 seconds, got "${read("boot-timeout")}"`);
  const whole = (name: InputName, least: number, most: number): number => {
    const number = Number(read(name));
    if (!(Number.isInteger(number) && number >= least && number <= most))
      problems.push(`${name}: expected a whole number from ${least} to ${most}, got "${read(name)}"`);
    return number;
  };
  const shard = read("shard") === "" ? undefined : parseShard(read("shard"));
  if (typeof shard === "string") problems.push(`shard: ${shard}`);
  const values: AxisValues = {
    fileSystem: choice("file-systems", profileNames),
    kernel: named("kernels", kernelNames, "kernel", packageForm),
    subject: named("subjects", debianSubjects, "subject", /^image:./),
    dracut: named("dracuts", ["own"], "dracut"),
    writer: choice("writers", writerNames),
    options: choice("options", optionSetNames),
    loader: choice("loaders", loaders),
    cloner: choice("cloners", cloners),
  };
  const rules = (name: InputName): Rule[] =>
    read(name)
      .split(/[;\n]+/)
      .map((text) => text.trim())
      .filter((text) => text !== "")
      .map((text) => ruleOf(text, values, (problem) => problems.push(`${name}: ${problem}`), name === "include"));
  const request: Request = {
    axes: values,
    cover: one("cover", covers),
    include: rules("include"),
    exclude: rules("exclude"),
    controls: choice("controls", controlNames),
    compareWith: read("compare") === "none" ? [] : choice("compare", compressions),
    reportDir: read("report-dir"),
    cacheDir: read("cache-dir") || home.cache,
    cellImage: read("cell-image"),
    privileged: flag("privileged"),
    accel: one("accel", accels),
    bootDeadline: seconds * 1000,
    boots: whole("boots", 1, 1000),
    jobs: read("jobs") === "auto" ? "auto" : whole("jobs", 1, 64),
    retries: whole("retries", 0, 5),
    ...(typeof shard === "object" ? { shard } : {}),
    durations: read("durations"),
    resume: read("resume"),
  };
  return problems.length === 0 ? { ok: true, value: request } : { ok: false, problems };
}

/** The values that an axis may have by name; those of the others are what was asked for, or a path. */
const named: Partial<Record<AxisName, readonly string[]>> = {
  "file-system": profileNames,
  kernel: kernelNames,
  subject: debianSubjects,
  dracut: ["own"],
  writer: writerNames,
  options: optionSetNames,
  loader: loaders,
  cloner: cloners,
};

/** `kernel=5.10 loader=grub`. What is excluded has to be among the values asked for: else the rule says nothing. */
function ruleOf(text: string, values: AxisValues, complain: (problem: string) => void, including: boolean): Rule {
  const rule: Partial<Record<AxisName, string>> = {};
  for (const term of text.split(/[\s,]+/)) {
    const [axis = "", value = ""] = term.split(/=(.*)/s);
    const known = axisNames.find((name) => name === axis);
    if (known === undefined) {
      complain(`unknown axis "${axis}" in "${text}"${didYouMean(axis, axisNames)}; there are ${axisNames.join(", ")}`);
      continue;
    }
    const asked: readonly string[] = values[axes[known]];
    const possible = including ? [...new Set([...asked, ...(named[known] ?? [])])] : asked;
    if (!possible.includes(value) && !(including && /[/:]/.test(value)))
      complain(
        `"${term}" names no ${known} ${including ? "that there is" : "that was asked for"}${didYouMean(value, possible)}; there are ${possible.join(", ")}`,
      );
    rule[known] = value;
  }
  return rule;
}

/** `, did you mean "xfs"?`: the known word nearest to what was typed, with at most two mistakes, and fewer than half its letters. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const near = known
    .map((word) => ({ word, mistakes: editDistance(typed.toLowerCase(), word) }))
    .sort((a, b) => a.mistakes - b.mistakes)[0];
  return near !== undefined && near.mistakes <= Math.min(2, (typed.length - 1) / 2)
    ? `, did you mean "${near.word}"?`
    : "";
}

/** Letters left out, added, exchanged, or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const at = (from: readonly number[], index: number) => from[index] as number;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          at(row, j) + 1,
          at(next, j - 1) + 1,
          at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          swapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = row;
    row = next;
  }
  return row[b.length] as number;
}
