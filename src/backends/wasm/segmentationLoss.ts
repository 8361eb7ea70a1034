import type { TensorInfo } from '@tensorflow/tfjs';
import type { SegmentationLossAttributes } from '../kernels/contract';
import { sizeOf } from '../kernels/sizeOf';
import type { KernelModule } from './KernelModule';
import { floatField } from './KernelModule';
import type { WasmKernel } from './WasmKernel';

/** Exponentials make pixels expensive, so items are small. */
const ITEM_PIXELS = 1024;

export const segmentationLoss: WasmKernel<'SegmentationLoss'> = (module, inputs, attributes) => {
  const { logits, target } = inputs;
  const foreground = logits.shape[logits.shape.length - 1] - 1;
  const loss = module.output([]);
  const overlap = module.output([foreground]);
  const total = module.output([foreground]);
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
  const classes = logits.shape[logits.shape.length - 1];
  const pixels = sizeOf(logits.shape) / classes;
  const items = Math.ceil(pixels / ITEM_PIXELS);
  const partial = module.scratch('loss', 8 * items * (2 * classes - 1));
  const address = (tensor?: TensorInfo) => (tensor ? module.address(tensor) : 0);
  const fields = [
    ...[address(logits), address(target), address(output), partial, address(loss)],
    ...[address(overlap), address(total), address(dy)],
    ...[pixels, classes, ITEM_PIXELS, items, floatField(smooth)],
  ];
  return { items, fields };
}
