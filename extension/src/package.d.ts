/** What the package exports: the OHIF extension. OHIF calls its functions. */
interface FewShotExtension {
  id: string;
  getCommandsModule(params: never): object;
  getPanelModule(params: never): object[];
  onModeExit(): void;
}

declare const extension: FewShotExtension;
export default extension;
