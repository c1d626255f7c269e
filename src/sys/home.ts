import { homedir } from "node:os";

type Environment = Readonly<Record<string, string | undefined>>;

/** The user's home directory: HOME where it is absolute, else as the user's entry has it; root's for users without one. */
export function homeOf({ HOME }: Environment, ofEntry: () => string = homedir): string {
  if (HOME?.startsWith("/")) return HOME;
  try {
    return ofEntry();
  } catch {
    return "/root";
  }
}

/** Where kernels and distros are kept without `cache-dir`: freedesktop.org's base directory for caches, which ignores relative paths. */
export function defaultCacheDir(env: Environment, ofEntry?: () => string): string {
  const base = env["XDG_CACHE_HOME"];
  return `${base?.startsWith("/") ? base : `${homeOf(env, ofEntry)}/.cache`}/cowpio`;
}
