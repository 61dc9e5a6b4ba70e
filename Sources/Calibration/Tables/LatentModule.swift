import Hardware
import Kernel
import Model

/// The products of a latent attention module, which its tables time together with its attention: down to the latents, up to the
/// queries, up to keys and values or, absorbed, of queries and outputs, and out.
///
/// What they take is what the same accelerator's table of products says, so that module less products is what a cost model that prices
/// the products by that table has to add.
struct LatentModule {
  private let model: ModelShape
  private let latent: LatentAttention
  private let products: OperatorFit
  private let format: NumberFormat
  private var grids: [Int: [MonotoneGrid]] = [:]

  /// The module of a model of the tables, whose products are in `format`.
  ///
  /// - Throws: ``InputError`` for a model that is not known, or has none.
  init(of name: String, products: OperatorFit, format: NumberFormat, file: String) throws(InputError) {
    let model = try ModelCatalog.model(named: name).shape
    guard let latent = model.latentAttention else {
      throw InputError("\(name) has no latent attention", file: file, remedy: "a model with kv_lora_rank in its config.json")
    }
    self.model = model
    self.latent = latent
    self.products = products
    self.format = format
  }

  /// What is cached of a token.
  var latentSize: Int { latent.keyValueRank + latent.rotaryHeadSize }
  /// The mean of what a key and a value hold.
  var pairSize: Int { latent.pairSize }

  /// Seconds of the products over so many rows, with the part of the heads that one accelerator has.
  mutating func seconds(rows: Double, heads: Int) -> Double {
    if grids[heads] == nil { grids[heads] = shapes(heads: heads).map { products.grid(for: call($0.outputs, $0.inputs)) } }
    return (grids[heads] ?? []).reduce(0) { $0 + $1.seconds(rows) }
  }

  private func call(_ outputs: Int, _ inputs: Int) -> OperatorCall { .matrixProduct(outputs: outputs, inputs: inputs, format: format) }

  /// The same as a cost model has them (``RooflineOperatorList``).
  private func shapes(heads: Int) -> [(outputs: Int, inputs: Int)] {
    [
      (latentSize + (latent.queryRank ?? 0), model.hiddenSize),
      (heads * (latent.plainHeadSize + latent.rotaryHeadSize), latent.queryRank ?? model.hiddenSize),
      (heads * (latent.plainHeadSize + latent.valueHeadSize), latent.keyValueRank),
      (model.hiddenSize, heads * latent.valueHeadSize),
    ]
  }
}
