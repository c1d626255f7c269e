import { architecture } from "../model/architectures.ts";
import { suggest } from "./words.ts";

/** Where a kernel, a distro or dracut comes from. `path`: as it was given, relative to the working directory. */
type PathSource = { readonly kind: "path"; readonly path: string };
export type KernelSource =
  | { readonly kind: "builtin" }
  | { readonly kind: "debian"; readonly suite: string; readonly package: string }
  | PathSource;
export type DistroSource =
  | { readonly kind: "debian"; readonly suite: string }
  | { readonly kind: "release"; readonly suite: string }
  | { readonly kind: "image"; readonly reference: string }
  | { readonly kind: "builtin" }
  | PathSource;
/** A revision of the repository that the checkout at `path` is of. */
export type RevisionSource = { readonly kind: "git"; readonly revision: string; readonly path: string };
export type DracutSource = { readonly kind: "builtin" } | PathSource | RevisionSource;

/** Debian's kernels: the suite whose kernel for virtual machines is of that version. */
export const debianKernels: Readonly<Record<string, string>> = {
  "5.10": "bullseye",
  "6.1": "bookworm",
  "6.12": "trixie",
  // sid's current kernel: the report has its version.
  sid: "sid",
};
export const debianDistros = ["bookworm", "trixie", "sid"] as const;

/** Values that have a name of their own, by axis. */
export const sourceNames = {
  kernel: [...Object.keys(debianKernels), "builtin"],
  distro: [...debianDistros, "builtin"],
  dracut: ["builtin"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const pathOf = (value: string): PathSource | undefined =>
  value.includes("/") ? { kind: "path", path: value } : undefined;

/** Reads `6.12`, `builtin`, `package:NAME@SUITE` or a path; undefined: none of these. */
export function kernelSource(value: string): KernelSource | undefined {
  if (value === "builtin") return { kind: "builtin" };
  const named = /^package:([a-z0-9][a-z0-9.+~-]+)@([a-z]+)$/.exec(value);
  const [, name = `linux-image-cloud-${architecture.debian}`, suite = debianKernels[value]] = named ?? [];
  return suite === undefined ? pathOf(value) : { kind: "debian", suite, package: name };
}

/** Reads a Debian suite, `release:SUITE`, `image:REFERENCE`, `builtin` or a path; undefined: none of these. */
export function distroSource(value: string): DistroSource | undefined {
  if (value === "builtin") return { kind: "builtin" };
  const suite = debianDistros.find((name) => name === value);
  if (suite !== undefined) return { kind: "debian", suite };
  const [, released, reference] = /^(?:release:([a-z]+)|image:(.+))$/.exec(value) ?? [];
  if (released !== undefined) return { kind: "release", suite: released };
  return reference === undefined ? pathOf(value) : { kind: "image", reference };
}

/** A revision may have `@{1}` in it, but no other `@`. */
const gitSource = /^git:((?!-)(?:[^\s@]|@\{[^\s}]*\})+)(?:@(.+))?$/;

/** Reads `builtin`, the path of a checkout, or `git:REVISION@PATH`; undefined: none of these. */
export function dracutSource(value: string): DracutSource | undefined {
  if (value === "builtin") return { kind: "builtin" };
  if (!value.startsWith("git:")) return pathOf(value);
  const [, revision, path] = gitSource.exec(value) ?? [];
  return revision === undefined || path === undefined ? undefined : { kind: "git", revision, path };
}

export const asText = ({ revision, path }: RevisionSource): string => `git:${revision}@${path}`;

/** A base `git:REVISION` is of the tested checkout's repository; other values are complete. */
export function completeBase(base: string, tested: string): string {
  const [, revision, path] = gitSource.exec(base) ?? [];
  const source = dracutSource(tested);
  if (revision === undefined || path !== undefined || source === undefined || source.kind === "builtin") return base;
  return asText({ kind: "git", revision, path: source.path });
}

const unknown = (value: string, axis: string, known: readonly string[]): string =>
  `unknown ${axis} "${value}"${suggest(value, known)}, or a path (./${value})`;

/** Returns the problem of a value; undefined if it may exist. */
export const sourceProblem = {
  kernel: (value: string) => (kernelSource(value) ? undefined : unknown(value, "kernel", sourceNames.kernel)),
  distro: (value: string) =>
    distroSource(value)
      ? undefined
      : unknown(value, "distro", [...sourceNames.distro, "release:SUITE", "image:REFERENCE"]),
  dracut: (value: string) =>
    dracutSource(value) ? undefined : unknown(value, "dracut", [...sourceNames.dracut, "git:REVISION@PATH"]),
} as const;
