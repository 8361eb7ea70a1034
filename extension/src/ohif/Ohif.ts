import type {
  CommandsManager,
  CornerstoneLibraries,
  DataSource,
  ExtensionManager,
  ExtensionParams,
  Services,
} from './types';

/**
 * Access to the running viewer. Cornerstone is accessed through OHIF and never imported, because it holds
 * singletons.
 */
export class Ohif {
  readonly services: Services;
  readonly commands: CommandsManager;
  readonly cornerstone: CornerstoneLibraries['cornerstone'];
  readonly cornerstoneTools: CornerstoneLibraries['cornerstoneTools'];
  private readonly extensions: ExtensionManager;

  /** Call this only after a mode has opened: the libraries come from OHIF's cornerstone extension. */
  constructor({ servicesManager, commandsManager, extensionManager }: ExtensionParams) {
    this.services = servicesManager.services;
    this.commands = commandsManager;
    this.extensions = extensionManager;
    const entry = extensionManager.getModuleEntry('@ohif/extension-cornerstone.utilityModule.common') as {
      exports: { getCornerstoneLibraries(): CornerstoneLibraries };
    };
    const { cornerstone, cornerstoneTools } = entry.exports.getCornerstoneLibraries();
    this.cornerstone = cornerstone;
    this.cornerstoneTools = cornerstoneTools;
  }

  /** The data source in use; it can change while the viewer is open. */
  get dataSource(): DataSource {
    return this.extensions.getActiveDataSource()[0];
  }
}
