import { misreadSeg } from '../../extension/src/adapters/misreadSeg';

const seg = { Rows: 150, Columns: 150, NumberOfFrames: 12, SegmentationType: 'BINARY' };

describe('misreadSeg', () => {
  it('warns of binary frames that do not end at a whole byte', () => {
    expect(misreadSeg(seg)).toMatch(/150 x 150 pixels incorrectly/);
    expect(misreadSeg({ ...seg, NumberOfFrames: '12' })).not.toBe('');
  });

  it('is silent where the viewer reads rightly', () => {
    expect(misreadSeg({ ...seg, Columns: 152 })).toBe('');
    expect(misreadSeg({ ...seg, NumberOfFrames: 1 })).toBe('');
    expect(misreadSeg({})).toBe('');
  });

  it('says that the viewer cannot open probabilities', () => {
    expect(misreadSeg({ ...seg, SegmentationType: 'FRACTIONAL' })).toMatch(/cannot open probabilities/);
  });
});
