import { type Compression, compressions, type FileSystem } from "../domain/cell.ts";

/** What a run is asked for, by the Action's inputs or the command's options. */
export type Request = {
  readonly fileSystems: readonly FileSystem[];
  /** Debian kernels by version, or folders that hold `boot/` and `lib/modules/`. */
  readonly kernels: readonly string[];
  /** A Debian suite, or the path of a tar archive. */
  readonly subject: string;
  readonly controls: boolean;
  readonly compareWith: readonly Compression[];
  readonly reportDir: string;
  readonly cacheDir: string;
  /** An image's reference or archive; empty: built here. */
  readonly cellImage: string;
  readonly privileged: boolean;
  /** Milliseconds. */
  readonly bootDeadline: number;
};

export type Input = { readonly default: string; readonly description: string };

/** Every input of the Action and option of the command; action.yml is held to this table by a test. */
export const inputs = {
  "file-systems": {
    default: "btrfs xfs",
    description: "File systems to try: btrfs, xfs, ext4. Separated by blanks or commas.",
  },
  kernels: {
    default: "6.1 6.12",
    description:
      "Kernels to boot: Debian's, by version (5.10, 6.1, 6.12) or the newest (sid), or paths of folders that hold boot/vmlinuz-VERSION and lib/modules/VERSION.",
  },
  subject: {
    default: "trixie",
    description:
      "Root file system whose dracut makes the archives: a Debian suite (trixie), or the path of a tar archive.",
  },
  controls: {
    default: "true",
    description:
      "Also run the cells that must come out the other way (ext4, data off the grid, no /init). A run without them proves less.",
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
  "boot-timeout": { default: "240", description: "Seconds that one boot may take." },
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
export const debianSubjects = ["trixie"] as const;

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
  const flag = (name: InputName): boolean => {
    const word = read(name);
    if (word !== "true" && word !== "false") problems.push(`${name}: expected true or false, got "${word}"`);
    return word === "true";
  };
  const named = (name: InputName, word: string, known: readonly string[], what: string): string => {
    if (!word.includes("/") && !known.includes(word))
      problems.push(
        `${name}: unknown ${what} "${word}"${didYouMean(word, known)}; there are ${known.join(", ")}, or give a path (./${word})`,
      );
    return word;
  };

  const seconds = Number(read("boot-timeout"));
  if (!(seconds >= 10 && seconds <= 3600))
    problems.push(`boot-timeout: expected 10 to 3600 seconds, got "${read("boot-timeout")}"`);
  const request: Request = {
    fileSystems: choice("file-systems", ["btrfs", "xfs", "ext4"]),
    kernels: words("kernels").map((word) => named("kernels", word, Object.keys(debianKernels), "kernel")),
    subject: named("subject", read("subject"), debianSubjects, "subject"),
    controls: flag("controls"),
    compareWith: read("compare") === "none" ? [] : choice("compare", compressions),
    reportDir: read("report-dir"),
    cacheDir: read("cache-dir") || home.cache,
    cellImage: read("cell-image"),
    privileged: flag("privileged"),
    bootDeadline: seconds * 1000,
  };
  return problems.length === 0 ? { ok: true, value: request } : { ok: false, problems };
}

/** `, did you mean "xfs"?`: the known word nearest to what was typed, with at most two mistakes. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const near = known
    .map((word) => ({ word, mistakes: editDistance(typed.toLowerCase(), word) }))
    .sort((a, b) => a.mistakes - b.mistakes)[0];
  return near !== undefined && near.mistakes <= 2 ? `, did you mean "${near.word}"?` : "";
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
