import type { Release } from "./staging/release.ts";

/** Where a run runs, and how it speaks. */
export type At = {
  /** The folder that holds containers/, native/ and dist/. */
  readonly home: string;
  /** Which `home` is, if it is one. */
  readonly release: Release | undefined;
  readonly runId: string;
  readonly signal: AbortSignal;
  /** One line of progress. */
  readonly log: (line: string) => void;
};

export type LogOptions = {
  /** Output of a cell's tools. */
  readonly debug?: (text: string) => void;
  /** Folds a cell's lines if cells run one at a time. */
  readonly group?: { readonly open: (title: string) => void; readonly close: () => void };
};
