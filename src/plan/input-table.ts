import { accelerators, optionSetNames, profileNames, writerNames } from "../domain/axes.ts";

/** `auto`: KVM where a tiny guest runs with it. */
export const acceleratorChoices = ["auto", ...accelerators] as const;

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
      "Kernels to boot: Debian's, by version (5.10, 6.1, 6.12), the newest (sid) or by package and suite (package:linux-image-amd64@bookworm), paths of folders or tar archives that hold boot/vmlinuz-VERSION and lib/modules/VERSION, or the distro's own (builtin).",
  },
  distros: {
    default: "trixie",
    description:
      "Root file systems whose dracut makes the archives: Debian suites as they are today (bookworm, trixie, sid) or as a release of cowpio fixes them (release:trixie), images (image:REFERENCE), or paths of tar archives of a root or of an image, docker save's or in the OCI's layout.",
  },
  dracut: {
    default: "builtin",
    description:
      "dracut to use: the distro's own, or paths of checkouts, which are built and installed in the distro by their own build, without network.",
  },
  writers: {
    default: "cowpio",
    description: `Programs that write the archive: ${writerNames.join(", ")}. Where the distro lacks one, its cells are skipped.`,
  },
  "dracut-options": {
    default: "plain",
    description: `Sets of dracut options: ${optionSetNames.join(", ")}.`,
  },
  bootloaders: {
    default: "direct",
    description: "Who loads kernel and archive: direct (QEMU), grub (GRUB, from the file system itself).",
  },
  "clone-kernels": {
    default: "host",
    description:
      "Whose kernel clones: the host's, or also, in the guest, each kernel's own (guest), proven there and then.",
  },
  coverage: {
    default: "all",
    description: "all: every combination. pairs: so few that every two values of two lists still meet.",
  },
  include: {
    default: "",
    description:
      "Cells besides, parted by semicolons or lines: kernel=5.10 bootloader=grub. A list that is not named gives its first value.",
  },
  exclude: {
    default: "",
    description: "Cells to leave out, written as those of include: every cell that has all these values.",
  },
  controls: {
    default: "few",
    description:
      "Cells that must come out the other way: few (ext4, data off the grid, no /init), all (every fault that can be injected), some by name (nocow hang), or none, which proves less.",
  },
  compare: {
    default: "zstd",
    description: "Compressors of plain dracut to compare with: gzip, zstd, or none.",
  },
  "report-dir": {
    default: "cowpio-report",
    description: "Folder for the report; made when missing, files of the same names are replaced.",
  },
  "cache-dir": {
    default: "",
    description:
      "Folder for kernels and distros, kept from run to run. Default: $XDG_CACHE_HOME/cowpio or ~/.cache/cowpio.",
  },
  "cell-image": {
    default: "",
    description:
      "Image that cells run in: a reference to pull, or the path of an image archive, docker save's or in the OCI's layout. Default: built here from containers/cell.",
  },
  privileged: {
    default: "false",
    description: "Give cells full privileges. Not needed where SYS_ADMIN, MKNOD and loop devices are enough.",
  },
  accelerator: {
    default: "auto",
    description:
      "What QEMU runs with: tcg, kvm, or auto: kvm where a tiny guest runs with it in a container like the cells', else tcg.",
  },
  "boot-timeout": {
    default: "240",
    description: "Seconds that one boot may take under TCG; under KVM it is a quarter of them, but 10 at least.",
  },
  "guest-memory": {
    default: "auto",
    description: "Memory of each guest in MiB, 512 to 65536, or auto: 1024, and more for archives above 409 MiB.",
  },
  boots: {
    default: "1",
    description: "How often each proven archive is booted; one boot that comes out otherwise decides. Controls: once.",
  },
  jobs: {
    default: "auto",
    description: "Cells at a time: a number, or auto, which is one for every 2 cores and 2 GiB of memory.",
  },
  retries: {
    default: "1",
    description: "How often a cell that ends INCONCLUSIVE is run again. A FAIL is never tried again.",
  },
  shard: {
    default: "",
    description: "Part of the cells to run: 2/4 is the second of four. merge joins their reports.",
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
  "fail-on": {
    default: "fail",
    description:
      "What the run fails for. fail: a cell that ended otherwise than PASS. regression: of those that ended FAIL, only one that did not in the baseline. error: none that ended FAIL. By each of these it fails for ERROR, INCONCLUSIVE and SKIP, for a control that came out wrong, and where no cell passed. never: for no verdict.",
  },
  allow: {
    default: "",
    description:
      "What is no reason to fail all the same: skip, inconclusive, error (a cell, or a control, that ended so), no-pass (no cell passed).",
  },
  baseline: {
    default: "",
    description:
      "Report to compare with (its folder, run.json or report.json); the difference goes to the summary and to diff.md. Default: none.",
  },
} as const satisfies Record<string, Input>;

export type InputName = keyof typeof inputs;
export const inputNames = Object.keys(inputs) as InputName[];

/** Of the Action alone: the command has its subcommands. */
export const actionInputs = {
  mode: {
    default: "run",
    description:
      "run: the matrix, or a shard of it. plan: its cells, and the matrix of shards for a workflow. merge: one report of the shards'. diff: what changed from the baseline to a report. doctor: what this runner, or a distro, can do.",
  },
  shards: {
    default: "auto",
    description: "Of plan: how many shards, 1 to 256, or auto, which gives each some twenty minutes.",
  },
  reports: {
    default: "",
    description:
      "Of merge: the shards' report folders, or one folder that holds nothing but them. Of diff: the report to compare with the baseline.",
  },
  distro: {
    default: "",
    description: "Of doctor: a distro, written as those of distros, to look at instead of the runner.",
  },
} as const satisfies Record<string, Input>;

export type ActionInputName = keyof typeof actionInputs;
export const actionInputNames = Object.keys(actionInputs) as ActionInputName[];
