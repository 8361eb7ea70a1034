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
  series: readonly SeriesInfo[],
  imported: Pick<ImportedMasks, 'has'>,
  known: readonly ListedMasks[],
): ListedMasks[] {
  const reading = new Set(known.filter(({ stage }) => stage === 'reading').map(({ id }) => id));
  return maskObjects(index, series).map((object) => ({
    id: object.id,
    name: object.name,
    detail: describe(object),
    stage: reading.has(object.id) ? 'reading' : imported.has(object.id) || object.opened ? 'used' : 'listed',
  }));
}

function describe({ summary: { kind, segments }, targets }: MaskObject): string {
  const part = kind === 'RT Structure Set' ? 'region' : 'segment';
  const on = targets.length === 1 ? `series ${targets[0].number || '?'}` : `${targets.length} series`;
  return `${kind}, ${segments} ${part}${segments === 1 ? '' : 's'}, ${on}`;
}
