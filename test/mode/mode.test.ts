import { createToolGroups } from '../../modes/few-shot-segment/src/createToolGroups';
import { isValidMode } from '../../modes/few-shot-segment/src/isValidMode';
import { mode } from '../../modes/few-shot-segment/src/mode';
import type { ModeParams, ToolGroupTools } from '../../modes/few-shot-segment/src/types';

test.each([
  ['MR', true],
  ['CT\\SEG', true],
  ['MR\\SEG\\SR', true],
  ['SM', false],
  ['SEG', false],
  ['SR\\PR', false],
  ['', false],
])('a study with %s: %s', (modalities, valid) => {
  expect(isValidMode({ modalities }).valid).toBe(valid);
});

test('the mode does not ask OHIF to import this extension by its bare name', () => {
  const instance = mode.modeFactory();
  expect(Object.keys(instance.extensions).every((id) => id.startsWith('@ohif/'))).toBe(true);
  expect(instance).toMatchObject({ id: '@few-shot-segment/mode', routeName: 'few-shot-segment' });
  const [panel] = instance.routes[0].layoutTemplate().props.rightPanels;
  expect(panel).toBe('@few-shot-segment/extension.panelModule.few-shot');
});

test('the tool groups hold the tools that OHIF’s labelmap toolbox names', () => {
  const created = new Map<string, ToolGroupTools>();
  const toolNames = new Proxy({} as Record<string, string>, { get: (_, name) => String(name) });
  createToolGroups({
    servicesManager: {
      services: {
        toolGroupService: {
          createToolGroupAndAddTools: (id: string, tools: ToolGroupTools) => void created.set(id, tools),
        },
      },
    },
    commandsManager: { run: () => undefined },
    extensionManager: {
      getModuleEntry: () => ({
        exports: {
          toolNames,
          Enums: {
            MouseBindings: { Primary: 1, Secondary: 2, Auxiliary: 4, Wheel: 524288 },
            KeyboardBindings: { Shift: 16 },
          },
        },
      }),
    },
  } as unknown as ModeParams);
  expect([...created.keys()]).toEqual(['default', 'mpr', 'volume3d']);
  const names = created.get('default')?.passive?.map(({ toolName }) => toolName);
  expect(names).toEqual(
    expect.arrayContaining(['CircularBrush', 'CircularEraser', 'ThresholdCircularBrush', 'CircleScissors']),
  );
  expect(created.get('default')?.active[0]).toEqual({
    toolName: 'WindowLevel',
    bindings: [{ mouseButton: 1 }],
  });
});
