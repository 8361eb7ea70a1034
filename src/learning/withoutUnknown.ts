import type { Example } from '../data/Image';

/** The example with nothing drawn where nothing is known, so that it does not affect the field either. */
export function withoutUnknown(example: Example): Example {
  const { labelmap, known } = example;
  return known ? { ...example, labelmap: labelmap.map((label, i) => (known[i] ? label : 0)) } : example;
}
