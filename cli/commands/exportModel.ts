import { writeFile } from 'node:fs/promises';
import { openModel } from '../engine/openModel';
import { exportOnnx } from '../onnx/exportOnnx';
import { claimFile } from './claimOutput';

export interface ExportOptions {
  model: string;
  onnx: string;
}

/**
 * `few-shot export`: writes a model in a format of other programs.
 *
 * @returns the text for stdout
 * @throws InputError when the model cannot be exported
 */
export async function exportModel({ model, onnx }: ExportOptions): Promise<string> {
  const opened = await openModel(model);
  const bytes = exportOnnx(opened);
  await claimFile(onnx, '--onnx');
  await writeFile(onnx, bytes);
  const { size } = opened.description.network;
  return `${onnx}: ${opened.description.segments.map(({ name }) => name).join(', ')}, ${size} x ${size}\n`;
}
