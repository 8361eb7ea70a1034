/** The mode's tools for drawing, by their names in OHIF's tool groups. */
export type DrawingTool = 'CircularBrush' | 'CircularEraser' | 'WindowLevel';
