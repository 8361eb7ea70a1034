/** The tools that the panel selects, by their names in OHIF's tool groups; two of them correct by strokes. */
export type DrawingTool = 'CircularBrush' | 'CircularEraser' | 'WindowLevel' | 'FewShotAdd' | 'FewShotRemove';
