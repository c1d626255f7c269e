import type { ArchiveSharing, SharingVerdict } from "../../model/outcome.ts";

/** An archive that no reader can read to its end: where, and what is wrong. */
export type Damage = { readonly damaged: string };

/** Message of the core: `PATH: at byte N: WHY`. Other errors do not concern the archive. */
export function damageOf(error: unknown): Damage | undefined {
  const output = /: (at byte \d+: .*)$/s.exec(error instanceof Error ? error.message : "")?.[1];
  return output === undefined ? undefined : { damaged: output };
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
