import manifest from "../package.json" with { type: "json" };

/** Of cowpio, the same as the executable's. */
export const version: string = manifest.version;
