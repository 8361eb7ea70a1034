/** What becomes of masks of the same format on the same images that were stored earlier. */
export type StoreMode = 'supersede' | 'replace' | 'separate';

export const STORE_MODES: Readonly<Record<StoreMode, { title: string; does: string }>> = {
  supersede: {
    title: 'New version',
    does: 'The masks join the earlier ones in their series, as its newest version: viewers open the newest',
  },
  replace: {
    title: 'Replace',
    does: 'The masks are stored, and the archive rejects the earlier ones',
  },
  separate: {
    title: 'Separate series',
    does: 'The masks become another series beside the earlier ones',
  },
};
