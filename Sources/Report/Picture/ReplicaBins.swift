import Kernel
import Record

/// What a replica did over a stretch of time, in bins of equal length. Their number is bounded: where a run goes on beyond them, two and two
/// become one, so that a picture takes as much memory of a year as of a second.
struct ReplicaBins {
  /// What happened in a bin.
  struct Bin: Hashable {
    /// Picoseconds in iterations that prefill only, prefill and decode, and decode only; of several micro-batches the sum.
    var prefill = 0.0
    var mixed = 0.0
    var decode = 0.0
    /// Sequences of the iterations times the picoseconds that they take.
    var sequenceTime = 0.0
    /// Tokens of the iterations times the picoseconds that they take.
    var tokenTime = 0.0
    /// The most sequences of an iteration.
    var sequences = 0
    /// The most KV blocks in use.
    var kvBlocks = 0
    /// The most requests that waited.
    var waiting = 0
    /// Requests that lost their place.
    var preempted = 0
    /// Requests that a crash took from the replica.
    var lost = 0
    /// Requests that the cluster turned away.
    var rejected = 0

    /// Picoseconds in iterations of any sort.
    var busy: Double { prefill + mixed + decode }

    /// Takes in a part of another bin's time, and what happened in it where `withCounts` says so.
    mutating func add(_ other: Bin, share: Double = 1, withCounts: Bool = true) {
      prefill += other.prefill * share
      mixed += other.mixed * share
      decode += other.decode * share
      sequenceTime += other.sequenceTime * share
      tokenTime += other.tokenTime * share
      sequences = max(sequences, other.sequences)
      kvBlocks = max(kvBlocks, other.kvBlocks)
      waiting = max(waiting, other.waiting)
      guard withCounts else { return }
      preempted += other.preempted
      lost += other.lost
      rejected += other.rejected
    }
  }

  /// Bins that are kept at most.
  static let most = 2048

  /// When the first bin begins.
  let from: Instant
  /// When the stretch ends at the latest.
  let to: Instant
  /// Picoseconds of a bin.
  private(set) var width: Int64 = 1_000_000
  private(set) var bins = [Bin](repeating: Bin(), count: most)

  /// Empty bins from `from` to `to`, or to the end of the run.
  init(from: Instant, to: Instant) { (self.from, self.to) = (from, to) }

  /// Takes in iterations, as far as they lie in the stretch.
  mutating func add(_ span: IterationSpan) {
    let (start, end) = (max(span.start, from), min(span.end, to))
    guard start < end else { return }
    widen(toHold: end - from)
    var whole = Bin()
    whole.sequences = span.decodeSequences + span.prefillChunks
    whole.kvBlocks = span.kvBlocksUsed
    whole.waiting = span.waiting
    let tokens = span.decodeSequences + span.prefillTokens
    var place = (start - from).picoseconds
    let last = (end - from).picoseconds
    while place < last {
      let index = Int(place / width)
      let (binEnd, isBeyond) = (Int64(index) + 1).multipliedReportingOverflow(by: width)
      let next = isBeyond ? last : min(last, binEnd)
      let time = Double(next - place)
      var part = whole
      switch (span.prefillTokens > 0, span.decodeSequences > 0) {
      case (true, true): part.mixed = time
      case (true, false): part.prefill = time
      case (false, _): part.decode = time
      }
      part.sequenceTime = time * Double(whole.sequences)
      part.tokenTime = time * Double(tokens)
      bins[index].add(part)
      place = next
    }
  }

  /// Takes in something that happened at an instant.
  mutating func mark(_ count: WritableKeyPath<Bin, Int>, at time: Instant) {
    guard time >= from, time < to else { return }
    widen(toHold: time - from + Duration(picoseconds: 1))
    bins[Int((time - from).picoseconds / width)][keyPath: count] += 1
  }

  private mutating func widen(toHold length: Duration) {
    while true {
      let (held, isAll) = width.multipliedReportingOverflow(by: Int64(Self.most))
      if isAll || held >= length.picoseconds { return }
      for index in 0..<(Self.most / 2) {
        var pair = bins[2 * index]
        pair.add(bins[2 * index + 1])
        bins[index] = pair
      }
      for index in (Self.most / 2)..<Self.most { bins[index] = Bin() }
      width *= 2
    }
  }

  /// The stretch until `end` in so many columns, each with its share of the bins that it cuts; what is counted falls into the column in which
  /// its bin begins.
  func columns(_ count: Int, until end: Instant) -> [Bin] {
    let length = Double((end - from).picoseconds)
    guard length > 0, count > 0 else { return [] }
    let column = length / Double(count)
    var columns = [Bin](repeating: Bin(), count: count)
    for (index, bin) in bins.enumerated() where bin != Bin() {
      let (begin, binEnd) = (Double(index) * Double(width), min(length, Double(index + 1) * Double(width)))
      let (first, last) = (min(count - 1, Int(begin / column)), min(count - 1, Int(max(begin, binEnd - 1) / column)))
      for place in first...max(first, last) {
        let overlap = min(binEnd, Double(place + 1) * column) - max(begin, Double(place) * column)
        columns[place].add(bin, share: max(0, overlap) / max(1, binEnd - begin), withCounts: place == first)
      }
    }
    return columns
  }
}
