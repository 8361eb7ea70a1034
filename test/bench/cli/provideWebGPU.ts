/**
 * Gives Node what a browser has for WebGPU, from Dawn. It needs a Vulkan driver; without a GPU set VK_ICD_FILENAMES to
 * the vk_swiftshader_icd.json of a Chromium.
 */
export async function provideWebGPU(): Promise<void> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const navigator = { ...globalThis.navigator, gpu: create([]) };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
}
