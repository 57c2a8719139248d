import modelUrl from '@mediapipe/selfie_segmentation/selfie_segmentation_landscape.tflite?url';
import { ImageSegmenter } from '@mediapipe/tasks-vision';
import wasmUrl from 'vision-wasm/vision_wasm_internal.wasm?url';
import loaderUrl from 'vision-wasm/vision_wasm_internal.js?url';
import { describeModel } from './modelMetadata';

/** What the model looks at: a wide picture of this size. */
export const maskWidth = 256;
export const maskHeight = 144;

export interface Segmenter {
  /** How surely each point of the picture is a person, 0 to 1; valid until the next call. */
  look(picture: OffscreenCanvas | HTMLCanvasElement, time: number): Float32Array;
  close(): void;
}

/** Tells people from their surroundings. All of it comes from our own server, and no picture leaves the machine. */
export async function openSegmenter(): Promise<Segmenter> {
  const answer = await fetch(modelUrl);
  if (!answer.ok) throw new Error(`model: ${answer.status}`);
  const model = describeModel(new Uint8Array(await answer.arrayBuffer()));
  const segmenter = await ImageSegmenter.createFromOptions(
    { wasmLoaderPath: loaderUrl, wasmBinaryPath: wasmUrl },
    // On the processor: a picture this small is done before a graphics card has answered.
    { baseOptions: { modelAssetBuffer: model, delegate: 'CPU' }, runningMode: 'VIDEO', outputConfidenceMasks: true, outputCategoryMask: false },
  );
  const mask = new Float32Array(maskWidth * maskHeight);
  return {
    look(picture, time) {
      segmenter.segmentForVideo(picture, time, ({ confidenceMasks }) => {
        const found = confidenceMasks?.[0]?.getAsFloat32Array();
        if (found !== undefined && found.length === mask.length) mask.set(found);
      });
      return mask;
    },
    close: () => segmenter.close(),
  };
}
