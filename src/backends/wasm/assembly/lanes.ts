/** Loads the first `count` (1..4) lanes; the others are zero. Never reads beyond them. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
export function loadLanes(address: usize, count: i32): v128 {
  if (count >= 4) return v128.load(address);
  if (count == 1) return v128.load32_zero(address);
  const two = v128.load64_zero(address);
  return count == 2 ? two : v128.load32_lane(address + 8, two, 2);
}

/** Stores the first `count` (>= 1) lanes; all of them where there are 4 or more. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
export function storeLanes(address: usize, value: v128, count: i32): void {
  if (count >= 4) {
    v128.store(address, value);
  } else if (count == 1) {
    v128.store32_lane(address, value, 0);
  } else {
    v128.store64_lane(address, value, 0);
    if (count == 3) v128.store32_lane(address + 8, value, 2);
  }
}
