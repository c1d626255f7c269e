import type { Request } from "./inputs.ts";

/**
 * For actions/cache over cache-dir: what was asked for by name, the version, and the week, after which Debian's kernels and
 * distros are staged anew. `cowpio-0.1.0-2026w48-kernels-6.1_6.12-distros-trixie`: no blank or comma, which keys cannot have.
 */
export function cacheKey({ axes, include }: Pick<Request, "axes" | "include">, version: string, now: Date): string {
  const words = (axis: "kernel" | "distro") =>
    [...new Set([...axes[axis], ...include.flatMap((rule) => rule[axis] ?? [])])]
      .sort()
      .map((value) => value.replace(/[^\w.+-]/g, "_"))
      .join("_");
  const built = axes.dracut.some((dracut) => dracut !== "builtin") ? "-build" : "";
  const { year, week } = isoWeek(now);
  const key = `cowpio-${version}-${year}w${week}-kernels-${words("kernel")}-distros-${words("distro")}${built}`;
  // GitHub refuses keys of more than 512 characters.
  return key.slice(0, 512);
}

/** ISO 8601: the week belongs to the year of its Thursday. */
function isoWeek(now: Date): { readonly year: number; readonly week: string } {
  const thursday = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  const days = (thursday.getTime() - Date.UTC(year, 0, 1)) / 86_400_000;
  return { year, week: `${1 + Math.floor(days / 7)}`.padStart(2, "0") };
}
