import type { ArchiveSharing, SharingVerdict } from "../../model/outcome.ts";

/** An archive that no reader can read to its end: where, and what is wrong. */
export type Damage = { readonly damaged: string };

/** Returns the damage that the core reports (ERR_DAMAGED). Other errors do not concern the archive. */
export function damageOf(error: unknown): Damage | undefined {
  const { code, detail } = (error ?? {}) as { readonly code?: string; readonly detail?: string };
  return code === "ERR_DAMAGED" && detail !== undefined ? { damaged: detail } : undefined;
}

/** Nothing is known of the sharing of a damaged archive. */
export const unknownSharing: ArchiveSharing = {
  size: 0,
  blockSize: 0,
  shareable: 0,
  shared: 0,
  fiemap: { total: 0, shared: 0, exclusive: 0, extents: 0 },
  members: [],
};

export const judgeDamage = ({ damaged }: Damage): SharingVerdict => ({ kind: "damaged", why: damaged });
