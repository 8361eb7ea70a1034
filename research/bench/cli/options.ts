import { Command, InvalidArgumentError, Option } from 'commander';
import type { BenchBackend, BenchPlan, StepName } from '../core/BenchRow';
import { STEP_NAMES } from '../core/BenchRow';

export interface BenchOptions extends Omit<BenchPlan, 'backend' | 'threads' | 'halves'> {
  /** `null` is WebGPU on a device that computes nothing: only the CPU's part of a step is measured. */
  backend: BenchBackend | 'null';
  browser: boolean;
  chromiumFlags: string[];
  /** Numbers of threads; each is a separate run. */
  threads: number[];
  /** Whether to add a run with tiles in half precision. */
  half: boolean;
  /** Path of a Python with PyTorch. */
  torch?: string;
  torchDevice: string;
  json: boolean;
  out?: string;
}

export function readOptions(argv: readonly string[]): BenchOptions {
  const program = new Command('bench')
    .description('Times training steps and prediction, side by side with stock TF.js and PyTorch.')
    .addOption(
      new Option('--backend <name>', 'backend').choices(['wasm', 'webgpu', 'cpu', 'null']).default('wasm'),
    )
    .option('--browser', 'run in Chromium (CHROMIUM names its program) instead of Node', false)
    .option(
      '--chromium-flags <list>',
      'e.g. --use-webgpu-adapter=default,--enable-features=Vulkan',
      readWords,
      [],
    )
    .option('--steps <list>', `of ${STEP_NAMES.join(',')}`, readSteps, [...STEP_NAMES])
    .option('--sizes <list>', 'edges of the images, pixels; multiples of 16', readNumbers, [64, 128])
    .option('--widths <list>', 'channels of the first level', readNumbers, [16, 32])
    .option('--batch <n>', 'images in a training step', readNumber, 4)
    .option('--repeats <n>', 'timed steps of each side; 20 or more for figures to be quoted', readNumber, 20)
    .option('--warm-up <n>', 'untimed steps of each side before', readNumber, 5)
    .option('--soak <n>', 'check over so many steps that memory stays as it is', readNumber, 0)
    .option('--no-stock', 'leave the stock networks out')
    .option('--threads <list>', 'WASM threads, each number a run of its own', readNumbers, [1])
    .option('--half', 'run again with tiles in half precision; needs --backend webgpu and a GPU', false)
    .option('--torch <python>', 'also run PyTorch with this Python')
    .option('--torch-device <name>', 'cuda, cpu, or auto', 'auto')
    .option('--json', 'print one array of JSON and nothing else', false)
    .option('--out <file>', 'also write the JSON there');
  program.parse([...argv]);
  return program.opts<BenchOptions>();
}

function readNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('A whole number is needed.');
  return number;
}

function readWords(text: string): string[] {
  return text.split(',');
}

function readNumbers(text: string): number[] {
  return text.split(',').map(readNumber);
}

function readSteps(text: string): StepName[] {
  return text.split(',').map((name) => {
    const step = STEP_NAMES.find((known) => known === name);
    if (!step) throw new InvalidArgumentError(`"${name}" is none of ${STEP_NAMES.join(', ')}.`);
    return step;
  });
}
