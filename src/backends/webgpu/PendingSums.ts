import type { DataId, TensorInfo } from '@tensorflow/tfjs';
import { sizeOf } from '../kernels/sizeOf';
import type { Dispatcher } from './Dispatcher';

/** A tensor that is still the sum of parts, [parts, ...its shape]. */
export interface SumOfParts {
  result: TensorInfo;
  partial: TensorInfo;
  parts: number;
}

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
    // So many fit into one program; and parts kept for long would need much memory.
    if (this.pending.size >= this.capacity) this.settle();
    this.dispatcher.allocate(sum.result);
    this.pending.set(sum.result.dataId, sum);
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

  /** Adds the parts of a tensor if they are pending. */
  settleFor(dataId: DataId): void {
    if (this.pending.has(dataId)) this.settle();
  }

  /** Adds all parts that are pending. */
  settle(): void {
    const { dispatcher } = this;
    if (this.pending.size === 0) return;
    const waiting = [...this.pending.values()];
    this.pending.clear();
    const sums = waiting.filter(({ result }) => dispatcher.exists(result));
    if (sums.length > 0) this.add(sums);
    for (const { partial } of waiting) dispatcher.dispose(partial);
  }

  private get capacity(): number {
    return Math.floor(this.dispatcher.maxBindings / 2);
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
