/** The few parts of dcmjs that are used here; the package ships no types. */
declare module 'dcmjs' {
  interface DcmjsElement {
    vr?: string;
    Value: unknown[];
  }
  type DcmjsDataset = Record<string, DcmjsElement>;

  class DicomDict {
    constructor(meta: DcmjsDataset);
    meta: DcmjsDataset;
    dict: DcmjsDataset;
    write(options?: { fragmentMultiframe?: boolean }): ArrayBuffer;
  }

  interface ReadOptions {
    ignoreErrors?: boolean;
    untilTag?: string;
    includeUntilTagValue?: boolean;
  }

  const dcmjs: {
    data: {
      /** Colours: sRGB with 0..1 for each component, CIELab as DICOM scales it (0..65535). */
      Colors: { rgb2DICOMLAB(rgb: readonly number[]): number[] };
      DicomDict: typeof DicomDict;
      DicomMessage: { readFile(buffer: ArrayBuffer, options?: ReadOptions): DicomDict };
      DicomMetaDictionary: {
        /** Attributes by keyword; `tag` is written "(gggg,eeee)". */
        nameMap: Record<string, { tag: string; vr: string; name: string } | undefined>;
        naturalizeDataset(dict: object): Record<string, unknown>;
        denaturalizeDataset(dataset: Record<string, unknown>): DcmjsDataset;
      };
    };
    log: { setLevel(level: string): void; getLogger(name: string): { setLevel(level: string): void } };
  };
  export default dcmjs;
}
