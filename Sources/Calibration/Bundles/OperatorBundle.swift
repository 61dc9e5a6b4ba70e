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
    var dense: BundleTable
    var perSequence: BundleTable
    var attention: BundleTable
    /// Routed experts, where the model has them and they were timed.
    var mixture: BundleTable?
    /// Unequal contexts, where they were timed.
    var skew: BundleTable?
  }

  /// Where it was read.
  let path: String
  let metadata: BundleMetadata
  /// The model's shape.
  let model: ModelShape
  /// By rising degree.
  let degrees: [Degree]

  private static let denseNames: Set<String> = [
    "embedding", "layernorm", "qkv_proj", "qk_norm", "rotary_emb", "o_proj", "gate_up_proj", "act_fn", "down_proj",
    "final_layernorm",
  ]

  /// Reads the folder at `path`.
  ///
  /// - Throws: ``InputError`` for anything that is missing or cannot be.
  init(path: String) throws {
    self.path = path
    metadata = try BundleMetadata(path: path + "/meta.yaml")
    model = try Self.shape(of: metadata.model, file: path + "/meta.yaml")
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    degrees = try names.compactMap { name in
      guard name.hasPrefix("tp"), let tensor = Int(name.dropFirst(2)) else { return nil }
      return try Self.degree(tensor, path: path + "/" + name, model: model)
    }.sorted { $0.tensor < $1.tensor }
    if degrees.isEmpty { throw InputError("holds no folder tp1, tp2, ...", file: path, remedy: "one for each tensor-parallel degree") }
  }

  private static func degree(_ tensor: Int, path: String, model: ModelShape) throws -> Degree {
    try ParallelDivision.check(tensor, of: model, file: path)
    func optional(_ name: String) -> String? {
      FileManager.default.fileExists(atPath: "\(path)/\(name)") ? "\(path)/\(name)" : nil
    }
    return Degree(
      tensor: tensor,
      dense: try BundleTable(path: path + "/dense.csv", label: "layer", counts: ["tokens"], times: ["time_us"], names: denseNames),
      perSequence: try BundleTable(
        path: path + "/per_sequence.csv", label: "layer", counts: ["sequences"], times: ["time_us"], names: ["lm_head", "sampler"]),
      attention: try BundleTable(
        path: path + "/attention.csv", counts: ["prefill_chunk", "kv_prefill", "n_decode", "kv_decode"], times: ["time_us"]),
      mixture: try optional("moe.csv").map {
        try BundleTable(path: $0, counts: ["tokens", "activated_experts"], times: ["time_us"])
      },
      skew: try optional("skew.csv").map {
        try BundleTable(
          path: $0, label: "regime", counts: ["n", "nb", "pc", "kp", "kvs", "kv_big"], times: ["t_mean_us", "t_skew_us"],
          names: ["pure", "mixed"])
      })
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

/// Whether a degree divides a model as the profiler divides it.
enum ParallelDivision {
  static func check(_ tensor: Int, of model: ModelShape, file: String) throws {
    guard tensor >= 1, model.heads % tensor == 0, model.keyValueHeads % tensor == 0, model.intermediateSize % tensor == 0 else {
      throw InputError(
        "\(model.name) cannot be divided by \(tensor)", file: file,
        remedy: "a divisor of its \(model.heads) heads and \(model.keyValueHeads) key-value heads")
    }
  }
}
