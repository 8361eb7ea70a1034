import type { KernelCase } from '../support/kernelCases';
import { channelCases } from './cases/channelCases';
import { convolutionCases, winogradCases } from './cases/convolutionCases';
import { normalisationCases } from './cases/normalisationCases';
import { optimiserCases } from './cases/optimiserCases';
import { rectificationCases } from './cases/rectificationCases';
import { resamplingCases } from './cases/resamplingCases';
import { segmentationLossCases } from './cases/segmentationLossCases';

/**
 * Every kernel of the contract in ordinary and awkward shapes. A backend passes if it agrees with `cpu` in
 * all cases. The few cases of a simple kernel can be listed here; larger families have a file each.
 */
export const KERNEL_CASES: readonly KernelCase[] = [
  ...convolutionCases(),
  ...normalisationCases(),
  ...rectificationCases(),
  ...resamplingCases(),
  ...channelCases(),
  ...segmentationLossCases(),
  ...optimiserCases(),
];

/** All cases, and those that only WASM handles in a way of its own. */
export const WASM_CASES: readonly KernelCase[] = [...KERNEL_CASES, ...winogradCases()];
