import * as tf from '@tensorflow/tfjs';
import { SharedDevice } from '../../src/backends/SharedDevice';
import type { StartedBackend } from '../../src/backends/StartedBackend';
import { SUBMIT_FLAG, submitEvery } from '../../src/backends/webgpu/submissions';
import { EngineService } from '../../src/worker/EngineService';
import { WASM_ASSETS } from '../support/backends';
import { phantomRequest } from '../support/phantomRequest';

jest.setTimeout(60_000);

/** A device whose work takes a given time and that reports errors when told to. */
function fakeDevice(workMs: () => number, onWait: (waits: number) => void = () => undefined) {
  let listener: (event: { error: Error }) => void = () => undefined;
  const onSubmittedWorkDone = jest.fn(() => {
    onWait(onSubmittedWorkDone.mock.calls.length);
    return new Promise<void>((resolve) => setTimeout(resolve, workMs()));
  });
  const device = {
    addEventListener: (_: string, added: typeof listener) => (listener = added),
    queue: { onSubmittedWorkDone, submit: () => undefined },
  } as unknown as GPUDevice;
  return {
    device,
    onSubmittedWorkDone,
    fail: (message: string) => listener({ error: new TypeError(message) }),
  };
}

test('long submissions are made ever smaller, short ones are not, however many a step has', async () => {
  if (!(SUBMIT_FLAG in tf.env().features)) tf.env().registerFlag(SUBMIT_FLAG, () => 15);
  tf.env().set(SUBMIT_FLAG, 15);
  let ms = 0;
  const { device } = fakeDevice(() => ms);
  const shared = SharedDevice.of(device);
  const step = (submissions: number) => {
    for (let i = 0; i < submissions; i++) device.queue.submit([]);
    return shared.settle();
  };
  for (let i = 0; i < 5; i++) await step(1);
  expect(submitEvery()).toBe(15);
  ms = 70;
  await step(10);
  expect(submitEvery()).toBe(15);
  await step(1);
  expect(submitEvery()).toBe(7);
  for (let i = 0; i < 4; i++) await step(1);
  expect(submitEvery()).toBe(1);
});

test('a backend that is started again counts each submission once, and forgets earlier errors', () => {
  const { device, fail } = fakeDevice(() => 0);
  const shared = SharedDevice.of(device);
  const submit = device.queue.submit;
  fail('of the first use');
  expect(SharedDevice.of(device)).toBe(shared);
  expect(device.queue.submit).toBe(submit);
  expect(shared.takeError()).toBeUndefined();
});

test('an error of the device fails the step in which it happened, in words', async () => {
  const { device, onSubmittedWorkDone, fail } = fakeDevice(
    () => 0,
    (waits) => {
      if (waits === 3) fail('a binding is too large');
    },
  );
  const engine = new EngineService();
  await engine.start({ backend: 'wasm', assetsUrl: WASM_ASSETS });
  if (!(SUBMIT_FLAG in tf.env().features)) tf.env().registerFlag(SUBMIT_FLAG, () => 15);
  (engine as unknown as { backend: StartedBackend }).backend.shared = SharedDevice.of(device);
  const overrides = { size: 32, width: 4, generatorSteps: 0, segmenterSteps: 30 };
  const request = phantomRequest([-4, 4], { overrides });
  const training = engine.train(request, { onProgress: () => undefined, onCheckpoint: () => undefined });
  await expect(training).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringMatching(/graphics card reported an error \(TypeError: a binding is too large\)/),
  });
  // Once a step, and none after the error.
  expect(onSubmittedWorkDone).toHaveBeenCalledTimes(3);
});
