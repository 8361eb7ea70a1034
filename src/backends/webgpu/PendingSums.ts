import type { DataId, TensorInfo } from '@tensorflow/tfjs';
import { sizeOf } from '../kernels/sizeOf';
import type { Dispatcher } from './Dispatcher';

/** A tensor that is still the sum of parts, [parts, ...its shape]. */
export interface SumOfParts {
  result: TensorInfo;
  partial: TensorInfo;
  parts: number;
}

/** Maximum bytes of parts that wait. */
const MOST_BYTES = 2 ** 26;

const bytesOf = ({ partial }: SumOfParts) => Float32Array.BYTES_PER_ELEMENT * sizeOf(partial.shape);

const all = new WeakMap<Dispatcher, PendingSums>();

/**
 * Sums that are added as late as possible: several of them by one program, or by the program that needs the
 * result first. `uploadByQueue` and `orderFreeBuffers` settle them before anything else uses the result.
 */
export class PendingSums {
  /** Returns the dispatcher's only instance. */
  static of(dispatcher: Dispatcher): PendingSums {
    const present = all.get(dispatcher) ?? new PendingSums(dispatcher);
    all.set(dispatcher, present);
    return present;
  }

  private readonly pending = new Map<DataId, SumOfParts>();

  private constructor(private readonly dispatcher: Dispatcher) {}

  /** Adds the parts later, always in the same order, and then disposes them. */
  defer(sum: SumOfParts): void {
    while (this.bytes + bytesOf(sum) > MOST_BYTES && this.pending.size > 0) this.settleOldest();
    this.dispatcher.allocate(sum.result);
    this.pending.set(sum.result.dataId, sum);
  }

  /** The parts of a tensor, if it is still a sum, for a program that adds them on its way. */
  find({ dataId }: TensorInfo): SumOfParts | undefined {
    return this.pending.get(dataId);
  }

  /**
   * Hands over the parts of a tensor, if it is still a sum: the caller's program writes the tensor, and the
   * caller disposes the parts.
   */
  take({ dataId }: TensorInfo): SumOfParts | undefined {
    const sum = this.pending.get(dataId);
    this.pending.delete(dataId);
    return sum;
  }

  /** Adds the parts of a tensor if they are pending, and of others that fit into the same program. */
  settleFor(dataId: DataId): void {
    const sum = this.pending.get(dataId);
    if (!sum) return;
    this.pending.delete(dataId);
    this.settleOldest([sum]);
  }

  /** Adds all parts that are pending. */
  settle(): void {
    while (this.pending.size > 0) this.settleOldest();
  }

  private get bytes(): number {
    return [...this.pending.values()].reduce((sum, one) => sum + bytesOf(one), 0);
  }

  /** Runs one program for the given sums and the oldest ones. */
  private settleOldest(sums: SumOfParts[] = []): void {
    const { dispatcher } = this;
    const capacity = Math.floor(dispatcher.maxBindings / 2);
    for (const [dataId, sum] of this.pending) {
      if (sums.length === capacity) break;
      this.pending.delete(dataId);
      if (dispatcher.exists(sum.result)) sums.push(sum);
      else dispatcher.dispose(sum.partial);
    }
    if (sums.length > 0) this.add(sums);
    for (const { partial } of sums) dispatcher.dispose(partial);
  }

  private add(sums: readonly SumOfParts[]): void {
    const sizes: Record<string, number> = {};
    let end = 0;
    for (const [k, { result, parts }] of sums.entries()) {
      const values = sizeOf(result.shape);
      Object.assign(sizes, { [`BEGIN${k}`]: end, [`VALUES${k}`]: values, [`PARTS${k}`]: parts });
      end += values;
    }
    this.dispatcher.run({
      name: 'sums of parts',
      constants: [sums.length],
      sizes,
      bindings: sums.flatMap(({ partial, result }, k) => [
        { name: `partial${k}`, tensor: partial },
        { name: `result${k}`, tensor: result, written: true },
      ]),
      threads: end,
      body: () =>
        sums
          .map(
            (_, k) => `  if (i < BEGIN${k} + VALUES${k}) {
    let at = i - BEGIN${k};
    var sum = 0.0;
    for (var part = 0; part < PARTS${k}; part++) { sum += partial${k}[part * VALUES${k} + at]; }
    result${k}[at] = sum;
    return;
  }`,
          )
          .join('\n'),
    });
  }
}
