import type { FieldOfView } from './FieldOfView';
import { fitFieldOfView, MARGIN } from './FieldOfView';
import type { Example } from './Image';
import { distance } from './vectors';

/**
 * The field for a training that goes on from a model: the model's own while it covers all drawn masks, so
 * that structures keep their scale; otherwise a new one around them, of at least the same size.
 *
 * @param before the model's field
 * @param examples at least one of them with foreground
 */
export function fieldFromStart(before: FieldOfView, examples: readonly Example[]): FieldOfView {
  if (before.wholeImage) return before;
  const fitted = fitFieldOfView(examples);
  const reach = fitted.edgeMm / MARGIN / 2;
  const covered = Object.entries(fitted.centres).every(([uid, centre]) => {
    const known = before.centres[uid];
    return (known ? distance(known, centre) : 0) + reach <= before.edgeMm / 2;
  });
  if (!covered) return { ...fitted, edgeMm: Math.max(fitted.edgeMm, before.edgeMm) };
  return { ...before, centres: { ...fitted.centres, ...before.centres } };
}
