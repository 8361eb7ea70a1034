import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { escapeHtml, safeJson } from './escape';
import { histogram, type Histogram } from './histogram';
import { IN_ARCHIVE, type Cohort } from './JobQueue';
import type { Flag, RatedMask } from './rateMasks';

const FLAG_TEXT: Record<Flag, string> = {
  failed: 'failed',
  empty: 'nothing found',
  volume: 'unusual volume',
  agreement: 'networks disagree',
  border: 'touches the border',
};

const STYLE = `
body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem; background: #111; color: #ddd; }
a { color: #6cf; } table { border-collapse: collapse; } td, th { padding: .4rem .8rem; text-align: left; }
tbody tr { border-top: 1px solid #333; vertical-align: top; } td img { height: 160px; display: block; }
.flag { background: #a50; color: #fff; border-radius: 3px; padding: 0 .4em; margin-right: .3em; }
.uid { color: #888; font-size: 12px; } #plots { display: flex; flex-wrap: wrap; gap: 2rem; }
.u-title, .u-legend { color: #ddd; }`;

/** Draws the plots in the browser. */
const DRAW = `
const paint = { stroke: '#bbb', grid: { stroke: '#333' }, ticks: { stroke: '#333' } };
for (const { title, axis, at, counts } of plots) new uPlot({
  title, width: 420, height: 260, scales: { x: { time: false }, y: { range: (u, low, high) => [0, high + 1] } },
  axes: [{ ...paint, label: axis }, { ...paint, label: 'masks', incrs: [1, 2, 5, 10, 20, 50, 100, 500] }],
  series: [{ label: axis }, { label: 'masks', fill: '#e8a04488', stroke: '#e8a044', paths: uPlot.paths.bars({ size: [0.9] }) }],
}, [at, counts], document.getElementById('plots'));`;

/**
 * The report as one HTML page that needs no other file and no network.
 *
 * @param masks in the order of the rows
 * @param viewer URL of the viewer, to which studies are linked
 */
export async function reportPage(
  cohort: Cohort,
  masks: readonly RatedMask[],
  viewer: string,
): Promise<string> {
  const [script, style] = await Promise.all([asset('uPlot.iife.min.js'), asset('uPlot.min.css')]);
  const flagged = masks.filter(({ flags }) => flags.length > 0).length;
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
  const inArchive = cohort.store === IN_ARCHIVE;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Cohort report: ${escapeHtml(cohort.model)}</title>
<style>${style}${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(cohort.model)}</h1>
<p>${masks.length} masks and failed studies, ${flagged} with a flag. What needs a look most comes first.</p>
<p>Archive: ${escapeHtml(cohort.archive)}. Query: ${escapeHtml(cohort.query || 'all studies')}.
Rules: ${escapeHtml(cohort.rules.join(', ') || 'none')}. Model: <span class="uid">${escapeHtml(cohort.modelId)}</span></p>
<div id="plots"></div>
<table>
<thead><tr><th>Picture</th><th>Study</th><th>Series</th><th>Volume</th><th>Confidence</th><th>Flags</th></tr></thead>
<tbody>
${masks.map((mask) => rowOf(mask, viewer, inArchive)).join('\n')}
</tbody>
</table>
${exclusionsOf(cohort)}
<script>${script}</script>
<script>const plots = ${safeJson(plotsOf(masks))};${DRAW}</script>
</body>
</html>
`;
}

/** @param inArchive whether the viewer finds the masks in the archive */
function rowOf({ job, result, problem, flags }: RatedMask, viewer: string, inArchive: boolean): string {
  const study = `${viewer.replace(/\/+$/, '')}/few-shot-segment?StudyInstanceUIDs=${job.study}`;
  const link = result && inArchive ? `${study}&fewShotReview=${result.seg}` : study;
  const picture = result ? `<img alt="middle image" src="data:image/jpeg;base64,${result.picture}">` : '';
  const who = [job.patient, job.date, job.description].filter(Boolean).map(escapeHtml).join('<br>');
  const series = result ? `${result.modality} ${result.description}, ${result.images} images` : '';
  const volumes = (result?.volumes ?? []).map(({ segment, pixels, millilitres }) =>
    escapeHtml(`${segment}: ${millilitres === null ? `${pixels} pixels` : `${millilitres.toFixed(2)} ml`}`),
  );
  const confidence = result ? `${(100 * result.confidence).toFixed(1)} %` : '';
  const agreement = result?.agreement != null ? `<br>networks agree: ${result.agreement.toFixed(2)}` : '';
  const marks = flags.map((flag) => `<span class="flag">${FLAG_TEXT[flag]}</span>`).join('');
  const open = `<a href="${escapeHtml(link)}">${escapeHtml(job.study)}</a>`;
  const cells = [
    picture,
    `${who}<div class="uid">${open}</div>`,
    escapeHtml(series),
    volumes.join('<br>'),
    confidence + agreement,
    `${marks}${problem ? `<div>${escapeHtml(problem)}</div>` : ''}`,
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

/** Distributions of the volumes of each segment, and of the confidence. */
function plotsOf(masks: readonly RatedMask[]): Histogram[] {
  const results = masks.flatMap(({ result }) => result ?? []);
  if (results.length === 0) return [];
  const segments = new Set(results.flatMap(({ volumes }) => volumes.map(({ segment }) => segment)));
  const volumes = [...segments].flatMap((name) => {
    const values = results.flatMap((result) =>
      result.volumes.flatMap(({ segment, millilitres }) =>
        segment === name && millilitres !== null ? [millilitres] : [],
      ),
    );
    return values.length === 0 ? [] : [histogram(name, 'volume, ml', values)];
  });
  const confidences = results.map(({ confidence }) => 100 * confidence);
  return [...volumes, histogram('Confidence', 'confidence, %', confidences)];
}

function exclusionsOf({ exclusions }: Cohort): string {
  if (exclusions.length === 0) return '';
  const rows = exclusions.map(
    ({ reason, count, examples }) =>
      `<tr><td>${count}</td><td>${escapeHtml(reason)}</td><td class="uid">${escapeHtml(examples.join(' '))}</td></tr>`,
  );
  return `<h2>Left out</h2>\n<table><tbody>${rows.join('')}</tbody></table>`;
}

function asset(name: string): Promise<string> {
  return readFile(createRequire(import.meta.url).resolve(`uplot/dist/${name}`), 'utf8');
}
