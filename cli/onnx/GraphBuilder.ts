/** Data types of onnx.proto. */
const FLOAT = 1;
const INT64 = 7;
/** Kinds of attributes of onnx.proto. */
const KIND = { int: 2, string: 3, ints: 7 };

/** A named value of the graph. */
export type Value = string;
type Attribute = number | string | readonly number[];
type Dimension = number | string;

/** Builds the messages of an ONNX graph, node by node. */
export class GraphBuilder {
  private readonly nodes: object[] = [];
  private readonly initializers: object[] = [];
  private readonly inputs: object[] = [];
  private readonly outputs: object[] = [];

  /** Adds an input of 32-bit floats; a text as a dimension stands for any number. */
  input(name: string, shape: readonly Dimension[], doc: string): Value {
    this.inputs.push(valueInfo(name, shape, doc));
    return name;
  }

  output(value: Value, name: string, shape: readonly Dimension[], doc: string): void {
    this.nodes.push({ op_type: 'Identity', name, input: [value], output: [name] });
    this.outputs.push(valueInfo(name, shape, doc));
  }

  constant(name: string, shape: readonly number[], values: Float32Array): Value {
    const raw_data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.initializers.push({ name, dims: shape, data_type: FLOAT, raw_data });
    return name;
  }

  scalar(value: number): Value {
    return this.constant(this.unused('scalar'), [], Float32Array.of(value));
  }

  integers(values: readonly number[]): Value {
    const name = this.unused('integers');
    const raw_data = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    this.initializers.push({ name, dims: [values.length], data_type: INT64, raw_data });
    return name;
  }

  floats(values: readonly number[]): Value {
    return this.constant(this.unused('floats'), [values.length], Float32Array.from(values));
  }

  /** Adds an operation with one output; inputs that are left out are ''. */
  add(op: string, inputs: readonly Value[], attributes: Record<string, Attribute> = {}): Value {
    const name = this.unused(op);
    const attribute = Object.entries(attributes).map(([key, value]) => attributeOf(key, value));
    this.nodes.push({ op_type: op, name, input: inputs, output: [name], attribute });
    return name;
  }

  build(name: string): object {
    return {
      name,
      node: this.nodes,
      initializer: this.initializers,
      input: this.inputs,
      output: this.outputs,
    };
  }

  private count = 0;
  private unused(what: string): string {
    return `${what}_${this.count++}`;
  }
}

function attributeOf(name: string, value: Attribute): object {
  if (typeof value === 'number') return { name, i: value, type: KIND.int };
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: KIND.string };
  return { name, ints: value, type: KIND.ints };
}

function valueInfo(name: string, shape: readonly Dimension[], doc_string: string): object {
  const dim = shape.map((size) => (typeof size === 'number' ? { dim_value: size } : { dim_param: size }));
  return { name, doc_string, type: { tensor_type: { elem_type: FLOAT, shape: { dim } } } };
}
