import type {
  CommandsManager,
  CornerstoneLibraries,
  DataSource,
  ExtensionManager,
  ExtensionParams,
  Services,
} from './types';

/**
 * One handle on the running viewer. Cornerstone is reached through OHIF, never imported: it holds singletons.
 */
export class Ohif {
  readonly services: Services;
  readonly commands: CommandsManager;
  private readonly extensions: ExtensionManager;
  private libraries: CornerstoneLibraries | undefined;

  constructor({ servicesManager, commandsManager, extensionManager }: ExtensionParams) {
    this.services = servicesManager.services;
    this.commands = commandsManager;
    this.extensions = extensionManager;
  }

  get cornerstone(): CornerstoneLibraries['cornerstone'] {
    return this.loadLibraries().cornerstone;
  }

  get cornerstoneTools(): CornerstoneLibraries['cornerstoneTools'] {
    return this.loadLibraries().cornerstoneTools;
  }

  get dataSource(): DataSource {
    return this.extensions.getActiveDataSource()[0];
  }

  private loadLibraries(): CornerstoneLibraries {
    if (!this.libraries) {
      const entry = this.extensions.getModuleEntry('@ohif/extension-cornerstone.utilityModule.common') as {
        exports: { getCornerstoneLibraries(): CornerstoneLibraries };
      };
      this.libraries = entry.exports.getCornerstoneLibraries();
    }
    return this.libraries;
  }
}
