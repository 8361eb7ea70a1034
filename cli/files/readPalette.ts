import type { Attributes } from '../../src/dicom/Attributes';
import { hasSignedPixels, readLookupTable } from './lookupTable';

const COLOURS = ['Red', 'Green', 'Blue'] as const;

/** Maps a stored value to a colour, each channel 0..255. */
export type Palette = (stored: number) => readonly [number, number, number];

/**
 * Reads the palette of an image (DICOM PS3.3 C.7.9); values beyond either end get the colour at that end.
 *
 * @returns undefined if it is missing, too short, or segmented
 */
export function readPalette(attributes: Attributes): Palette | undefined {
  const [red, green, blue] = COLOURS.map((colour) => {
    const table = readLookupTable(
      attributes,
      {
        descriptor: `${colour}PaletteColorLookupTableDescriptor`,
        data: `${colour}PaletteColorLookupTableData`,
      },
      hasSignedPixels(attributes),
    );
    return table && ((stored: number) => table.at(stored) >> (table.bits > 8 ? table.bits - 8 : 0));
  });
  return red && green && blue ? (stored) => [red(stored), green(stored), blue(stored)] : undefined;
}
