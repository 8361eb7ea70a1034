import type { ReviewState } from '../../../src/review/ReviewState';
import type { ImportedMasks } from '../adapters/ImportedMasks';
import { maskObjects, type MaskObject } from '../adapters/maskObjects';
import type { ViewerIndex } from '../adapters/ViewerIndex';
import type { ListedMasks, SeriesInfo } from '../state/SessionState';

/**
 * The stored masks of the study, for the panel.
 *
 * @param known the previous list: what is being read stays so
 */
export function describeMaskObjects(
  index: ViewerIndex,
  review: ReviewState,
  series: readonly SeriesInfo[],
  imported: Pick<ImportedMasks, 'has'>,
  known: readonly ListedMasks[],
): ListedMasks[] {
  const reading = new Set(known.filter(({ stage }) => stage === 'reading').map(({ id }) => id));
  return maskObjects(index, series).map((object) => {
    const inViewer = imported.has(object.id) || object.opened || isReviewed(index, review, object);
    return {
      id: object.id,
      name: object.name,
      detail: describe(object),
      stage: reading.has(object.id) ? 'reading' : inViewer ? 'used' : 'listed',
      hasProposals: hasProposals(object),
    };
  });
}

/** Whether the object holds masks of this program that nobody has judged yet. */
function hasProposals({ source: { ownResult, frames } }: MaskObject): boolean {
  return ownResult && [...frames.values()].includes('predicted');
}

/** Whether the review has masks of the object's model on its images. */
function isReviewed(index: ViewerIndex, { records }: ReviewState, object: MaskObject): boolean {
  const { ownResult, modelId, frames } = object.source;
  if (!ownResult || modelId === null) return false;
  return object.targets.some(({ id }) =>
    index.keysOf(id).some((key) => {
      const { modelId: own, proposal } = records[key] ?? {};
      return frames.has(key) && (own === modelId || proposal?.modelId === modelId);
    }),
  );
}

function describe({ summary: { kind, segments }, targets }: MaskObject): string {
  const part = kind === 'RT Structure Set' ? 'region' : 'segment';
  const on = targets.length === 1 ? `series ${targets[0].number || '?'}` : `${targets.length} series`;
  return `${kind}, ${segments} ${part}${segments === 1 ? '' : 's'}, ${on}`;
}
