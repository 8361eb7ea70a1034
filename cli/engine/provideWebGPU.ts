/**
 * Provides the browser's WebGPU globals in Node, from Dawn. Requires a Vulkan driver; without a GPU, set
 * VK_ICD_FILENAMES to the vk_swiftshader_icd.json of a Chromium installation.
 *
 * @param options of Dawn, for example `backend=null`
 * @throws Error when Dawn cannot be loaded
 */
export async function provideWebGPU(options: string[] = []): Promise<void> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const gpu = create(options);
  if (typeof navigator === 'undefined') {
    Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  } else {
    Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  }
}
