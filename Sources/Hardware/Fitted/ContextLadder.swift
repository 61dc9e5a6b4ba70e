/// Mean contexts at which the lines of decode attention meet: 1, 2, 3, 4, 6, 8, 12, 16, 24, ...: two to an octave, so that
/// the segment of a context is found from its leading bits.
struct ContextLadder: Hashable, Sendable {
  /// The corners, ascending. Segment i reaches from corner i to corner i + 1; the last one has no end.
  let corners: [Int]

  /// A ladder whose last corner is at or above `limit`.
  init(upTo limit: Int) {
    var corners = [1, 2]
    while corners[corners.count - 1] < limit {
      let last = corners[corners.count - 1]
      corners.append(last.nonzeroBitCount == 1 ? last + last / 2 : last + last / 3)
    }
    self.corners = corners
  }

  /// Segments, the endless one included.
  var segments: Int { corners.count }

  /// The segment in which a mean context of `mean` tokens lies; a corner belongs to the segment that ends there.
  @inline(__always) func segment(of mean: Int) -> Int {
    let below = mean - 1
    guard below > 1 else { return 0 }
    let octave = below.bitWidth - 1 - below.leadingZeroBitCount
    return min(2 * octave - 1 + (below >> (octave - 1)) & 1, corners.count - 1)
  }
}
