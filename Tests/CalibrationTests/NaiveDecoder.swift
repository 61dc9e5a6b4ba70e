import Calibration
import Foundation
import Model

/// A Llama decoder in loops a reader can check against the papers, in double precision: the whole sequence at once, no
/// cache, no tiles, no library.
struct NaiveDecoder {
  let model: ModelShape
  let weights: TransformerWeights

  /// The logits behind the last of `tokens`.
  func logits(_ tokens: [Int32]) -> [Double] {
    let width = model.hiddenSize
    var hidden = tokens.map { token in (0..<width).map { Double(weights.embedding.base[Int(token) * width + $0]) } }
    for layer in weights.layers {
      let projected = hidden.map { product(normalize($0), layer.queryKeyValue) }
      for (position, attended) in attend(projected).enumerated() {
        hidden[position] = sum(hidden[position], product(attended, layer.attentionOutput))
        let both = product(normalize(hidden[position]), layer.gateUp)
        let inner = model.intermediateSize
        let gated = (0..<inner).map { both[$0] / (1 + exp(-both[$0])) * both[inner + $0] }
        hidden[position] = sum(hidden[position], product(gated, layer.down))
      }
    }
    let last = normalize(hidden[hidden.count - 1])
    if !weights.isTied { return product(last, weights.head) }
    return (0..<model.vocabularySize).map { token in
      (0..<width).reduce(0.0) { $0 + last[$1] * Double(weights.head.base[token * width + $1]) }
    }
  }

  private func attend(_ projected: [[Double]]) -> [[Double]] {
    let size = model.headSize
    let rotated = projected.enumerated().map { position, row in
      (0..<model.heads + model.keyValueHeads).map { rotate(Array(row[$0 * size..<($0 + 1) * size]), position) }
    }
    let firstValue = (model.heads + model.keyValueHeads) * size
    return projected.indices.map { position in
      (0..<model.heads).flatMap { head in
        let shared = head / (model.heads / model.keyValueHeads)
        let scores = (0...position).map { earlier in
          (0..<size).reduce(0.0) { $0 + rotated[position][head][$1] * rotated[earlier][model.heads + shared][$1] }
            / Double(size).squareRoot()
        }
        let exponentials = scores.map { exp($0 - scores.max()!) }
        let total = exponentials.reduce(0, +)
        return (0..<size).map { i in
          (0...position).reduce(0.0) { $0 + exponentials[$1] / total * projected[$1][firstValue + shared * size + i] }
        }
      }
    }
  }

  private func rotate(_ head: [Double], _ position: Int) -> [Double] {
    let half = head.count / 2
    return head.indices.map { i in
      let angle = Double(position) * pow(10_000, -Double(i % half) / Double(half))
      return i < half ? head[i] * cos(angle) - head[i + half] * sin(angle) : head[i] * cos(angle) + head[i - half] * sin(angle)
    }
  }

  private func normalize(_ row: [Double]) -> [Double] {
    let scale = 1 / (row.reduce(0) { $0 + $1 * $1 } / Double(row.count) + 1e-5).squareRoot()
    return row.map { $0 * scale }
  }

  private func product(_ row: [Double], _ matrix: FloatBuffer) -> [Double] {
    let outputs = matrix.count / row.count
    return (0..<outputs).map { column in row.indices.reduce(0.0) { $0 + row[$1] * Double(matrix.base[$1 * outputs + column]) } }
  }

  private func sum(_ left: [Double], _ right: [Double]) -> [Double] { zip(left, right).map(+) }
}
