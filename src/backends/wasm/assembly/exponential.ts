/**
 * e^x for x <= 0 to single precision: x = n ln 2 + r, a Taylor polynomial of r in [-ln 2 / 2, ln 2 / 2],
 * times 2^n. AssemblyScript's own function needs tables in memory, but this module must not own any memory.
 */
export function exponential(x: f32): f32 {
  // Below this, the result is smaller than any normal number.
  if (!(x > -87)) return 0;
  const n = nearest<f32>(x * 1.44269504);
  const r = x - n * 0.693359375 + n * 2.12194440e-4;
  let p: f32 = 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  p = p * r + 1;
  p = p * r + 1;
  return p * reinterpret<f32>((<i32>n + 127) << 23);
}

/**
 * Natural logarithm of x >= 1 (a sum of exponentials of which one is 1): x = m 2^e with
 * m in [1/sqrt 2, sqrt 2), and ln m = 2 artanh(s), s = (m - 1) / (m + 1), |s| < 0.172.
 */
export function logarithm(x: f32): f32 {
  const bits = reinterpret<i32>(x) - 0x3f3504f3;
  const e = bits >> 23;
  const m = reinterpret<f32>((bits & 0x7fffff) + 0x3f3504f3);
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let p: f32 = 2.0 / 9;
  p = p * s2 + 2.0 / 7;
  p = p * s2 + 2.0 / 5;
  p = p * s2 + 2.0 / 3;
  p = p * s2 + 2;
  return p * s + <f32>e * 0.69314718;
}
