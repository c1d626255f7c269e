/** The only door to the native addon. */
export { extents, proveSharing, version } from "../../native/index.js";
