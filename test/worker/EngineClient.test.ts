import * as Comlink from 'comlink';
import type { Example, Image } from '../../src/data/Image';
import { EngineClient } from '../../src/worker/EngineClient';
import { EngineError } from '../../src/worker/EngineError';
import type {
  Engine,
  EngineDiagnostics,
  EngineOptions,
  TrainedModel,
  TrainingCheckpoint,
  TrainingImages,
  TrainRequest,
} from '../../src/worker/protocol';

/** The end of a channel that looks like a Worker to the client; the other end runs `engine`. */
function workerWith(engine: Partial<Engine>) {
  const { port1, port2 } = new MessageChannel();
  Comlink.expose({ ping: async () => undefined, ...engine }, port2);
  const listeners: ((event: { message: string }) => void)[] = [];
  const worker = Object.assign(port1, {
    terminate: () => port1.close(),
    addEventListener: new Proxy(port1.addEventListener, {
      apply: (target, self, [type, listener]) =>
        type === 'error' ? listeners.push(listener) : Reflect.apply(target, self, [type, listener]),
    }),
  });
  port1.start();
  return {
    worker: worker as unknown as Worker,
    crash: (message: string) => listeners.forEach((l) => l({ message })),
    port2,
  };
}

const status = { name: 'wasm', label: 'WASM', reason: '', software: false } as const;
const options = { backend: 'auto', assetsUrl: '' } as const;
const model = { bytes: new ArrayBuffer(8) } as TrainedModel;
const never = new Promise<never>(() => undefined);
const quickly = { pingMs: 10, missedPings: 3 };

describe('EngineClient', () => {
  const open: { port2: MessagePort }[] = [];
  const make = (engine: Partial<Engine>) => {
    const made = workerWith({ start: async () => status, ...engine });
    open.push(made);
    return made;
  };
  afterEach(() => open.splice(0).forEach(({ port2 }) => port2.close()));

  it('starts one Worker however often it is asked, and passes errors with their code', async () => {
    const create = jest.fn(
      () => make({ load: async () => Promise.reject(new EngineError('bad-input', 'No model.')) }).worker,
    );
    const client = new EngineClient(create, options);
    expect(await client.start()).toEqual(status);
    await client.start();
    expect(create).toHaveBeenCalledTimes(1);
    await expect(client.load(model)).rejects.toMatchObject({ code: 'bad-input', message: 'No model.' });
  });

  it('fails pending calls when the Worker crashes, tells the listener, and starts a fresh one', async () => {
    const made: ReturnType<typeof make>[] = [];
    const client = new EngineClient(() => {
      made.push(make({ load: () => never }));
      return made[made.length - 1].worker;
    }, options);
    const lost = jest.fn();
    client.onLost(lost);
    await client.start();
    const pending = client.load(model);
    setTimeout(() => made[0].crash('boom'), 20);
    await expect(pending).rejects.toMatchObject({ code: 'worker-lost' });
    expect(lost).toHaveBeenCalledTimes(1);
    expect(client.running).toBe(false);
    await client.start();
    expect(made.length).toBe(2);
  });

  it('notices a Worker that falls silent', async () => {
    const client = new EngineClient(
      () => make({ load: () => never, ping: () => never }).worker,
      options,
      quickly,
    );
    await client.start();
    await expect(client.load(model)).rejects.toMatchObject({ code: 'worker-lost' });
  });

  it('is patient with a Worker that is slow but answers', async () => {
    const slow = () => new Promise<never>((resolve) => setTimeout(resolve, 200));
    const client = new EngineClient(() => make({ load: slow }).worker, options, quickly);
    await client.start();
    await expect(client.load(model)).resolves.toBeUndefined();
  });

  it('drops the Worker of a lost device, so that the next start gets a new one', async () => {
    const create = jest.fn(
      () => make({ load: async () => Promise.reject(new EngineError('device-lost', 'Gone.')) }).worker,
    );
    const client = new EngineClient(create, options);
    await client.start();
    await expect(client.load(model)).rejects.toMatchObject({ code: 'device-lost' });
    expect(client.running).toBe(false);
    await client.start();
    expect(create).toHaveBeenCalledTimes(2);
  });

  it('keeps the diagnostics of a Worker whose backend did not start', async () => {
    const diagnostics = { tensorflow: '4.22.0' } as EngineDiagnostics;
    const start = async () => Promise.reject(new EngineError('no-backend', 'Wrong.'));
    const client = new EngineClient(
      () => make({ start, diagnostics: async () => diagnostics }).worker,
      options,
    );
    expect(await client.diagnostics()).toBeUndefined();
    await expect(client.start()).rejects.toMatchObject({ code: 'no-backend' });
    expect(client.running).toBe(false);
    expect(await client.diagnostics()).toEqual(diagnostics);
  });

  describe('a training whose device is lost', () => {
    const gone = () => Promise.reject(new EngineError('device-lost', 'Gone.'));
    const checkpoint = { stage: 'segmenter', step: 7 } as TrainingCheckpoint;
    const quiet = { onProgress: () => undefined, onCheckpoint: () => undefined };
    const request = { seed: 1, examples: [] as Example[] } as TrainRequest;

    /** A client whose n-th Worker trains as `trainings[n]` says. */
    const begin = (...trainings: Engine['train'][]) => {
      const starts: EngineOptions[] = [];
      const requests: TrainRequest[] = [];
      const client = new EngineClient(() => {
        const training = trainings.shift();
        const start = async (given: EngineOptions) => {
          starts.push(given);
          return { ...status, label: `engine ${starts.length}` };
        };
        const train: Engine['train'] = async (asked, callbacks) => {
          requests.push(asked);
          return training ? training(asked, callbacks) : never;
        };
        const dispose = async () => ({ tensors: 0, bytes: 0 });
        return make({ start, train, dispose, stop: async () => undefined }).worker;
      }, options);
      const told: string[] = [];
      const lost = jest.fn();
      client.onRecovered((_, text) => told.push(text));
      client.onLost(lost);
      return { client, starts, requests, told, lost };
    };

    it('goes on from its checkpoint in a fresh Worker, then on WASM', async () => {
      const { client, starts, requests, told, lost } = begin(
        async (_, { onResumable }) => {
          await onResumable?.(checkpoint);
          return gone();
        },
        gone,
        async () => model,
      );
      expect((await client.train(request, quiet)).bytes.byteLength).toBe(8);
      expect(starts.map(({ backend }) => backend)).toEqual(['auto', 'auto', 'wasm']);
      expect(requests.map(({ resume }) => resume?.step)).toEqual([undefined, 7, 7]);
      expect(told).toEqual([
        expect.stringMatching(/from its last checkpoint on engine 2\.$/),
        expect.stringMatching(/on engine 3\.$/),
      ]);
      expect(lost).not.toHaveBeenCalled();
    });

    it('fails with the loss when it is lost a third time', async () => {
      const { client, starts, told, lost } = begin(gone, gone, gone);
      await expect(client.train(request, quiet)).rejects.toMatchObject({ code: 'device-lost' });
      expect(starts).toHaveLength(3);
      expect(told[0]).toMatch(/from the start/);
      expect(lost).toHaveBeenCalledTimes(1);
    });

    it('starts no Worker for an engine that was closed meanwhile', async () => {
      const { client, starts } = begin(gone);
      await client.start();
      const training = client.train(request, quiet).catch((error: EngineError) => error.code);
      await client.close();
      expect(await training).toBe('cancelled');
      expect(starts).toHaveLength(1);
      await expect(client.start()).rejects.toMatchObject({ code: 'cancelled' });
      expect(client.running).toBe(false);
    });
  });

  it('sends the images of a training one by one, and keeps its own', async () => {
    const sent: (readonly [number, Partial<TrainingImages>])[] = [];
    const requests: TrainRequest[] = [];
    const addImages: Engine['addImages'] = async (...part) => void sent.push(part);
    const train: Engine['train'] = async (asked) => {
      requests.push(asked);
      return model;
    };
    const client = new EngineClient(() => make({ addImages, train }).worker, options);
    const image = (id: string) => ({ id, pixels: Float32Array.of(1) }) as Image;
    const example = (id: string) => ({ image: image(id), labelmap: Uint8Array.of(1) }) as Example;
    const request = {
      examples: [example('a'), example('b')],
      between: [image('d')],
    } as TrainRequest;
    for (const id of [1, 2]) {
      await client.train(request, { onProgress: () => undefined, onCheckpoint: () => undefined });
      expect(sent.splice(0)).toEqual([
        [id, { examples: [example('a')] }],
        [id, { examples: [example('b')] }],
        [id, { between: [image('d')] }],
      ]);
      expect(requests.pop()).toMatchObject({ examples: [], between: [], imagesId: id });
    }
  });

  it('leaves no call pending when it is ended', async () => {
    const client = new EngineClient(
      () => make({ load: () => never, dispose: async () => ({ tensors: 0, bytes: 0 }) }).worker,
      options,
    );
    await client.start();
    const pending = client.load(model).catch((error: EngineError) => error.code);
    await client.dispose();
    expect(await pending).toBe('cancelled');
  });
});
