import { inputChannels } from '../../src/data/Channels';
import { VERSION } from '../../src/data/version';
import { splitMembers } from '../../src/networks/members';
import type { ModelFile } from '../../src/storage/modelFile';
import { GraphBuilder } from './GraphBuilder';
import { normalisationGraph } from './normalisationGraph';
import { encodeOnnx } from './onnxSchema';
import { segmenterGraph } from './segmenterGraph';

/** Operators as of ONNX 1.12, and the format of the same release. */
const OPSET = 17;
const IR_VERSION = 8;

/**
 * A model's segmenter and its normalisation as an ONNX file. Its input is a field of the model's size in
 * modality values, its output the probabilities of background and segments.
 */
export function exportOnnx({ description, weights }: ModelFile): Uint8Array {
  const { network, segments, intensities = 'robust', field } = description;
  const { size, classes, members = 1 } = network;
  const graph = new GraphBuilder();
  const shape = ['batch', inputChannels(network), size, size];
  const image = graph.input('image', shape, 'modality values of the field');
  const normalised = normalisationGraph(graph, intensities, image);
  const each = splitMembers(weights, members).map((own, i) => {
    const logits = segmenterGraph(graph, own, network, `member${i + 1}/`, normalised);
    return graph.add('Softmax', [logits], { axis: 1 });
  });
  const mean = each.length === 1 ? each[0] : graph.add('Mean', each);
  graph.output(mean, 'probabilities', ['batch', classes, size, size], 'of background and segments, 0..1');
  const named = { segments, fieldMm: field.edgeMm, wholeImage: field.wholeImage ?? null };
  return encodeOnnx({
    ir_version: IR_VERSION,
    producer_name: 'few-shot-segment',
    producer_version: VERSION,
    graph: graph.build('segmenter'),
    opset_import: [{ domain: '', version: OPSET }],
    metadata_props: Object.entries(named).map(([key, value]) => ({ key, value: JSON.stringify(value) })),
  });
}
