/** What the package exports: the OHIF mode. OHIF calls its factory. */
interface FewShotMode {
  id: string;
  modeFactory(): object;
  extensionDependencies: Record<string, string>;
}

declare const mode: FewShotMode;
export default mode;
