/** Programs that a cell runs in its distro, by the ends of their paths; `modules.d` contains dracut's modules. */
const needed: Readonly<Record<string, RegExp>> = {
  dracut: /(^|\/)s?bin\/dracut$/,
  "dracut's modules (usr/lib/dracut/modules.d)": /^usr\/lib\/dracut\/modules\.d\/./,
  bash: /(^|\/)bin\/bash$/,
  depmod: /(^|\/)s?bin\/depmod$/,
};

/** The paths of a tar archive's listing, without what stands before them. */
const pathsOf = (listing: string): string[] => listing.split("\n").map((line) => line.replace(/^(\.?\/)+/, ""));

/** Returns what a distro lacks, by the listing of its root's archive. */
export function missingIn(listing: string): string[] {
  const paths = pathsOf(listing);
  return Object.keys(needed).filter((what) => !paths.some((path) => (needed[what] as RegExp).test(path)));
}

/** Returns the layout of an image's archive by its listing: docker save's (which may include OCI's), or OCI's only; undefined: not an image. */
export function imageIn(listing: string): "docker" | "oci" | undefined {
  const paths = pathsOf(listing);
  if (paths.includes("manifest.json")) return "docker";
  return paths.includes("oci-layout") && paths.includes("index.json") ? "oci" : undefined;
}

/** `uname -r` begins with the version's number; it becomes part of paths. */
export const isKernelVersion = (text: string): boolean => /^\d[\w.+~-]*$/.test(text);

/** The kernels of a distro, which have boot/vmlinuz-VERSION and lib/modules/VERSION, or usr/lib/modules/VERSION. */
export function kernelsIn(listing: string): string[] {
  const paths = pathsOf(listing);
  const versions = paths.flatMap((path) => /^boot\/vmlinuz-(.+)$/.exec(path)?.[1] ?? []);
  return versions.filter(
    (version) =>
      isKernelVersion(version) &&
      paths.some((path) => path.replace(/^usr\//, "").startsWith(`lib/modules/${version}/`)),
  );
}
