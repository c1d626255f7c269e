/** The only door to the native addon. It is loaded at its first use: what lies beside its users is tested without it. */
type Addon = typeof import("../../native/index.js");
const addon = (): Promise<Addon> => import("../../native/index.js");

export const extents: Addon["extents"] = async (...args) => (await addon()).extents(...args);
export const proveSharing: Addon["proveSharing"] = async (...args) => (await addon()).proveSharing(...args);
/** Its version. */
export const addonVersion = async (): Promise<string> => (await addon()).version;
