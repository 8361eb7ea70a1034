/** The mode's drawing tools, by their names in OHIF's tool groups. */
export type DrawingTool = 'CircularBrush' | 'CircularEraser' | 'WindowLevel';
