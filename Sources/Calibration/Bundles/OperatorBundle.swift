import Foundation
import Kernel
import Model

/// Operator times of one model on one accelerator, as LLMServingSim's profiler writes them: a folder with `meta.yaml` and a
/// folder `tpN` for each tensor-parallel degree, in which heads and widths are divided by N and no collective is timed.
struct OperatorBundle {
  /// The tables of one degree.
  struct Degree {
    /// The tensor-parallel degree.
    var tensor: Int
    /// Layers by tokens and by sequences: name, rows, seconds.
    var layers: [LayerRow]
    /// Attention of batches.
    var attention: [AttentionRow]
    /// Routed experts; empty where the model has none or they were not timed.
    var experts: [ExpertRow]
    /// Unequal contexts; empty where they were not timed, or are not part of the profile.
    var skew: [SkewRow]

    /// The tables without layers whose times are those of another degree to the last digit: the profiler times what is not
    /// sharded once and writes it into every folder. Read at a sharded width they would belong to a shape that nobody timed.
    func withoutLayers(copiedFrom other: Degree) -> Degree {
      let (own, others) = (Dictionary(grouping: layers, by: \.name), Dictionary(grouping: other.layers, by: \.name))
      var degree = self
      degree.layers = layers.filter { own[$0.name] != others[$0.name] }
      return degree
    }
  }

  /// Where it was read.
  let path: String
  let metadata: BundleMetadata
  /// The model's shape.
  let model: ModelShape
  /// By rising degree.
  let degrees: [Degree]

  /// Reads the folder at `path`.
  ///
  /// - Throws: ``InputError`` for anything that is missing or cannot be.
  init(path: String) throws {
    self.path = path
    metadata = try BundleMetadata(path: path + "/meta.yaml")
    model = try Self.shape(of: metadata.model, file: path + "/meta.yaml")
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    var degrees: [Degree] = []
    for name in names {
      guard name.hasPrefix("tp"), let tensor = Int(name.dropFirst(2)) else { continue }
      var degree = try Self.degree(tensor, path: path + "/" + name, model: model)
      if !metadata.timesUnequalContexts { degree.skew = [] }
      degrees.append(degree)
    }
    self.degrees = degrees.sorted { $0.tensor < $1.tensor }
    if degrees.isEmpty { throw InputError("holds no folder tp1, tp2, ...", file: path, remedy: "one for each tensor-parallel degree") }
  }

  private static func degree(_ tensor: Int, path: String, model: ModelShape) throws -> Degree {
    try ParallelDivision.check(tensor, of: model, file: path)
    func optional<Row>(_ name: String, _ read: (String) throws -> [Row]) throws -> [Row] {
      FileManager.default.fileExists(atPath: "\(path)/\(name)") ? try read("\(path)/\(name)") : []
    }
    return Degree(
      tensor: tensor,
      layers: try LayerRow.byTokens(path: path + "/dense.csv") + LayerRow.bySequences(path: path + "/per_sequence.csv"),
      attention: try AttentionRow.rows(path: path + "/attention.csv"),
      experts: try optional("moe.csv", ExpertRow.rows), skew: try optional("skew.csv", SkewRow.rows))
  }

  /// The catalog's shape; hub ids with a suffix such as `-Instruct-2507` are of the model without it.
  private static func shape(of hubID: String, file: String) throws -> ModelShape {
    var name = hubID
    while !name.isEmpty {
      if let model = try? ModelCatalog.model(named: name) { return model.shape }
      guard let cut = name.lastIndex(of: "-") else { break }
      name = String(name[..<cut])
    }
    throw InputError("the model '\(hubID)' is not in the catalog", file: file, remedy: "add its shape to the catalog first")
  }
}
