import type { GuestSharing } from "../../model/outcome.ts";
import { type Html, html } from "../escape.ts";
import { megabytes, percent } from "../figures.ts";

const listed = 20;

/** The archive that the guest wrote with its own kernel. */
export function guestArchive(guest: GuestSharing | undefined): Html | undefined {
  if (guest === undefined) return undefined;
  const heading = html`<h3>Cloned in the guest</h3>`;
  if (guest.kind === "could not tell") return html`${heading}<p>Could not tell: ${guest.why}.</p>`;
  if (guest.kind === "failed") return html`${heading}<p>Kernel ${guest.kernel}: cowpio failed ${guest.why}.</p>`;
  const { kernel, verdict, size, blockSize, shareable, shared, missed } = guest;
  const more = missed.length - listed;
  return html`${heading}<p>Kernel ${kernel} wrote the installed members once more, ${megabytes(size)} in blocks of ${blockSize} bytes: ${verdict.kind}, ${megabytes(shared)} of ${megabytes(shareable)} by place (${percent(shared, shareable)}).</p>
${missed.length === 0 ? undefined : html`<details><summary>${missed.length} members that are not all shared</summary><div class="scroll"><table class="figures"><thead><tr><th>member</th><th class="n">bytes</th><th>why</th></tr></thead><tbody>${missed.slice(0, listed).map(({ name, bytes, reason }) => html`<tr><td><code>${name}</code></td><td class="n">${bytes}</td><td>${reason}</td></tr>`)}</tbody></table></div>${more > 0 ? html`<p class="soft">report.json has the other ${more}.</p>` : undefined}</details>`}`;
}
