import { accelerators, writerNames } from "../model/axes.ts";
import { profileNames } from "../model/file-systems.ts";
import { optionSetNames } from "../model/generators.ts";

/** `auto`: an engine; none where there is no engine's socket and this is root in a container. */
export const engineChoices = ["auto", "none"] as const;

/** `auto`: KVM if a small guest runs with it. */
export const acceleratorChoices = ["auto", ...accelerators] as const;

export type Input = {
  readonly default: string;
  readonly description: string;
  /** It changes what each cell comes to: the command that runs a cell again has it. */
  readonly rerun?: true;
};

/** Inputs of the Action and options of the command. action.yml and docs/reference.md are generated from this table or checked against it. */
export const inputs = {
  "file-systems": {
    default: "btrfs xfs",
    description: `File systems to test: ${profileNames.join(", ")}. Values of a list are separated by blanks, commas or newlines.`,
  },
  kernels: {
    default: "6.1 6.12",
    description:
      "Kernels to boot: a Debian version (5.10, 6.1, 6.12, sid), package:NAME@SUITE, the path of a directory or tar archive with boot/vmlinuz-VERSION and lib/modules/VERSION, or builtin (the distro's own; of several the newest).",
  },
  distros: {
    default: "trixie",
    description:
      "Root file systems whose dracut builds the archives: a Debian suite (bookworm, trixie, sid), release:SUITE (the image pinned by a cowpio release), image:REFERENCE, the path of a tar archive of a root file system or of an image (docker save or OCI layout), or builtin (a copy of this container's own root; only with engine: none).",
  },
  dracut: {
    default: "builtin",
    description:
      "dracut to test: builtin (the distro's own), paths of checkouts, or git:REVISION@PATH, a revision of a checkout's repository. A checkout is built and installed in the distro by its own build, without network.",
  },
  base: {
    default: "",
    description:
      "dracut that every cell also runs with, for comparison: builtin, the path of a checkout, or git:REVISION of the tested checkout's repository without its submodules, for example git:HEAD (changes that are not committed) or git:HEAD^1 (a pull request that actions/checkout merged with fetch-depth: 2). Default: none.",
  },
  writers: {
    default: "cowpio",
    description: `Programs that write the archive: ${writerNames.join(", ")}. Cells whose distro lacks the program are skipped.`,
  },
  "dracut-options": {
    default: "plain",
    description: `Sets of dracut options: ${optionSetNames.join(", ")}.`,
  },
  bootloaders: {
    default: "direct",
    description: "Programs that load kernel and archive: direct (QEMU), grub (GRUB, from the tested file system).",
  },
  "clone-kernels": {
    default: "host",
    description: "Kernels that clone: host, guest (the booted kernel also writes and proves an archive).",
  },
  coverage: {
    default: "all",
    description:
      "Combinations to run: all, or pairs (a small set of cells that covers every pair of values of two axes).",
  },
  include: {
    default: "auto",
    description:
      "Additional cells, separated by semicolons or newlines, for example kernel=5.10 bootloader=grub. Axes that are not named use their first value. The axes: file-system, kernel, distro, dracut, writer, dracut-options, bootloader, clone-kernel. auto: if every axis has its default and exclude is empty, one cell with distro=sid and dracut-options=default; otherwise none.",
  },
  exclude: {
    default: "",
    description: "Cells to leave out, in the syntax of include: every cell that has all of these values.",
  },
  controls: {
    default: "few",
    description:
      "Negative controls, cells with an injected fault that must be detected: few (ext4, unaligned, no-init), all, names (nocow hang), or none. A run without controls proves less.",
  },
  compare: {
    default: "zstd",
    description:
      "Compressors for comparison archives, which dracut writes without cowpio: gzip, zstd, or none. They do not depend on the file system, so of cells that differ in it alone, the first one has them.",
  },
  "report-dir": {
    default: "cowpio-report",
    description: "Directory of the report. It is created if needed; existing files of the same names are replaced.",
  },
  keep: {
    default: "none",
    description:
      "Cells whose kernel, archive and disk are kept in kept/CELL of report-dir, with a script that boots them by hand: failed (not PASS or SKIP), all, or none. A cell takes about 300 MB.",
  },
  debug: {
    default: "false",
    description:
      "Whether dracut prints its debug messages (stdloglvl=5) to its log, logs/CELL.log of report-dir: true or false. Also true in a workflow run with debug logging (ACTIONS_STEP_DEBUG).",
  },
  "cache-dir": {
    default: "",
    description:
      "Directory in which kernels and distros are cached between runs. Default: $XDG_CACHE_HOME/cowpio or ~/.cache/cowpio.",
  },
  engine: {
    rerun: true,
    default: "auto",
    description:
      "Container engine of the cells: auto (the one that docker uses), or none (cells run in this container, as root, without an engine: docs/ci.md). auto also uses none if the engine's default socket does not exist and this is root in a container.",
  },
  "cell-image": {
    rerun: true,
    default: "",
    description:
      "Container image of the cells: a reference to pull, or the path of an image archive (docker save or OCI layout). Default: built from containers/cell.",
  },
  privileged: {
    rerun: true,
    default: "false",
    description:
      "Whether cells run with full privileges: true or false. Only needed where SYS_ADMIN, MKNOD and the loop devices are not enough.",
  },
  accelerator: {
    rerun: true,
    default: "auto",
    description:
      "QEMU accelerator: tcg, kvm, or auto (kvm if a small guest runs with it in a container like the cells', otherwise tcg).",
  },
  "boot-timeout": {
    rerun: true,
    default: "240",
    description: "Maximum duration of one boot in seconds under TCG. KVM gets a quarter of it, at least 10 seconds.",
  },
  "guest-memory": {
    rerun: true,
    default: "auto",
    description: "Memory of each guest in MiB, 512 to 65536, or auto (1024, and more for archives above 409 MiB).",
  },
  boots: {
    default: "1",
    description: "Number of boots of each proven archive; all must agree. Controls boot once.",
  },
  jobs: {
    default: "auto",
    description:
      "Maximum number of cells that run at the same time: a number, or auto (one for every core and 2 GiB of memory). Creation and boot times are compared only with 1.",
  },
  retries: {
    default: "1",
    description: "Maximum number of repeated tries of an inconclusive cell. A failed cell is never repeated.",
  },
  shard: {
    default: "",
    description:
      "Part of the cells to run, for example 2/4 (the second of four). Mode merge joins the reports. Default: all cells.",
  },
  durations: {
    default: "",
    description:
      "Report directory or run.json of an earlier run that shards are balanced by. Use the same for plan and for every shard.",
  },
  resume: {
    default: "",
    description: "Directory of checkpoints. An interrupted run continues after its finished cells.",
  },
  "fail-on": {
    default: "fail",
    description:
      "Cells with status FAIL that fail the run: fail (all of them), regression (those that are not FAIL in base or baseline), error (none), or never (nothing fails the run). Unless it is never, undetected faults fail the run, and ERROR, INCONCLUSIVE, SKIP and a run without PASS unless allow accepts them.",
  },
  allow: {
    default: "auto",
    description:
      "Results that do not fail the run: skip, inconclusive, error, no-pass (no cell passed), or none. auto: skip and inconclusive in a workflow run of a pull request, otherwise none.",
  },
  "max-size-growth": {
    default: "",
    description:
      "Maximum growth of an archive against base or baseline, in percent, for example 5. More fails the run. Default: any growth is accepted.",
  },
  "max-time-growth": {
    default: "",
    description:
      "Maximum growth of creation and boot time against base or baseline, in percent, for example 20. More fails the run if it is beyond noise. Needs jobs: 1. Default: any growth is accepted.",
  },
  baseline: {
    default: "",
    description:
      "Report to compare with: its directory, run.json or report.json. The differences are in the summary, in report.html, diff.md and diff.json.",
  },
} as const satisfies Record<string, Input>;

export type InputName = keyof typeof inputs;
export const inputNames = Object.keys(inputs) as InputName[];
export const inputOf = (name: InputName): Input => inputs[name];
/** Those that the command that runs a cell again repeats. */
export const rerunInputs = inputNames.filter((name) => inputOf(name).rerun);

/** Inputs of the Action only: the command has subcommands instead. */
export const actionInputs = {
  mode: {
    default: "run",
    description:
      "Task: run (the matrix or one shard), plan (list cells and assign them to shards), merge (join shard reports), diff (compare two reports), doctor (check the runner or a distro).",
  },
  shards: {
    default: "auto",
    description: "Number of shards for mode plan: 1 to 256, or auto (about 20 minutes each).",
  },
  reports: {
    default: "",
    description:
      "Report directories. Mode merge: the shards' directories, or one directory that contains only them. Mode diff: the report to compare with baseline.",
  },
  distro: {
    default: "",
    description: "Distro to check in mode doctor, in the syntax of distros. Default: the runner is checked.",
  },
} as const satisfies Record<string, Input>;

export type ActionInputName = keyof typeof actionInputs;
export const actionInputNames = Object.keys(actionInputs) as ActionInputName[];
