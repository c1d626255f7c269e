import type { Status } from "../../model/outcome.ts";
import { statusMeanings } from "../counts.ts";
import { type Html, html } from "../escape.ts";

const signs: Readonly<Record<Status, string>> = { PASS: "✓", FAIL: "✗", ERROR: "!", INCONCLUSIVE: "?", SKIP: "–" };

/** A status with its sign, so that it can be told without colour. */
export const word = (status: Status): Html =>
  html`<span class="sign" aria-hidden="true">${signs[status]}</span> ${status}`;

export const chip = (status: Status): Html =>
  html`<span class="chip ${status}" title="${status}: ${statusMeanings[status]}">${word(status)}</span>`;
