/** Kinds of file systems, whose drivers a guest gets. */
export const fileSystems = ["btrfs", "xfs", "ext4"] as const;
export type FileSystem = (typeof fileSystems)[number];

/** A file system as it is made and mounted. */
export type Profile = {
  readonly kind: FileSystem;
  readonly says: string;
  /** Options of mkfs; for XFS in the words of its configuration files (mkfs.xfs(8), -c): `section.name=value`. */
  readonly make?: readonly string[];
  /** Options of mount(8), in the cell and, as rootflags=, in the guest. */
  readonly mount?: string;
  /** The distro's root is this subvolume, not the file system's top. */
  readonly subvolume?: string;
  /** A snapshot of the root is taken before the archive is written, and kept. */
  readonly snapshot?: true;
  /** Why nothing can be shared on it. */
  readonly noReflink?: string;
};

export const profiles = {
  btrfs: { kind: "btrfs", says: "as mkfs.btrfs makes it" },
  "btrfs-zstd": { kind: "btrfs", says: "compressed: mounted with compress=zstd", mount: "compress=zstd" },
  "btrfs-nodatacow": { kind: "btrfs", says: "without copy on write: mounted with nodatacow", mount: "nodatacow" },
  "btrfs-64k-nodes": { kind: "btrfs", says: "metadata in nodes of 64 KiB", make: ["--nodesize", "65536"] },
  "btrfs-subvolume": { kind: "btrfs", says: "the root is a subvolume, as distributions lay it out", subvolume: "@" },
  "btrfs-snapshot": {
    kind: "btrfs",
    says: "a snapshot of the root is there, so that every block is SHARED",
    snapshot: true,
  },
  xfs: { kind: "xfs", says: "blocks of 4 KiB, reflink=1, rmapbt=0" },
  "xfs-1k": { kind: "xfs", says: "blocks of 1 KiB", make: ["block.size=1024"] },
  "xfs-rmapbt": { kind: "xfs", says: "rmapbt=1, the default of newer xfsprogs", make: ["metadata.rmapbt=1"] },
  "xfs-no-reflink": {
    kind: "xfs",
    says: "made with reflink=0",
    make: ["metadata.reflink=0"],
    noReflink: "XFS made with reflink=0 cannot share blocks",
  },
  ext4: { kind: "ext4", says: "the control: no reflink at all", noReflink: "ext4 cannot share blocks" },
} as const satisfies Readonly<Record<string, Profile>>;
export type ProfileName = keyof typeof profiles;
export const profileNames = Object.keys(profiles) as ProfileName[];
export const profileOf = (name: ProfileName): Profile => profiles[name];
