/** The few parts of dcmjs that are used here; the package ships no types. */
declare module 'dcmjs' {
  export interface DcmjsElement {
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

  /** A parsed file. */
  export type DcmjsFile = DicomDict;

  /** A stream over bytes, of which `offset` is read next; `endOffset` is the end of what it holds. */
  interface ReadBufferStream {
    offset: number;
    startOffset: number;
    endOffset: number;
    more(length: number): ReadBufferStream;
    slice(start?: number, end?: number): ArrayBuffer;
    readUint8Array(length: number): Uint8Array;
    increment(step: number): number;
  }

  export interface ReadOptions {
    ignoreErrors?: boolean;
    untilTag?: string;
    includeUntilTagValue?: boolean;
  }

  const dcmjs: {
    data: {
      /** Colours: sRGB with 0..1 for each component, CIELab as DICOM scales it (0..65535). */
      Colors: {
        rgb2DICOMLAB(rgb: readonly number[]): number[];
        dicomlab2RGB(lab: readonly number[]): number[];
      };
      DicomDict: typeof DicomDict;
      DicomMessage: {
        readFile(buffer: ArrayBuffer, options?: ReadOptions): DicomDict;
        _read(...parameters: unknown[]): DcmjsDataset;
        _readTag(...parameters: unknown[]): unknown;
      };
      ReadBufferStream: { prototype: ReadBufferStream };
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
