/** The few parts of dcmjs that the demo archive uses; the package ships no types. */
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
