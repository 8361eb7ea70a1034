import { textOf, type Attributes } from './Attributes';
import { suvFactor } from './suvFactor';

/** The unit of PET that can be had in SUVs by body weight. */
export const SUV = 'SUV';

/** In what unit a series' modality values are, or can be had. */
export interface ImageUnit {
  /** HU, SUV, or what PET is in otherwise, in words; empty where values are arbitrary, as in MR. */
  unit: string;
  /** From modality values to SUVs by body weight; for SUV only. */
  factor?: number;
  /** Why PET is not in SUV, as a clause. */
  reason?: string;
}

const PET_UNITS: Readonly<Record<string, string>> = { BQML: 'Bq/ml', CNTS: 'counts', GML: 'other SUV' };

/**
 * The unit of a series' modality values. Each series is normalised by its own percentiles, so a constant
 * factor changes no mask: the unit says whether series can be compared, and is kept with the model.
 *
 * @param images attributes of all images of the series
 */
export function imageUnit(modality: string, images: readonly Attributes[]): ImageUnit {
  const [first = {}] = images;
  if (modality === 'CT') {
    const type = textOf(first, 'RescaleType') || 'HU';
    return { unit: type === 'HU' ? 'HU' : '' };
  }
  if (modality !== 'PT') return { unit: '' };
  const found = suvFactor(images);
  if ('factor' in found) return { unit: SUV, factor: found.factor };
  return { unit: PET_UNITS[textOf(first, 'Units')] ?? 'relative values', reason: found.reason };
}
