/** Size of a series' voxels. */
export interface VoxelSize {
  /** Area of a pixel, mm². */
  area: number;
  /** Mean distance between neighbouring images, mm; undefined for a single image. */
  distance?: number;
}
