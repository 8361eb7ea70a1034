/** The mask of one image of a series, for {@link openEnds}. */
export interface EndImage {
  /** Number of pixels of its mask; undefined where it has none. */
  pixels: number | undefined;
  /** Whether the reader drew, corrected or accepted the mask, or marked the structure as absent. */
  known: boolean;
}

/** A place where the structure may go on beyond the masks that the reader knows. */
export interface OpenEnd {
  /** Index of the outermost image with a known mask. */
  from: number;
  /** Index of the image whose mask would settle where the structure ends. */
  ask: number;
}

/** A structure does not end on an image where it still has this share of its largest mask. */
const LARGE = 0.3;
/** A prediction has faded out where less than this share of the outermost known mask is left. */
const FADED = 0.25;
/** A prediction that fades out within so many images may follow the lack of examples, not the image. */
const SOON = 5;

/**
 * The ends of a structure that are open: its outermost known mask is large, and beyond it the predicted masks
 * fade out within a few images or go on to the last image of the series.
 *
 * @param images of one series, in spatial order
 */
export function openEnds(images: readonly EndImage[]): OpenEnd[] {
  const last = images.length - 1;
  const forwards = openEnd(images);
  const backwards = openEnd([...images].reverse());
  return [
    ...(backwards ? [{ from: last - backwards.from, ask: last - backwards.ask }] : []),
    ...(forwards ? [forwards] : []),
  ];
}

/** The open end after the last known mask; undefined if it is settled. */
function openEnd(images: readonly EndImage[]): OpenEnd | undefined {
  const largest = Math.max(0, ...images.map(({ pixels = 0 }) => pixels));
  const from = images.reduce((found, { known, pixels = 0 }, i) => (known && pixels > 0 ? i : found), -1);
  const area = images[from]?.pixels ?? 0;
  if (from < 0 || from === images.length - 1 || area < LARGE * largest) return undefined;
  const beyond = images.slice(from + 1);
  // An image without the structure settles the end, and so does an image that is not predicted yet.
  if (beyond.some(({ known, pixels }) => known || pixels === undefined)) return undefined;
  const faded = beyond.findIndex(({ pixels = 0 }) => pixels < FADED * area);
  if (faded < 0) return { from, ask: images.length - 1 };
  return faded < SOON ? { from, ask: from + 1 + faded } : undefined;
}
