import type { InPlaceKernelName, KernelName } from './contract';

/** The name by which TF.js knows one of our kernels; prefixed, since TF.js has kernels of its own. */
export function registeredName(name: KernelName | InPlaceKernelName): string {
  return `FewShot${name}`;
}
