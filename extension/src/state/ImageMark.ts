/**
 * How the reader's review of an image stands, with a shape and a word each, so that no mark depends on colour
 * alone.
 */
export const IMAGE_MARKS = {
  drawn: { symbol: '■', label: 'drawn', colour: '#5acce6' },
  nothing: { symbol: '□', label: 'nothing here', colour: '#5acce6' },
  proposed: { symbol: '◇', label: 'proposed', colour: '#f2b84b' },
  accepted: { symbol: '✓', label: 'accepted', colour: '#6fcf7c' },
  corrected: { symbol: '✎', label: 'corrected', colour: '#b79bf0' },
  rejected: { symbol: '✕', label: 'rejected', colour: '#ff8f8f' },
} as const;

export type ImageMark = keyof typeof IMAGE_MARKS;
