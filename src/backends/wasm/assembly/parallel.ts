import { runItem } from './jobs';

/**
 * Runs the items of a job on all threads. Each thread is an instance of this module on one shared memory.
 * Helper threads sleep in {@link serve} until a job is published in the control block.
 */

/** State shared by the threads; all instances get its address. */
@unmanaged
class Control {
  /** Number of published jobs; helpers wait for it to change. */
  generation: i32;
  /** Index of the next item to be taken. */
  next: i32;
  items: i32;
  /** Number of helpers that have not finished the current job. */
  busy: i32;
  job: i32;
  argument: usize;
}

/** Iterations of the wait loop before a helper sleeps: about 20 us, longer than most gaps between jobs. */
const SPINS: i32 = 4000;
/** The same for the thread that waits for the helpers: about 100 us, longer than most last items. */
const FINAL_SPINS: i32 = 20000;

let control: usize = 0;
let helpers: i32 = 0;
let maySleep: bool = false;

/**
 * Sets this instance's control block and number of helpers.
 *
 * @param sleep whether this thread may sleep, which browsers forbid on the main thread
 */
export function configure(address: usize, count: i32, sleep: bool): void {
  control = address;
  helpers = count;
  maySleep = sleep;
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
  waitForHelpers();
}

/**
 * Sleeps only when a helper takes long, as on a machine where other programs run: waiting busily would keep
 * that helper from running.
 */
function waitForHelpers(): void {
  const busy = control + offsetof<Control>('busy');
  let spins = FINAL_SPINS;
  for (let left = atomic.load<i32>(busy); left != 0; left = atomic.load<i32>(busy)) {
    if (spins > 0) spins--;
    else if (maySleep) atomic.wait<i32>(busy, left, -1);
  }
}

/** Main loop of a helper thread; never returns. */
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
    const busy = control + offsetof<Control>('busy');
    if (atomic.sub<i32>(busy, 1) == 1) atomic.notify(busy, 1);
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
