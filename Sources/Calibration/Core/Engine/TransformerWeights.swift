import Kernel
import Model

/// The weights of a Llama decoder, drawn from a seed: time does not depend on what they say, but they are ordinary numbers,
/// so that activations neither vanish nor explode.
package struct TransformerWeights {
  /// The matrices of one layer. Query, key and value are one product, gate and up are one.
  package struct Layer {
    package let attentionGain: FloatBuffer
    package let queryKeyValue: FloatBuffer
    package let attentionOutput: FloatBuffer
    package let feedForwardGain: FloatBuffer
    package let gateUp: FloatBuffer
    package let down: FloatBuffer
  }

  /// A row for each token.
  package let embedding: FloatBuffer
  package let layers: [Layer]
  package let finalGain: FloatBuffer
  /// A row for each input, or the embedding itself where the two are tied.
  package let head: FloatBuffer
  package let isTied: Bool

  init(_ model: ModelShape, seed: UInt64) throws(InputError) {
    let (hidden, queries) = (model.hiddenSize, model.heads * model.headSize)
    let projected = queries + 2 * model.keyValueHeads * model.headSize
    // What is added to the residual stream is scaled down with depth, as GPT-2 initialises (Radford et al., 2019, 2.3).
    let residual = 1 / Float(2 * model.layers).squareRoot()
    func matrix(_ inputs: Int, _ outputs: Int, _ name: String, scale: Float = 1) throws(InputError) -> FloatBuffer {
      let buffer = try FloatBuffer(count: inputs * outputs)
      SeededFill.fill(buffer, seed: seed, name: name, bound: scale * (3 / Float(inputs)).squareRoot())
      return buffer
    }
    func ones() throws(InputError) -> FloatBuffer {
      let buffer = try FloatBuffer(count: hidden)
      unsafe buffer.base.update(repeating: 1, count: hidden)
      return buffer
    }
    var layers: [Layer] = []
    for index in 0..<model.layers {
      layers.append(
        Layer(
          attentionGain: try ones(), queryKeyValue: try matrix(hidden, projected, "query_key_value.\(index)"),
          attentionOutput: try matrix(queries, hidden, "attention_output.\(index)", scale: residual), feedForwardGain: try ones(),
          gateUp: try matrix(hidden, 2 * model.intermediateSize, "gate_up.\(index)"),
          down: try matrix(model.intermediateSize, hidden, "down.\(index)", scale: residual)))
    }
    self.layers = layers
    finalGain = try ones()
    isTied = model.tiedEmbeddings
    embedding = try FloatBuffer(count: model.vocabularySize * hidden)
    SeededFill.fill(embedding, seed: seed, name: "embedding", bound: 1)
    head = isTied ? embedding : try matrix(hidden, model.vocabularySize, "head")
  }
}
