/** Reads shapes written like '2x5x7x3 1x1x1x1'. */
export function shapes(text: string): number[][] {
  return text.split(' ').map((shape) => shape.split('x').map(Number));
}
