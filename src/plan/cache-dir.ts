/** Where kernels and subjects are kept when nothing else is said: freedesktop.org's base directory for caches. */
export function defaultCacheDir(env: Readonly<Record<string, string | undefined>>): string {
  const base = env["XDG_CACHE_HOME"] || `${env["HOME"] ?? "/root"}/.cache`;
  return `${base}/cowpio`;
}
