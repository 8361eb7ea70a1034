import type { CaseFiles } from '../../cli/cases/CaseFiles';
import { readCase } from '../../cli/cases/readCase';
import { cutSlice, slicingOf } from '../../cli/files/slicing';
import type { Example, Image } from '../../src/data/Image';
import { SeriesPriors } from '../../src/propagation/SeriesPriors';
import { interpolateMasks } from './interpolateMasks';

/** Reads a volume's slices in order, in one frame of reference; all labels become 1. */
export async function readStack(files: CaseFiles): Promise<Example[]> {
  const { image, mask } = await readCase(files);
  const slicing = slicingOf(image);
  const { rows, columns, spacing } = slicing;
  return Array.from({ length: slicing.slices }, (_, z) => ({
    image: {
      ...{ id: `slice ${z}`, seriesId: files.name, rows, columns },
      pixels: cutSlice(image.values, slicing, z),
      geometry: {
        origin: [0, 0, z * (spacing?.slice ?? 1)],
        rowCosines: [1, 0, 0],
        columnCosines: [0, 1, 0],
        rowSpacing: spacing?.row ?? 1,
        columnSpacing: spacing?.column ?? 1,
        frameOfReferenceUID: files.name,
      },
    },
    labelmap: Uint8Array.from(cutSlice(mask, slicing, z), (value) => (value > 0 ? 1 : 0)),
  }));
}

/** Indices of the slices that show the structure. */
export function shownIn(slices: readonly Example[]): number[] {
  return slices.flatMap(({ labelmap }, z) => (labelmap.includes(1) ? [z] : []));
}

/** Shape-based interpolation between drawn slices. */
export function interpolate(slices: readonly Example[], drawn: ReadonlySet<number>): Uint8Array[] {
  return interpolateMasks(
    slices.map(({ image, labelmap }, z) => ({ ...image, mask: drawn.has(z) ? labelmap : null })),
  );
}

/** Like {@link interpolate}, but outlines follow the images where this is reliable, see `ShapePrior`. */
export function propagate(slices: readonly Example[], drawn: ReadonlySet<number>): Uint8Array[] {
  const priors = priorsOf(slices, drawn);
  return interpolate(slices, drawn).map((mask, z) => {
    const odds = priors.for(slices[z].image)?.get(1);
    return odds ? Uint8Array.from(odds, (value) => (value > 0 ? 1 : 0)) : mask;
  });
}

/** Priors for the other slices, derived from the drawn ones. */
function priorsOf(slices: readonly Example[], drawn: ReadonlySet<number>): SeriesPriors {
  const between: Image[] = slices.filter((_, z) => !drawn.has(z)).map(({ image }) => image);
  return new SeriesPriors(
    slices.filter((_, z) => drawn.has(z)).map(({ image, labelmap }) => ({ ...image, labelmap })),
    [1],
    between,
  );
}
