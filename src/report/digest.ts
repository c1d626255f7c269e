import { createHash } from "node:crypto";
import type { Digest } from "../domain/cell.ts";

/** Of report.json's text: two runs of the same inputs share it. */
export const digestOf = (text: string): Digest => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** A source expression of a Content Security Policy that lets this one inline text run. */
export const cspHash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
