import { isControl, stages } from "../../model/cell.ts";
import type { CellOutcome, Evidence, GuestSharing, JudgedCell } from "../../model/outcome.ts";
import { adviceFor, placeOf, rerunLabel, rerunText } from "../advice.ts";
import { type Html, html } from "../escape.ts";
import { duration, megabytes, percent, recipeNames, rows } from "../figures.ts";
import { consoleOf, contentsOf, keptOf, logOf } from "../paths.ts";
import { type ClassSum, classes, classSums } from "../ranges.ts";
import { bars, extentsMap, key } from "./charts.ts";
import { bootBar, bootKeys, recipeWords } from "./overview.ts";
import { chip, type Location } from "./shell.ts";

/** Everything that is known of one cell. */
export function cellSection(cell: JudgedCell, { root, back }: Location): Html {
  const { plan, outcome } = cell;
  const { evidence } = outcome;
  const advice = adviceFor(cell);
  const log = logOf(plan.id);
  // Read for a boot.
  const contents = evidence?.archives.some(({ boot }) => boot.kind !== "not tried") ? contentsOf(plan.id) : undefined;
  return html`<section id="${plan.id}" class="told" data-cell="${plan.id}">
<h2>${chip(outcome.status)} ${plan.id} <a class="back" href="${back}">to the grid</a></h2>
<p class="reason">${lines(outcome.reason)}<span class="soft">${placeOf(outcome)}</span></p>
${advice ? html`<p class="advice">${advice}</p>` : undefined}
<p class="soft">${isControl(plan) ? "A control: expected" : "Expected"} data ${plan.expected.sharing}, ${plan.expected.boot}.${plan.fault === "none" ? "" : ` Planted fault: ${plan.fault}.`} Log: <a href="${root}${path(log)}">${log}</a>${contents ? html`, contents: <a href="${root}${path(contents)}">${contents}</a>` : ""}</p>
<p class="soft">${rerunLabel}: ${typed(rerunText(cell))}</p>
${outcome.kept ? html`<p class="soft">Kernel, archive and disk are kept with a script that boots them: <a href="${root}${path(`${keptOf(plan.id)}/boot.sh`)}">${keptOf(plan.id)}/boot.sh</a></p>` : undefined}
${evidence ? [generatorErrors(evidence), archiveTable(plan.id, evidence, root), whyNotBooted(evidence), whereBytesLie(evidence), guestArchive(evidence.guestSharing)] : html`<p>There is no evidence: the cell ended before there was any.</p>`}
${times(outcome)}
${versionsTable(cell)}
</section>`;
}

const generatorErrors = ({ generatorLog }: Evidence): Html | undefined =>
  generatorLog === undefined || generatorLog.errors.length === 0
    ? undefined
    : html`<p>dracut printed errors:</p><pre>${generatorLog.errors.join("\n")}</pre>`;

/** A command, broken between its words alone. */
export const typed = (command: string): Html =>
  html`<code>${command.split(" ").map((part, index) => html`${index > 0 ? " " : ""}<span class="w">${part}</span>`)}</code>`;

/** A path below the report's directory as a link. */
const path = (raw: string): string => raw.split("/").map(encodeURIComponent).join("/");

const lines = (raw: string): Html[] =>
  raw.split("\n").map((line, index) => html`${index > 0 ? html`<br>` : ""}${line}`);

const archiveTable = (cell: string, { archives, sharing }: Evidence, root: string): Html => html`
<h3>The archive${archives.length > 1 ? ", against plain dracut" : ""}</h3><div class="scroll"><table class="figures">
<thead><tr><th></th>${archives.map(({ recipe }) => html`<th class="n">${recipeWords[recipe]}</th>`)}<td class="soft"></td></tr></thead>
<tbody>${rows.map(({ name, measured, of }) => html`<tr><th>${name}</th>${archives.map((archive) => html`<td class="n">${of(archive, sharing)}</td>`)}<td class="soft">${measured}</td></tr>`)}
<tr><th>console of the boot</th>${archives.map(({ recipe }) => html`<td class="n"><a href="${root}${path(consoleOf(cell, recipe))}">${recipe}.log</a></td>`)}<td class="soft"></td></tr></tbody>
</table></div>`;

const whyNotBooted = ({ archives }: Evidence): Html[] =>
  archives.flatMap(({ recipe, boot }) =>
    boot.kind === "booted" || boot.kind === "not tried"
      ? []
      : [
          html`<p>${recipeNames[recipe]}: ${boot.kind}, ${boot.why}. ${boot.line === "" ? "Its console is empty." : "Its console says:"}</p>`,
          ...(boot.line === "" ? [] : [html`<pre>${boot.line}</pre>`]),
        ],
  );

const listed = 100;

function whereBytesLie({ sharing, writerReasons }: Evidence): Html {
  const sums = classSums(sharing.members);
  const others = sharing.size - sums.reduce((bytes, sum) => bytes + (sum.reason === "compressed" ? 0 : sum.bytes), 0);
  const rest = sums.some(({ reason }) => reason === "compressed")
    ? "headers, names, padding and compressed segments"
    : "headers, names and padding";
  const output = new Map(writerReasons.map(({ name, reason }) => [name, reason]));
  const line = (kind: string, text: string, members: string, bytes: number) =>
    html`<tr><td class="swatch">${key(kind)}</td><td>${text}</td><td class="n">${members}</td><td class="n">${megabytes(bytes)}</td><td class="n">${percent(bytes, sharing.size)}</td></tr>`;
  return html`<h3>Where its bytes lie</h3>
<figure>${extentsMap(sharing)}</figure>
<div class="scroll"><table class="figures"><thead><tr><th colspan="2">the archive, ${megabytes(sharing.size)}, in blocks of ${sharing.blockSize} bytes</th><th class="n">members</th><th class="n">bytes</th><th class="n">share</th></tr></thead><tbody>
${sums.map(({ reason, members, bytes }) => line(reason, classes[reason].text, `${members.length}`, bytes))}
${line("head", rest, "", others)}
</tbody></table></div>
${sums.some(({ reason }) => classes[reason].kind === "lost") ? undefined : html`<p>Every block that can be shared is shared.</p>`}
${sums.filter(({ reason }) => reason !== "shared" && reason !== "tail" && reason !== "hole").map((sum) => memberList(sum, output))}`;
}

function memberList({ reason, members, bytes }: ClassSum, output: ReadonlyMap<string, string>): Html {
  const { kind, text } = classes[reason];
  const more = members.length - listed;
  const copied = (name: string) => (output.has(name) ? `copied it: ${output.get(name)}` : "cloned it");
  const elsewhere = reason === "not-shared" && members.some(({ name }) => !output.has(name));
  return html`<details${kind === "lost" && members.length <= 20 ? html` open` : undefined}><summary>${members.length} ${members.length === 1 ? "member" : "members"}, ${megabytes(bytes)}: ${text}</summary><div class="scroll"><table class="figures">
<thead><tr><th>member</th><th class="n">bytes</th><th>the writer</th></tr></thead><tbody>
${members.slice(0, listed).map((member) => html`<tr><td><code>${member.name}</code></td><td class="n">${member.bytes}</td><td class="caption">${copied(member.name)}</td></tr>`)}
</tbody></table></div>${more > 0 ? html`<p class="soft">The ${listed} largest; report.json has the other ${more}.</p>` : undefined}
${elsewhere ? html`<p class="soft">What the writer cloned and yet lies elsewhere was written anew, with the same content, on its way from the original to the writer, or after it.</p>` : undefined}</details>`;
}

function times({ evidence, stageTimes }: CellOutcome): Html | undefined {
  const took = stages.flatMap((stage) => {
    const ms = stageTimes[stage];
    return ms === undefined
      ? []
      : [{ label: stage, parts: [{ kind: "made", value: ms, caption: duration(ms) }], caption: duration(ms) }];
  });
  const stagesPlot =
    took.length > 0 ? bars("Stages of the cell", [{ bars: took }], html`all recipes together`) : undefined;
  const boots = evidence ? bars("Boot", [{ bars: evidence.archives.map(bootBar) }], bootKeys) : undefined;
  return html`<h3>Time</h3><div class="plots two">${boots}${stagesPlot}</div>`;
}

function versionsTable({ plan, outcome }: JudgedCell): Html {
  const seen = outcome.evidence;
  const facts: readonly (readonly [string, string])[] = [
    ["kernel", `${plan.kernel.version} (${plan.kernel.origin})`],
    ["its digest", plan.kernel.digest ?? "none"],
    ["distro", plan.distro.name],
    ["its digest", plan.distro.digest ?? "none"],
    ...(seen
      ? ([
          ["kernel that cloned", seen.versions.cloneKernel],
          ...(seen.guestSharing && seen.guestSharing.kind !== "could not tell"
            ? [["kernel that cloned in the guest", seen.guestSharing.kernel] as const]
            : []),
          ["dracut", seen.versions.dracut],
          ["writer", seen.versions.writer ?? `cowpio ${seen.versions.cowpio}`],
          ...(seen.writerCalls ?? []).map(
            ({ program, version }, index, all) =>
              [`dracut's call ${index + 1} of ${all.length}`, `${program} ${version}`] as const,
          ),
          ["file system made by", seen.versions.mkfs],
          ["booted by", seen.versions.qemu],
          ...(seen.versions.grub === undefined ? [] : [["loaded by", seen.versions.grub] as const]),
        ] as const)
      : []),
    ...(seen?.archives ?? []).map(({ recipe, size, digest }) => [`${recipe} archive, ${size} bytes`, digest] as const),
  ];
  return html`<details><summary>Versions and digests</summary><div class="scroll"><table class="figures"><tbody>${facts.map(([name, value]) => html`<tr><th>${name}</th><td><code>${value}</code></td></tr>`)}</tbody></table></div></details>`;
}

const listedMissed = 20;

/** The archive that the guest wrote with its own kernel. */
function guestArchive(guest: GuestSharing | undefined): Html | undefined {
  if (guest === undefined) return undefined;
  const heading = html`<h3>Cloned in the guest</h3>`;
  if (guest.kind === "could not tell") return html`${heading}<p>Could not tell: ${guest.why}.</p>`;
  if (guest.kind === "failed") return html`${heading}<p>Kernel ${guest.kernel}: cowpio failed ${guest.why}.</p>`;
  const { kernel, verdict, size, blockSize, shareable, shared, missed } = guest;
  const more = missed.length - listedMissed;
  return html`${heading}<p>Kernel ${kernel} wrote the installed members once more, ${megabytes(size)} in blocks of ${blockSize} bytes: ${verdict.kind}, ${megabytes(shared)} of ${megabytes(shareable)} by place (${percent(shared, shareable)}).</p>
${missed.length === 0 ? undefined : html`<details><summary>${missed.length} members that are not all shared</summary><div class="scroll"><table class="figures"><thead><tr><th>member</th><th class="n">bytes</th><th>why</th></tr></thead><tbody>${missed.slice(0, listedMissed).map(({ name, bytes, reason }) => html`<tr><td><code>${name}</code></td><td class="n">${bytes}</td><td>${reason}</td></tr>`)}</tbody></table></div>${more > 0 ? html`<p class="soft">report.json has the other ${more}.</p>` : undefined}</details>`}`;
}
