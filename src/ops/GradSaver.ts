import type { Tensor } from '@tensorflow/tfjs';

/** The function that TF.js hands to a custom gradient to keep tensors for the way back; it exports no name for it. */
export type GradSaver = (tensors: Tensor[]) => void;
