import type { TensorInfo } from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { sizeOf } from '../kernels/sizeOf';
import { plain, plainShared, relaxed, relaxedShared } from './dist/binaries';
import { JOBS } from './dist/jobs';
import type { StartHelper } from './HelperStart';

/** A job of `assembly/`, numbered by `build.mjs`. */
export type JobName = (typeof JOBS)[number];

/** How TF.js's Emscripten modules expose their memory; the threaded module does so elsewhere. */
interface EmscriptenMemory {
  wasmMemory?: WebAssembly.Memory;
  asm: { memory?: WebAssembly.Memory };
  _malloc(bytes: number): number;
  _free(address: number): void;
}

interface Exports {
  configure(control: number, helpers: number, maySleep: boolean): void;
  runParallel(job: number, argument: number, items: number): void;
}

/** Bytes reserved for the threads' control block, and for the fields of one job. */
const CONTROL_BYTES = 64;
const ARGUMENT_BYTES = 256;
/** Tiles may read this many bytes beyond the end of a tensor; they never use those values. */
const SLACK = 64;

const modules = new WeakMap<BackendWasm, KernelModule>();

/**
 * Our own WASM module, which shares the memory of TF.js's: tensors are used where TF.js placed them, and
 * scratch memory comes from its allocator. One instance per started backend.
 */
export class KernelModule {
  /**
   * Returns the module of a started backend.
   *
   * @throws Error if {@link KernelModule.start} has not been called for it
   */
  static of(backend: BackendWasm): KernelModule {
    const found = modules.get(backend);
    if (!found) throw new Error('The WASM kernels have not been started: start the backend with startWasm.');
    return found;
  }

  /**
   * @param threads total number of threads; more than 1 requires a backend with shared memory. One if a
   *   helper thread does not start
   */
  static async start(backend: BackendWasm, threads: number, startHelper: StartHelper): Promise<KernelModule> {
    const module = await KernelModule.create(backend, threads, startHelper);
    modules.set(backend, module);
    return module;
  }

  private static async create(
    backend: BackendWasm,
    threads: number,
    startHelper: StartHelper,
  ): Promise<KernelModule> {
    const host = backend.wasm as unknown as EmscriptenMemory;
    const memory = host.wasmMemory ?? host.asm.memory;
    if (!memory)
      throw new Error('TF.js keeps its WASM memory in an unknown place; pin its version to 4.22.0.');
    const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
    const fast = decode(shared ? relaxedShared : relaxed);
    const hasRelaxed = WebAssembly.validate(fast);
    const binary = hasRelaxed ? fast : decode(shared ? plainShared : plain);
    const compiled = await WebAssembly.compile(binary);
    const instance = await WebAssembly.instantiate(compiled, { env: { memory } });
    const control = host._malloc(CONTROL_BYTES) >>> 0;
    new Uint8Array(memory.buffer, control, CONTROL_BYTES).fill(0);
    const starting = Array.from({ length: shared ? threads - 1 : 0 }, (_, i) =>
      startHelper({ compiled, memory, control, thread: i + 1 }),
    );
    const started = await Promise.all(starting);
    const helpers = started.every(Boolean) ? started.length : 0;
    const exports = instance.exports as unknown as Exports;
    exports.configure(control, helpers, typeof document === 'undefined');
    return new KernelModule(backend, host, memory, exports, helpers + 1, hasRelaxed);
  }

  private readonly argument: number;
  private readonly scratches = new Map<string, { address: number; bytes: number }>();

  private constructor(
    private readonly backend: BackendWasm,
    private readonly host: EmscriptenMemory,
    private readonly memory: WebAssembly.Memory,
    private readonly exports: Exports,
    /** Number of threads that share the work. */
    readonly threads: number,
    /** Whether multiply-add is a single fused instruction. */
    readonly relaxed: boolean,
  ) {
    this.argument = host._malloc(ARGUMENT_BYTES) >>> 0;
  }

  /**
   * Runs a job and returns when it is done.
   *
   * @param items number of items to distribute over the threads
   * @param fields in the order of the job's class in `assembly/`; see {@link floatField} for those of type
   *   f32
   */
  run(job: JobName, items: number, fields: readonly number[]): void {
    new Int32Array(this.memory.buffer, this.argument, fields.length).set(fields);
    this.exports.runParallel(JOBS.indexOf(job), this.argument, items);
  }

  /** Address of a tensor's values in bytes. */
  address({ dataId }: TensorInfo): number {
    return this.backend.dataIdMap.get(dataId).memoryOffset;
  }

  /**
   * Like {@link address}, but of a copy if the tensor ends so close to the end of memory that a tile could
   * read beyond it.
   */
  addressWithSlack(tensor: TensorInfo, copyName: string): number {
    const address = this.address(tensor);
    const bytes = 4 * sizeOf(tensor.shape);
    if (address + bytes + SLACK <= this.memory.buffer.byteLength) return address;
    const copy = this.scratch(copyName, bytes);
    const heap = new Uint8Array(this.memory.buffer);
    heap.copyWithin(copy, address, address + bytes);
    return copy;
  }

  /** Allocates a float32 tensor; its values are arbitrary. */
  output(shape: number[]): TensorInfo {
    return this.backend.makeOutput(shape, 'float32');
  }

  /**
   * Address of scratch memory that is kept until a larger block of the same name is requested. Its contents
   * are arbitrary.
   */
  scratch(name: string, bytes: number): number {
    const present = this.scratches.get(name);
    if (present && present.bytes >= bytes) return present.address;
    if (present) this.host._free(present.address);
    const address = this.host._malloc(bytes + SLACK) >>> 0;
    if (address === 0) throw new Error(`WASM kernels: out of memory for ${bytes} bytes of scratch memory.`);
    this.scratches.set(name, { address, bytes });
    return address;
  }

  /** Sets bytes in memory to zero. */
  zero(address: number, bytes: number): void {
    new Uint8Array(this.memory.buffer, address, bytes).fill(0);
  }

  /** A view of float values in memory; invalid after the next allocation. */
  floats(address: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, count);
  }

  /** Writes integers to memory. */
  writeInts(address: number, values: readonly number[]): void {
    new Int32Array(this.memory.buffer, address, values.length).set(values);
  }
}

const bits = new DataView(new ArrayBuffer(4));

/** The bits of a float as an integer, for the fields of a job. */
export function floatField(value: number): number {
  bits.setFloat32(0, value);
  return bits.getInt32(0);
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
