import { matchesCondition } from '../../demo/archive/matchAttribute';

function matches(text: string, wanted: string, vr = 'LO'): boolean {
  return matchesCondition({ '00081030': { vr, Value: [text] } }, { tag: '00081030', wanted }, false);
}

test.each([
  ['Abdomen', 'abd*', true],
  ['Abdomen', '*MEN', true],
  ['Abdomen', 'a*d*n', true],
  ['Abdomen', 'abdome?', true],
  ['Abdomen', 'abdomen?', false],
  ['Abdomen', 'abdomen*', true],
  ['Abdomen', 'bdomen', false],
  ['aab', '*ab', true],
  ['aXbXc', 'a*b?c', true],
  ['a\nb', 'a*b', true],
  ['a.b', 'a.b', true],
  ['axb', 'a.b', false],
  ['*a', '?a', true],
  ['\u{1f600}', '?', true],
  ['M\u00fcller', 'M\u00dcLLER', true],
])('%j against %j: %s', (text, wanted, expected) => {
  expect(matches(text, wanted)).toBe(expected);
});

test('codes match with regard to case, one of a list being enough', () => {
  expect(matches('CT', 'c?', 'CS')).toBe(false);
  expect(matches('CT', 'MR,C?', 'CS')).toBe(true);
});

test('a pattern of many wildcards takes no longer than others', () => {
  const start = performance.now();
  expect(matches('a'.repeat(2000), `${'*?'.repeat(500)}x`)).toBe(false);
  expect(performance.now() - start).toBeLessThan(1000);
});
