import type { ModeServices } from './types';

const asArray = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/**
 * Registers the toolbar that OHIF resolved from the mode's `toolbarButtons` and `toolbarSections` (the
 * buttons are OHIF's own; a site may have customised them).
 */
export function registerToolbar({
  toolbarService,
  customizationService,
}: Pick<ModeServices, 'toolbarService' | 'customizationService'>): void {
  toolbarService.register(asArray(customizationService.getCustomization('toolbarButtons')) as object[]);
  const sections = asArray(customizationService.getCustomization('toolbarSections')) as Record<
    string,
    string[]
  >[];
  for (const [name, buttons] of Object.entries(Object.assign({}, ...sections) as Record<string, string[]>)) {
    toolbarService.updateSection(name, buttons);
  }
}
