import Model

/// Attention without a mask: every row of a sequence attends to every other.
///
/// A processor takes 192 queries of a head at a time through all keys, 176 at once; the last round takes as long as a full one. Three
/// constants are fitted to the 660 rows with 16 heads of AIConfigurator's table of vLLM 0.24 on an H100 (bf16, 1 to 64 images of 1 to 65,536
/// patches, head sizes of 64, 72 and 80): what a kernel takes whatever its work, and the part of the peak that tiles attain, whether a head's
/// size is a multiple of 16 or is filled up to one. The 900 rows with 12 and 20 heads and at least 256 patches are met within 7 % in the mean.
/// Of other accelerators the same part of their own peak is taken for granted.
package struct EncoderAttention {
  private let processors: Double
  private let peakFLOPs: Double
  private let bytesPerSecond: Double

  /// Attention on an accelerator.
  package init(_ accelerator: Accelerator) {
    processors = Double(accelerator.processors.value)
    peakFLOPs = accelerator.peakFLOPs(.bf16)
    bytesPerSecond = accelerator.bandwidthBytesPerSecond.value
  }

  static let tile = (queries: 192, keys: 176)
  static let kernelSeconds = 7.5e-6
  static let attained = (aligned: 0.57, filled: 0.50)

  /// The work of `sequences` of so many rows each, one layer.
  func work(sequences: Int, rows: Int, heads: Int, headSize: Int) -> RooflineRates.Work {
    let (queries, keys) = (Self.tile.queries, Self.tile.keys)
    let tiles = Double(sequences) * Double(heads) * Double((rows + queries - 1) / queries)
    let rounds = (tiles / processors).rounded(.up) * Double((rows + keys - 1) / keys)
    let perTile = 4 * Double(queries * keys) * Double(headSize)
    let attained = headSize % 16 == 0 ? Self.attained.aligned : Self.attained.filled
    let values = Double(sequences) * Double(heads) * Double(rows) * Double(headSize)
    // Queries, keys, values and results, 16 bits each, come and go before and behind the arithmetic.
    let moving = 8 * values / bytesPerSecond
    var work = RooflineRates.Work(launchSeconds: Self.kernelSeconds)
    work.computeSeconds = rounds * perTile / (peakFLOPs / processors * attained) + moving
    work.usefulComputeSeconds = 4 * values * Double(rows) / peakFLOPs
    work.memorySeconds = moving
    return work
  }

  /// How long that takes, in seconds.
  package func seconds(sequences: Int, rows: Int, heads: Int, headSize: Int) -> Double {
    work(sequences: sequences, rows: rows, heads: heads, headSize: headSize).seconds
  }
}
