/** What a cell runs in its subject, by the ends of their paths; `modules.d` holds dracut's modules. */
const needed: Readonly<Record<string, RegExp>> = {
  dracut: /(^|\/)s?bin\/dracut$/,
  "dracut's modules (usr/lib/dracut/modules.d)": /^usr\/lib\/dracut\/modules\.d\/./,
  bash: /(^|\/)bin\/bash$/,
  depmod: /(^|\/)s?bin\/depmod$/,
};

/** The paths of a tar archive's listing, without what stands before them. */
const pathsOf = (listing: string): string[] => listing.split("\n").map((line) => line.replace(/^(\.?\/)+/, ""));

/** What a subject lacks, of the listing of its root's archive. */
export function lackingIn(listing: string): string[] {
  const paths = pathsOf(listing);
  return Object.keys(needed).filter((what) => !paths.some((path) => (needed[what] as RegExp).test(path)));
}

/** Whether the listing is that of an image's archive: docker save's, or the OCI's layout. */
export const isImage = (listing: string): boolean => {
  const paths = pathsOf(listing);
  return paths.includes("manifest.json") || paths.includes("oci-layout");
};

/** `uname -r` begins with the version's number; it becomes part of paths. */
export const isKernelVersion = (text: string): boolean => /^\d[\w.+~-]*$/.test(text);

/** The kernels of a subject, which have boot/vmlinuz-VERSION and lib/modules/VERSION, or usr/lib/modules/VERSION. */
export function kernelsIn(listing: string): string[] {
  const paths = pathsOf(listing);
  const versions = paths.flatMap((path) => /^boot\/vmlinuz-(.+)$/.exec(path)?.[1] ?? []);
  return versions.filter(
    (version) =>
      isKernelVersion(version) &&
      paths.some((path) => path.replace(/^usr\//, "").startsWith(`lib/modules/${version}/`)),
  );
}
