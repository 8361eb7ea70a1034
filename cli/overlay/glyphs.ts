/**
 * A font of 3 x 5 pixels: five octal digits per character, one per row, with the left pixel in the highest
 * bit.
 */
const GLYPHS: Record<string, string> = {
  A: '25755',
  B: '65656',
  C: '34443',
  D: '65556',
  E: '74647',
  F: '74644',
  G: '34553',
  H: '55755',
  I: '72227',
  J: '11152',
  K: '55655',
  L: '44447',
  M: '57755',
  N: '65555',
  O: '25552',
  P: '65644',
  Q: '25563',
  R: '65655',
  S: '34216',
  T: '72222',
  U: '55557',
  V: '55552',
  W: '55775',
  X: '55255',
  Y: '55222',
  Z: '71247',
  '0': '75557',
  '1': '26227',
  '2': '71747',
  '3': '71717',
  '4': '55711',
  '5': '74717',
  '6': '74757',
  '7': '71111',
  '8': '75757',
  '9': '75717',
  '.': '00002',
  ',': '00024',
  '-': '00700',
  _: '00007',
  ':': '02020',
  '/': '11244',
  '%': '51245',
};

export const GLYPH_WIDTH = 3;
export const GLYPH_HEIGHT = 5;

/** Whether a pixel of a character is set; characters missing from the font are blank. */
export function glyphPixel(character: string, x: number, y: number): boolean {
  const row = GLYPHS[character.toUpperCase()]?.[y] ?? '0';
  return ((Number(row) >> (GLYPH_WIDTH - 1 - x)) & 1) === 1;
}
