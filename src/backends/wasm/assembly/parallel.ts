import { runItem } from './jobs';

/**
 * Runs the items of a job on all threads. Every thread is an instance of this module over one shared memory; helpers
 * sleep in {@link serve} until a job is published in the control block.
 */

/** Shared state of the threads, at an address that every instance is given. */
@unmanaged
class Control {
  /** Counts published jobs; helpers sleep on it. */
  generation: i32;
  /** Next item that nobody has taken. */
  next: i32;
  items: i32;
  /** Helpers that have not finished the present job. */
  busy: i32;
  job: i32;
  argument: usize;
}

/** Turns of the waiting loop before a thread goes to sleep: some 20 us, longer than the gap between most jobs. */
const SPINS: i32 = 4000;

let control: usize = 0;
let helpers: i32 = 0;

/** Tells this instance where the control block is and how many helpers serve. */
export function configure(address: usize, count: i32): void {
  control = address;
  helpers = count;
}

/** Runs a job over its items and returns when all are done. */
export function runParallel(job: i32, argument: usize, items: i32): void {
  if (helpers == 0 || items < 2) {
    for (let item = 0; item < items; item++) runItem(job, argument, item, 0);
    return;
  }
  const c = changetype<Control>(control);
  c.job = job;
  c.argument = argument;
  c.items = items;
  atomic.store<i32>(control + offsetof<Control>('busy'), helpers);
  atomic.store<i32>(control + offsetof<Control>('next'), 0);
  atomic.add<i32>(control + offsetof<Control>('generation'), 1);
  atomic.notify(control + offsetof<Control>('generation'), helpers);
  takeItems(0);
  // The last items are short: waiting actively is cheaper than sleeping, and the browser forbids sleep on a main thread.
  while (atomic.load<i32>(control + offsetof<Control>('busy')) != 0) {}
}

/** The life of a helper thread; never returns. */
export function serve(address: usize, thread: i32): void {
  control = address;
  const generation = control + offsetof<Control>('generation');
  let seen = 0;
  while (true) {
    let spins = SPINS;
    while (atomic.load<i32>(generation) == seen) {
      if (--spins <= 0) atomic.wait<i32>(generation, seen, -1);
    }
    seen++;
    takeItems(thread);
    atomic.sub<i32>(control + offsetof<Control>('busy'), 1);
  }
}

function takeItems(thread: i32): void {
  const c = changetype<Control>(control);
  const job = c.job;
  const argument = c.argument;
  const items = c.items;
  while (true) {
    const item = atomic.add<i32>(control + offsetof<Control>('next'), 1);
    if (item >= items) return;
    runItem(job, argument, item, thread);
  }
}
