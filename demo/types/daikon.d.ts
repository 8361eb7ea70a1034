/** The few parts of daikon that the demo archive uses; the package ships no types. */
declare module 'daikon' {
  interface DaikonImage {
    getJpegs(): ArrayBuffer[];
    getRLE(): ArrayBuffer[];
    getNumberOfFrames(): number;
    /** Decompressed pixels of all frames. */
    getRawData(): ArrayBuffer;
  }
  const daikon: {
    /** Whether palettes are left to the caller; applies to all images. */
    Image: { skipPaletteConversion: boolean };
    Series: { parseImage(data: DataView): DaikonImage | null };
  };
  export default daikon;
}
