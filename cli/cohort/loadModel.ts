import type { Segmenter } from '../../src/inference/Segmenter';
import type { OpenedModel } from '../engine/openModel';
import { makeMembers, makeSegmenter, openModel } from '../engine/openModel';
import { startEngine } from '../engine/startEngine';
import type { WorkerSettings } from './WorkerSettings';

/** A model whose networks are ready. */
export interface LoadedModel {
  opened: OpenedModel;
  segmenter: Segmenter;
  /** See `makeMembers`. */
  members: Segmenter[];
}

let loaded: Promise<LoadedModel> | undefined;

/** Starts the engine and loads the model, once for all studies of this process. */
export function loadModel({ backend, threads, model }: WorkerSettings): Promise<LoadedModel> {
  loaded ??= (async () => {
    await startEngine(backend, threads);
    const opened = await openModel(model);
    return { opened, segmenter: makeSegmenter(opened), members: makeMembers(opened) };
  })();
  return loaded;
}
