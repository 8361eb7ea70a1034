import type { TensorInfo } from '@tensorflow/tfjs';
import type { SegmentationLossAttributes } from '../kernels/contract';
import type { KernelModule } from './KernelModule';
import { floatField } from './KernelModule';
import type { WasmKernel } from './WasmKernel';

/** Exponentials make pixels expensive, so items are small. */
const ITEM_PIXELS = 1024;

export const segmentationLoss: WasmKernel<'SegmentationLoss'> = (module, inputs, attributes) => {
  const { logits, target } = inputs;
  const [images, , , classes] = logits.shape;
  const loss = module.output([]);
  const overlap = module.output([images, classes - 1]);
  const total = module.output([images, classes - 1]);
  const { items, fields } = jobFields(module, { logits, target, loss, overlap, total }, attributes);
  module.run('lossItem', items, fields);
  module.run('lossTotal', 1, fields);
  return [loss, overlap, total];
};

export const segmentationLossGradient: WasmKernel<'SegmentationLossGradient'> = (
  module,
  inputs,
  attributes,
) => {
  const { logits, target, overlap, total, dy } = inputs;
  const output = module.output(logits.shape);
  const { items, fields } = jobFields(module, { logits, target, output, overlap, total, dy }, attributes);
  module.run('lossGradientItem', items, fields);
  return output;
};

interface Tensors {
  logits: TensorInfo;
  target: TensorInfo;
  output?: TensorInfo;
  loss?: TensorInfo;
  overlap: TensorInfo;
  total: TensorInfo;
  dy?: TensorInfo;
}

function jobFields(
  module: KernelModule,
  { logits, target, output, loss, overlap, total, dy }: Tensors,
  { smooth }: SegmentationLossAttributes,
): { items: number; fields: number[] } {
  const [images, rows, columns, classes] = logits.shape;
  const imagePixels = rows * columns;
  const imageItems = Math.ceil(imagePixels / ITEM_PIXELS);
  const items = images * imageItems;
  const partial = module.scratch('loss', 8 * items * (2 * classes - 1));
  const address = (tensor?: TensorInfo) => (tensor ? module.address(tensor) : 0);
  const fields = [
    ...[address(logits), address(target), address(output), partial, address(loss)],
    ...[address(overlap), address(total), address(dy)],
    ...[images, imagePixels, classes, ITEM_PIXELS, imageItems, floatField(smooth)],
  ];
  return { items, fields };
}
