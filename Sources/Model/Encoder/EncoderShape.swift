import Kernel

/// A transformer that turns an image, or a clip of sound, into tokens of a language model's prompt: layers over patches that all attend to
/// each other, and a projector to the model's width.
public struct EncoderShape: Hashable, Sendable {
  /// What it is called.
  public var name: String
  /// Whether it hears rather than sees.
  public var isSound: Bool
  /// Layers that run.
  public var layers: Int
  /// Width of a patch.
  public var hiddenSize: Int
  /// Attention heads.
  public var heads: Int
  /// Width of the feed-forward.
  public var intermediateSize: Int
  /// Whether the feed-forward has a gate.
  public var gatedFeedForward: Bool
  /// Values that a patch is made of.
  public var patchValues: Int
  /// Patches of one pass, where all passes are of one size (a square picture, half a minute of sound): larger images are cut into so many
  /// passes. Nil where an image is one pass of whatever size.
  public var patchesPerPass: Int?
  /// Rows of a pass beside its patches, such as one for a class.
  public var extraRows: Int
  /// Patches that a visual token is made of.
  public var patchesPerToken: Int
  /// Patches of a window that layers attend within; nil where all layers attend to everything.
  public var windowPatches: Int?
  /// Layers that attend to everything where the others have windows.
  public var fullLayers: Int
  /// Width of what the projector takes of a visual token.
  public var projectorInputs: Int
  /// Width between the projector's two products; nil for the model's.
  public var projectorWidth: Int?
  /// Whether the projector is one product alone.
  public var projectsOnce: Bool
  /// Weights, the projector included.
  public var parameters: Int

  /// Values of a head.
  public var headSize: Int { hiddenSize / heads }

  /// Inputs and outputs of the projector's products, into a model of such a width.
  public func projections(to width: Int) -> [(inputs: Int, outputs: Int)] {
    if projectsOnce { return [(projectorInputs, width)] }
    let between = projectorWidth ?? width
    return [(projectorInputs, between), (between, width)]
  }

  /// Patches of an image of so many visual tokens.
  public func patches(ofTokens tokens: Int) -> Int { tokens * patchesPerToken }

  /// Passes that an image of so many patches takes, and the rows of each.
  public func passes(ofPatches patches: Int) -> (count: Int, rows: Int) {
    guard let own = patchesPerPass else { return (1, patches + extraRows) }
    return ((patches + own - 1) / own, own + extraRows)
  }

  /// Refuses sizes that no encoder has.
  ///
  /// - Throws: ``InputError`` naming the size.
  public func validate(file: String? = nil) throws(InputError) {
    let sizes: [(String, Int, ClosedRange<Int>)] = [
      ("layers", layers, 1...10_000), ("width", hiddenSize, 1...1_000_000), ("heads", heads, 1...100_000),
      ("width of the feed-forward", intermediateSize, 1...1_000_000), ("values of a patch", patchValues, 1...100_000_000),
      ("patches of a pass", patchesPerPass ?? 1, 1...10_000_000), ("rows beside patches", extraRows, 0...10_000),
      ("patches of a token", patchesPerToken, 1...10_000), ("patches of a window", windowPatches ?? 1, 1...10_000_000),
      ("layers that attend to everything", fullLayers, 0...layers),
    ]
    for (name, size, range) in sizes where !range.contains(size) {
      throw InputError(
        "the encoder '\(self.name)' has \(size) \(name)", file: file, remedy: "from \(range.lowerBound) to \(range.upperBound)")
    }
    if heads > hiddenSize { throw InputError("the encoder '\(name)' has more heads than values", file: file, remedy: "fewer heads") }
    for width in [projectorInputs, projectorWidth ?? 1] where !(1...100_000_000 ~= width) {
      throw InputError("the projector of '\(name)' is \(width) wide", file: file, remedy: "1 to 100000000")
    }
  }
}
