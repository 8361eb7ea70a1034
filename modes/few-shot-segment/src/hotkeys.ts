import type { Hotkey } from './types';

const hotkey = (commandName: string, label: string, ...keys: string[]): Hotkey => ({
  commandName,
  // OHIF translates labels, and takes what is before a colon for a name space.
  label: `Few-shot ${label}`,
  keys,
  isEditable: true,
});

/**
 * The keys of the review, none of which OHIF uses. They appear in OHIF's dialog of hotkeys, where the reader
 * can change them.
 */
export const HOTKEYS: readonly Hotkey[] = [
  hotkey('fewShotShowNext', 'next mask to check', 'j'),
  hotkey('fewShotShowPrevious', 'previous mask', 'k'),
  hotkey('fewShotAccept', 'accept mask', 'y'),
  hotkey('fewShotReject', 'reject mask', 'x'),
  hotkey('fewShotAcceptSure', 'accept all sure masks', 'shift', 'y'),
  hotkey('fewShotShowNextExample', 'next example', 'g'),
  hotkey('fewShotToggleUncertainty', 'uncertainty map', 'u'),
  hotkey('fewShotExtend', 'extend mask to next images', 'f'),
  { ...hotkey('fewShotDraw', 'add to mask by strokes', 'd'), commandOptions: { tool: 'FewShotAdd' } },
  { ...hotkey('fewShotDraw', 'remove from mask by strokes', 's'), commandOptions: { tool: 'FewShotRemove' } },
];
