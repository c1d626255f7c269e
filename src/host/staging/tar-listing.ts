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

/** A kernel in a root: paths of its image and of its modules' folder, relative to the root. */
export type KernelPaths = { readonly version: string; readonly image: string; readonly modules: string };

/** Beside the modules, as Fedora, Arch and dracut (dracut.sh, kernel_image) have it; else in /boot. */
const imagesOf = (modules: string, version: string): readonly string[] => [
  ...["vmlinuz", "vmlinux", "Image"].map((name) => `${modules}/${name}`),
  `boot/vmlinuz-${version}`,
];

/** Returns the kernels of a root that have an image and modules, the newest first. */
export function kernelsIn(listing: string): KernelPaths[] {
  const paths = new Set(pathsOf(listing));
  const folders = [...paths].flatMap((path) => {
    const [, modules = "", version = ""] = /^((?:usr\/)?lib\/modules\/([^/]+))\//.exec(path) ?? [];
    return isKernelVersion(version) ? [[version, modules] as const] : [];
  });
  return [...new Map(folders)]
    .flatMap(([version, modules]): KernelPaths[] => {
      const image = imagesOf(modules, version).find((path) => paths.has(path));
      return image === undefined ? [] : [{ version, image, modules }];
    })
    .sort((a, b) => newestFirst(a.version, b.version));
}

const { compare } = new Intl.Collator("en", { numeric: true });
const newestFirst = (a: string, b: string): number => compare(b, a);
