import { readdirSync } from "node:fs";

/** The small real matrix that suites run in several ways: its report.json has the same bytes each time. */
export const small = { kernels: "6.12", "file-systems": "btrfs", compare: "zstd", boots: "2" } as const;
/** Where the matrix suite leaves its report, that of the first shard alone, and its cache. */
export const smallReport = "build/report";
export const smallShard = "build/report-shard";
export const smallCache = "build/cache";

export const smallOptions = [
  ...Object.entries(small).flatMap(([name, value]) => [`--${name}`, value]),
  ...["--cache-dir", smallCache],
];
/** The consoles in a report, but those of tries that ended INCONCLUSIVE. */
export const consolesIn = (folder: string): string[] =>
  readdirSync(`${folder}/consoles`).filter((name) => !/\.try\d+\.log$/.test(name));
