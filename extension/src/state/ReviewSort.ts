/** How the review list is sorted: by need of a look, by place in the study, or by need within each series. */
export const REVIEW_SORTS = { need: 'needs you most', position: 'position', series: 'series' } as const;

export type ReviewSort = keyof typeof REVIEW_SORTS;
