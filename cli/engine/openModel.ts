import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Segmenter } from '../../src/inference/Segmenter';
import type { ModelFile } from '../../src/storage/modelFile';
import { readModel } from '../../src/storage/modelFile';
import { splitMembers } from '../../src/networks/members';
import { modelId } from '../../src/storage/modelId';
import { toArrayBuffer } from '../files/readBytes';
import { InputError } from '../InputError';

/** A model file that has been read. */
export interface OpenedModel extends ModelFile {
  /** File name without the folder. */
  name: string;
  /** See `modelId`. */
  id: string;
}

const REMEDY = 'Give a file that "few-shot train" or the viewer wrote.';

/** @throws InputError when the file cannot be read or is no model */
export async function openModel(file: string): Promise<OpenedModel> {
  try {
    const model = readModel(toArrayBuffer(await readFile(file)));
    return { ...model, name: path.basename(file), id: modelId(model.description, model.weights) };
  } catch (error) {
    throw new InputError(`${file}: ${(error as Error).message.replace(/\.$/, '')}. ${REMEDY}`);
  }
}

/**
 * Makes the networks of a model; the caller disposes them.
 *
 * @throws InputError when the weights do not match the network that the file describes
 */
export function makeSegmenter({ name, description, weights }: OpenedModel): Segmenter {
  try {
    return new Segmenter(description, weights);
  } catch (error) {
    throw new InputError(`${name}: ${(error as Error).message} ${REMEDY}`);
  }
}

/** The networks of a model that has several, each as a segmenter of its own; none for a single network. */
export function makeMembers({ description, weights }: OpenedModel): Segmenter[] {
  const { members = 1 } = description.network;
  if (members === 1) return [];
  const single = { ...description, network: { ...description.network, members: 1 } };
  return splitMembers(weights, members).map((own) => new Segmenter(single, own));
}
