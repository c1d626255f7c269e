/** The small real matrix that suites run in several ways: its report.json has the same bytes each time. */
export const small = { kernels: "6.12", "file-systems": "btrfs", compare: "zstd" } as const;
/** Where the matrix suite leaves its report and its cache. */
export const smallReport = "build/report";
export const smallCache = "build/cache";

/** Two cells at a time: half of a boot leaves a core idle, and how long cells took is not in report.json. */
export const smallOptions = [
  ...Object.entries(small).flatMap(([name, value]) => [`--${name}`, value]),
  ...["--jobs", "2", "--cache-dir", smallCache],
];
