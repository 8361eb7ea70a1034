/** Samples at most `limit` of the values, evenly spaced. */
export function everyNth(values: Float32Array, limit: number): Float32Array {
  let step = Math.max(1, Math.ceil(values.length / limit));
  // An even step would sample the same columns in every row.
  if (step > 1 && step % 2 === 0) step++;
  const out = new Float32Array(Math.ceil(values.length / step));
  for (let i = 0; i < out.length; i++) out[i] = values[i * step];
  return out;
}
