import { homedir } from "node:os";

type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the home directory: HOME if it is absolute, else that of the user's entry, else root's. */
export function homeOf({ HOME }: Environment, ofEntry: () => string = homedir): string {
  if (HOME?.startsWith("/")) return HOME;
  try {
    return ofEntry();
  } catch {
    return "/root";
  }
}

/** Returns the default of `cache-dir`, by freedesktop.org's base directories: relative paths are ignored. */
export function defaultCacheDir(env: Environment, ofEntry?: () => string): string {
  const base = env["XDG_CACHE_HOME"];
  return `${base?.startsWith("/") ? base : `${homeOf(env, ofEntry)}/.cache`}/cowpio`;
}
