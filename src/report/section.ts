import { type Stage, stages } from "../domain/cell.ts";
import type { Evidence, JudgedCell } from "../domain/outcome.ts";
import { type Html, html } from "./escape.ts";
import { classSums, megabytes, percent, reasonTexts, recipeNames, rows, seconds } from "./figures.ts";
import { extentsMap, key } from "./plots.ts";

/** Everything that is known of one cell. */
export function cellSection({ plan, outcome }: JudgedCell): Html {
  const { evidence } = outcome;
  return html`<section id="${plan.id}">
<h2>${plan.id}: ${outcome.status}</h2>
<p>${outcome.reason}${outcome.stage ? html` <span class="soft">(at ${outcome.stage})</span>` : undefined}</p>
<p class="soft">Expected: data ${plan.expected.sharing}, ${plan.expected.boot}. ${plan.plant === "none" ? "" : `Planted fault: ${plan.plant}.`}</p>
${evidence ? [comparison(plan.id, evidence), sharingTables(evidence), facts({ plan, outcome }, evidence)] : html`<p>There is no evidence: the cell ended before. Its log is <a href="logs/${encodeURIComponent(plan.id)}.log">logs/${plan.id}.log</a>.</p>`}
${times(outcome.stageTimes)}
</section>`;
}

function comparison(cell: string, { archives, sharing }: Evidence): Html {
  const byPlace = html`<tr><th>shared by place</th>${archives.map(
    ({ recipe }) =>
      html`<td class="n">${recipe === "reflink" ? `${megabytes(sharing.shared)}, ${percent(sharing.shared, sharing.shareable)} of what can be` : "–"}</td>`,
  )}</tr>`;
  return html`<h3>The archive${archives.length > 1 ? ", against plain dracut" : ""}</h3><div class="scroll"><table>
<thead><tr><th></th>${archives.map(({ recipe }) => html`<th class="n">${recipeNames[recipe]}</th>`)}</tr></thead>
<tbody>${rows.map(({ name, of }) => html`<tr><th>${name}</th>${archives.map((archive) => html`<td class="n">${of(archive)}</td>`)}</tr>`)}
${byPlace}
<tr><th>console</th>${archives.map(({ recipe }) => html`<td class="n"><a href="consoles/${encodeURIComponent(`${cell}-${recipe}`)}.log">${recipe}.log</a></td>`)}</tr></tbody>
</table></div>
<p class="soft">FIEMAP's SHARED flag says “with somebody”. Only “shared by place” says with the installed originals. Times under an emulated processor compare recipes, not machines.</p>`;
}

const listed = 200;

function sharingTables({ sharing, writerReasons }: Evidence): Html {
  const sums = classSums(sharing.members);
  const inMembers = sums.reduce((bytes, sum) => bytes + sum.bytes, 0);
  const missed = sharing.members.filter(({ shared, shareable }) => shared < shareable);
  const why = new Map(writerReasons.map(({ name, reason }) => [name, reason]));
  return html`<h3>Where its bytes lie</h3>
<figure>${extentsMap(sharing)}<figcaption>The archive from its first byte to its last. Pale: headers, names and padding.</figcaption></figure>
<div class="scroll"><table><thead><tr><th>bytes of members</th><th class="n">members</th><th class="n">bytes</th><th class="n">of the archive</th></tr></thead><tbody>
${sums.map(({ reason, members, bytes }) => html`<tr><td>${key(reason)}${reasonTexts[reason]}</td><td class="n">${members}</td><td class="n">${megabytes(bytes)}</td><td class="n">${percent(bytes, sharing.size)}</td></tr>`)}
<tr><td>${key("head")}headers, names and padding</td><td></td><td class="n">${megabytes(sharing.size - inMembers)}</td><td class="n">${percent(sharing.size - inMembers, sharing.size)}</td></tr>
</tbody></table></div>
${
  missed.length === 0
    ? html`<p>Every block that can be shared is shared.</p>`
    : html`<details><summary>${missed.length} members share less than they could</summary><div class="scroll"><table>
<thead><tr><th>member</th><th class="n">shared</th><th class="n">could be</th><th>the writer says</th></tr></thead><tbody>
${missed.slice(0, listed).map(({ name, shared, shareable }) => html`<tr><td><code>${name}</code></td><td class="n">${megabytes(shared)}</td><td class="n">${megabytes(shareable)}</td><td>${why.get(name) ?? "cloned"}</td></tr>`)}
</tbody></table></div>${missed.length > listed ? html`<p class="soft">The first ${listed}; report.json has all.</p>` : undefined}</details>`
}`;
}

function facts({ plan }: JudgedCell, { versions, archives }: Evidence): Html {
  const lines: [string, string][] = [
    ["kernel that booted", `${plan.kernel.version} (${plan.kernel.origin})`],
    ["its digest", plan.kernel.digest],
    ["kernel that cloned", versions.cloneKernel],
    ["subject", `${plan.subject.name}, ${plan.subject.digest}`],
    ["dracut", versions.dracut],
    ["writer", `cowpio ${versions.cowpio}`],
    ["file system made by", versions.mkfs],
    ["booted by", versions.qemu],
    ...archives.map(({ recipe, digest }): [string, string] => [`${recipe} archive`, digest]),
  ];
  return html`<details><summary>versions and digests</summary><div class="scroll"><table><tbody>${lines.map(([name, value]) => html`<tr><th>${name}</th><td><code>${value}</code></td></tr>`)}</tbody></table></div></details>`;
}

const times = (stageTimes: Partial<Record<Stage, number>>): Html =>
  html`<p class="soft">Time: ${stages
    .filter((stage) => stageTimes[stage] !== undefined)
    .map((stage) => `${stage} ${seconds(stageTimes[stage] ?? 0)}`)
    .join(", ")}.</p>`;
