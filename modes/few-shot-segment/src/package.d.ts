/** The package's export: the OHIF mode, whose factory OHIF calls. */
interface FewShotMode {
  id: string;
  modeFactory(): object;
  extensionDependencies: Record<string, string>;
}

declare const mode: FewShotMode;
export default mode;
