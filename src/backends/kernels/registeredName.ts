import type { InPlaceKernelName, KernelName } from './contract';

/** The name under which a kernel is registered with TF.js; prefixed, since TF.js has kernels of its own. */
export function registeredName(name: KernelName | InPlaceKernelName): string {
  return `FewShot${name}`;
}
