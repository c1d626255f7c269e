/** Result of a soak test. */
export type SoakResult = {
  readonly good: boolean;
  /** For its row in docs/soak.md. */
  readonly figures: string;
};

/** Prints to the terminal and to the test's soak.log. */
export type Log = (text: string) => void;
