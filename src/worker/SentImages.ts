import type { TrainingImages, TrainRequest } from './protocol';

/** The images of a training, which arrive one by one before its request. */
export class SentImages {
  private imagesId: number | undefined;
  private parts: Partial<TrainingImages>[] = [];

  /** Keeps images for the request with this id; drops those for any other request. */
  add(imagesId: number, images: Partial<TrainingImages>): void {
    if (this.imagesId !== imagesId) this.parts = [];
    this.imagesId = imagesId;
    this.parts.push(images);
  }

  /** The request with the images that were sent for it. Keeps none of them. */
  takeFor(request: TrainRequest): TrainRequest {
    const parts = this.imagesId === request.imagesId ? this.parts : [];
    this.imagesId = undefined;
    this.parts = [];
    if (parts.length === 0) return request;
    const all = [...parts, request];
    return {
      ...request,
      examples: all.flatMap(({ examples = [] }) => examples),
      between: all.flatMap(({ between = [] }) => between),
    };
  }
}
