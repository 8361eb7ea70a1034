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
 * @returns the predicted slices with removed islands set to 0; drawn slices are never changed
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
  const component = new Int32Array(area * slices.length);
  const found: { segment: number; size: number; anchored: boolean }[] = [];
  const stack: number[] = [];
  const visit = (voxel: number, segment: number, id: number) => {
    component[voxel] = id + 1;
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
          if (slice[i] === segment && component[dz * area + i] === 0) {
            component[dz * area + i] = id + 1;
            stack.push(dz * area + i);
          }
        }
      }
    }
  };
  truth.forEach((slice, z) => {
    if (!slice) return;
    for (let i = 0; i < area; i++) {
      if (slice[i] === 0 || component[z * area + i] !== 0) continue;
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
    return slice.map((segment, i) => (segment > 0 && keep[component[z * area + i] - 1] ? segment : 0));
  });
}
