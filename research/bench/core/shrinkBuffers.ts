/** Bytes of a buffer: what a prediction of 128 x 128 pixels and two classes reads back. */
const MOST = 4 * 2 * 128 ** 2;

/**
 * Makes buffers of a device that computes nothing small, whatever size is asked for, and leaves out what is
 * written into them, so that networks of any size can be recorded in its 512 MB.
 */
export function shrinkBuffers(device: GPUDevice): void {
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const { size } = descriptor;
    const buffer = createBuffer({ ...descriptor, size: Math.min(size, MOST) });
    // TF.js finds buffers again by their size.
    return Object.defineProperty(buffer, 'size', { value: size });
  };
  device.queue.writeBuffer = () => undefined;
}
