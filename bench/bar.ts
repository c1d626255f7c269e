/** A figure beside its bar, as a line; a bar that is missed makes this process end with 1. */
export function baseline(what: string, figure: number, bar: number, unit: "ms" | "s" | "MB"): string {
  const held = figure < bar;
  if (!held) process.exitCode = 1;
  return `${(held ? "held" : "missed").padEnd(6)}  ${what}: ${figure.toFixed(unit === "s" ? 2 : 0)} ${unit}, bar ${bar} ${unit}`;
}
