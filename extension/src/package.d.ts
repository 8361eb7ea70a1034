/** The package's export: the OHIF extension, whose functions OHIF calls. */
interface FewShotExtension {
  id: string;
  preRegistration(params: never): void;
  getCommandsModule(params: never): object;
  getPanelModule(params: never): object[];
  onModeExit(): void;
}

declare const extension: FewShotExtension;
export default extension;
