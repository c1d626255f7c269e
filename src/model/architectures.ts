/** A processor that cells, their distros and their guests run on. */
export type Architecture = {
  readonly name: string;
  /** In Debian's packages, and as Go calls it. */
  readonly debian: string;
  /** The names that container engines have for it. */
  readonly engine: readonly string[];
  /** QEMU, and its options for the machine. */
  readonly qemu: string;
  readonly machine: readonly string[];
  /** QEMU's smallest processor of this architecture: the fewer features, the less time the emulation takes. */
  readonly smallestProcessor: string;
  /** The console of the first serial port. */
  readonly console: string;
  /** Options for the tiny guest that tests an accelerator, and QEMU's exit status after it: containers/guest/tiny.S. */
  readonly tinyGuest: { readonly options: readonly string[]; readonly status: number };
};

export const architectures = {
  x64: {
    name: "x86-64",
    debian: "amd64",
    engine: ["x86_64", "amd64"],
    qemu: "qemu-system-x86_64",
    machine: [],
    smallestProcessor: "qemu64",
    console: "ttyS0",
    tinyGuest: {
      options: [
        ...["-drive", "file=/opt/cowpio/cowpio-tiny,format=raw,if=ide,snapshot=on"],
        ...["-device", "isa-debug-exit,iobase=0xf4,iosize=4"],
      ],
      status: 99,
    },
  },
} as const satisfies Readonly<Record<string, Architecture>>;

/** This machine's, or x86-64, which the engine is then asked for. */
export const architecture: Architecture =
  process.arch in architectures ? architectures[process.arch as keyof typeof architectures] : architectures.x64;
