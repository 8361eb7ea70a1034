import type { Gathering } from './gathering';

export interface WinogradTiles {
  /** Tiles of 4x4 outputs per column and per row of an image, and of all images. */
  rows: number;
  columns: number;
  count: number;
  /** Scratch bytes of a thread to transform a tile of this many channels. */
  bytes(channels: number): number;
}

/** The tiles of a convolution by Winograd's F(4x4, 3x3). */
export function winogradTiles({ batch, rows, columns }: Gathering): WinogradTiles {
  const [tileRows, tileColumns] = [Math.ceil(rows.grid / 4), Math.ceil(columns.grid / 4)];
  const bytes = (channels: number): number => 576 + 36 * 4 * channels;
  return { rows: tileRows, columns: tileColumns, count: batch * tileRows * tileColumns, bytes };
}
