import Kernel
import Model

/// An encoder beside a model, on the same accelerators: what it is, and what of their memory keeps its results.
public struct ImageEncoder: Hashable, Sendable {
  /// Its sizes.
  public var shape: EncoderShape
  /// Whether its weights are among those of the model already.
  public var isPartOfModel: Bool
  /// Bytes of an accelerator's memory that keep results of images for requests that show them again.
  public var cacheBytes = 0
  /// Visual tokens that an image is encoded to.
  public var imageTokens: Int
  /// Patches of an image; nil for as many as its tokens are made of.
  public var patches: Int?

  /// An encoder of images that come to so many tokens.
  public init(_ shape: EncoderShape, isPartOfModel: Bool, imageTokens: Int) {
    (self.shape, self.isPartOfModel, self.imageTokens) = (shape, isPartOfModel, imageTokens)
  }

  /// The most patches of an image.
  public static let mostPatches = 1_000_000

  /// Patches of an image.
  public var imagePatches: Int { patches ?? shape.patches(ofTokens: imageTokens) }

  /// Refuses an encoder that cannot be, and pairs of settings of which nobody has said what they do together.
  ///
  /// - Throws: ``InputError`` naming both.
  public func validate(options: DeploymentOptions) throws(InputError) {
    try shape.validate()
    guard 1...1_000_000 ~= imageTokens, 1...Self.mostPatches ~= imagePatches else {
      throw InputError(
        "an image of \(imageTokens) visual tokens and \(imagePatches) patches",
        remedy: "1 to 1000000 tokens, and 1 to \(Self.mostPatches) patches")
    }
    guard 0...1_000_000_000_000_000 ~= cacheBytes else {
      throw InputError("an encoder's cache of \(cacheBytes) bytes", remedy: "0 B to 1 PB")
    }
    try ContextParallel.refuse(
      beside: "encoder",
      [
        ("parallel.pipeline", options.layout.pipeline > 1), ("parallel.data", options.layout.data > 1),
        ("parallel.context", options.layout.context.groups > 1), ("parallel.decode_context", options.layout.context.decode > 1),
        ("parallel.feed_forward", options.layout.feedForward != nil),
      ])
  }
}

extension MemoryPlan {
  /// Bytes of an encoder on each accelerator: its weights in 16 bits, divided over a tensor group, where they are not the model's, and
  /// what keeps its results, which every accelerator has whole.
  static func encoderBytes(_ options: DeploymentOptions) -> Int {
    guard let encoder = options.encoder else { return 0 }
    let tensor = Double(options.layout.tensor)
    let weights = encoder.isPartOfModel ? 0 : (2 * Double(encoder.shape.parameters) / tensor).rounded(.up)
    // Absurd encoders are refused by the plan, not trapped on.
    return Int(min(weights + Double(encoder.cacheBytes), 1e17))
  }
}
