/** Result of a soak test. */
export type Shown = {
  readonly good: boolean;
  /** For its row in docs/soak.md. */
  readonly figures: string;
};

/** To the terminal and to the show's soak.log. */
export type Log = (text: string) => void;
