/** Stands for the model of the running training where a model's id is expected. */
export const PREVIEW_MODEL = 'preview';
