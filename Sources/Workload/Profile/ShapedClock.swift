import Kernel

/// Draws arrival times with the course and the burstiness of an ``ArrivalShape``.
///
/// Batches follow a renewal process whose mean gap is one expected batch; the course of the rate turns expected batches
/// into time, piece by piece. Positions are kept within a piece, so that nothing drifts however long the trace.
struct ShapedClock {
  private let pieces: [Double]
  private let pieceLength: Int64
  private let gap: QuantileCurve
  private let meanGap: Double
  private let batchSize: QuantileCurve
  private var gaps: RandomStream
  private var sizes: RandomStream
  private var piece = 0
  private var pieceStart: Int64 = 0
  private var within = 0.0
  private var leftInBatch = 0
  private var now = Instant.start
  private var hasBegun = false

  /// A clock at the start, for the profile's course at the given mean rate.
  init(_ profile: TraceProfile, seed: UInt64, requestsPerSecond: Double) throws {
    pieces = profile.arrivals.batchesByPiece.map(Double.init)
    let spanSeconds = Double(profile.requests) / requestsPerSecond
    guard let length = Duration(exactlySeconds: spanSeconds / Double(pieces.count)), length > .zero else {
      throw InputError(
        "at \(requestsPerSecond) requests per second the profile's span is \(spanSeconds) s", remedy: "give a rate nearer to its own")
    }
    pieceLength = length.picoseconds
    gap = profile.arrivals.gapMillionths
    // The curve's own mean is one batch, so that few points do not shift the rate.
    meanGap = gap.mean
    batchSize = profile.arrivals.batchSize
    gaps = RandomStream(seed: seed, name: "arrival gaps")
    sizes = RandomStream(seed: seed, name: "batch sizes")
  }

  /// The next time.
  ///
  /// - Throws: ``InputError`` past 106 days.
  mutating func next() throws -> Instant {
    if leftInBatch == 0 {
      // A trace begins with its first batch.
      if hasBegun { try advance() }
      hasBegun = true
      leftInBatch = batchSize.values.last == 1 ? 1 : max(batchSize.value(at: sizes.uniform()), 1)
    }
    leftInBatch -= 1
    return now
  }

  private mutating func advance() throws {
    var gap = Double(gap.value(at: gaps.uniform())) / meanGap
    while within + gap >= pieces[piece] {
      gap -= pieces[piece] - within
      within = 0
      piece = piece + 1 == pieces.count ? 0 : piece + 1
      let (start, overflow) = pieceStart.addingReportingOverflow(pieceLength)
      guard !overflow, start < .max - pieceLength else { throw ArrivalClock.beyondTime() }
      pieceStart = start
    }
    within += gap
    now = Instant(picoseconds: pieceStart + Int64((within / pieces[piece] * Double(pieceLength)).rounded()))
  }
}
