/**
 * Coefficients of one iteration x -> a x + b x^3 + c x^5 on the singular values, and the number of
 * iterations: they bring values from 0.01 to 1 to between 0.7 and 1.2 (Jordan et al., "Muon: An optimizer for
 * hidden layers in neural networks", 2024).
 *
 * All iterations are polynomials of the Gram matrix G = M^T M, so they run on this small matrix. With
 * P = G / |M|^2 (singular values of M / |M| are at most 1, as the iteration needs) an iteration is
 * F = a I + b P + c P^2, Q = F Q, P = F P F. The result, about U V^T of the singular value decomposition
 * M = U S V^T, is M Q / |M|.
 */
export const NEWTON_SCHULZ = {
  a: 3.4445,
  b: -4.775,
  c: 2.0315,
  iterations: 5,
  /** Added to |M|^2, so that zero stays zero. */
  tiny: 1e-14,
} as const;
