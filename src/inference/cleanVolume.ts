/** The slices of one series in spatial order, with predicted or drawn masks. */
export interface PredictedVolume {
  rows: number;
  columns: number;
  /** Labelmaps, [rows x columns]; null where nothing was predicted. */
  slices: (Uint8Array | null)[];
  /** Labelmaps, [rows x columns]; null where nothing was drawn. */
  drawn: (Uint8Array | null)[];
}

/**
 * An island that touches no drawn mask is kept only if it has at least this share of the largest island's
 * voxels.
 */
const MIN_SHARE = 0.1;

/**
 * Removes predicted islands that do not belong to the structure. Islands are 26-connected components of one
 * segment across drawn and predicted slices. If the segment is drawn in this series, only islands that reach
 * a drawn mask are kept; otherwise the largest one and those with at least a tenth of its voxels.
 *
 * @returns the predicted slices with removed islands set to 0, unchanged ones themselves; drawn slices are
 *   never changed
 * @throws Error naming the slice whose number of pixels is not rows x columns
 */
export function cleanVolume({ rows, columns, slices, drawn }: PredictedVolume): (Uint8Array | null)[] {
  const area = rows * columns;
  slices.forEach((slice, z) => {
    for (const mask of [slice, drawn[z]]) {
      if (mask && mask.length !== area) {
        throw new Error(`cleanVolume: slice ${z + 1} has ${mask.length} pixels, not ${rows} x ${columns}.`);
      }
    }
  });
  // On its slice, a drawn mask replaces the prediction.
  const truth = slices.map((slice, z) => drawn[z] ?? slice);
  // A number for each voxel of a long series would take gigabytes.
  const box = boxOf(truth, columns);
  const component = new Int32Array(box.size);
  const found: { segment: number; size: number; anchored: boolean }[] = [];
  const stack: number[] = [];
  const visit = (voxel: number, segment: number, id: number) => {
    const info = found[id];
    info.size++;
    const z = Math.floor(voxel / area);
    info.anchored ||= drawn[z] !== null;
    const inSlice = voxel - z * area;
    const row = Math.floor(inSlice / columns);
    const column = inSlice - row * columns;
    for (let dz = Math.max(0, z - 1); dz <= Math.min(slices.length - 1, z + 1); dz++) {
      const slice = truth[dz];
      if (!slice) continue;
      for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
        for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
          const i = r * columns + c;
          if (slice[i] === segment && component[box.place(dz, r, c)] === 0) {
            component[box.place(dz, r, c)] = id + 1;
            stack.push(dz * area + i);
          }
        }
      }
    }
  };
  const placeOf = (z: number, i: number) => box.place(z, Math.floor(i / columns), i % columns);
  truth.forEach((slice, z) => {
    if (!slice) return;
    for (let i = 0; i < area; i++) {
      if (slice[i] === 0 || component[placeOf(z, i)] !== 0) continue;
      component[placeOf(z, i)] = found.length + 1;
      found.push({ segment: slice[i], size: 0, anchored: false });
      stack.push(z * area + i);
      while (stack.length > 0) visit(stack.pop() as number, slice[i], found.length - 1);
    }
  });

  const largest = new Map<number, number>();
  const anchored = new Set<number>();
  for (const island of found) {
    largest.set(island.segment, Math.max(island.size, largest.get(island.segment) ?? 0));
    if (island.anchored) anchored.add(island.segment);
  }
  const keep = found.map((island) =>
    anchored.has(island.segment)
      ? island.anchored
      : island.size >= MIN_SHARE * (largest.get(island.segment) ?? 0),
  );
  return slices.map((slice, z) => {
    if (!slice || drawn[z]) return slice;
    const isLost = (i: number) => slice[i] > 0 && !keep[component[placeOf(z, i)] - 1];
    if (!slice.some((_, i) => isLost(i))) return slice;
    return slice.map((segment, i) => (isLost(i) ? 0 : segment));
  });
}

/** The smallest box that holds all segments: its number of voxels, and the place of a voxel among them. */
function boxOf(slices: readonly (Uint8Array | null)[], columns: number) {
  const [low, high] = [
    [Infinity, Infinity, Infinity],
    [-1, -1, -1],
  ];
  slices.forEach((slice, z) => {
    slice?.forEach((segment, i) => {
      if (segment === 0) return;
      [z, Math.floor(i / columns), i % columns].forEach((at, axis) => {
        low[axis] = Math.min(low[axis], at);
        high[axis] = Math.max(high[axis], at);
      });
    });
  });
  const [height, width] = [high[1] - low[1] + 1, high[2] - low[2] + 1];
  return {
    size: high[0] < 0 ? 0 : (high[0] - low[0] + 1) * height * width,
    place: (z: number, row: number, column: number) =>
      ((z - low[0]) * height + row - low[1]) * width + column - low[2],
  };
}
