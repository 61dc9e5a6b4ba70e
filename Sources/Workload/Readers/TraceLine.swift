/// A line of a file: a stretch of the ``LineBuffer`` that it was read into, which it keeps.
///
/// The invariant: `start` is the start of ``count`` bytes within `buffer`, so that eight more behind them can be read. They are
/// those of the line until the ``LineReader`` is asked for the next one, and bytes of other lines afterwards.
@safe struct TraceLine: RandomAccessCollection {
  let start: UnsafePointer<UInt8>
  let count: Int
  private let buffer: LineBuffer

  /// The bytes of a buffer in `range`.
  ///
  /// - Precondition: `range` is within the buffer.
  @inline(__always) init(_ buffer: LineBuffer, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= buffer.capacity, "a line beyond its buffer")
    self.buffer = buffer
    unsafe start = UnsafePointer(buffer.start + range.lowerBound)
    count = range.count
  }

  /// A line with the given bytes.
  init(_ bytes: [UInt8]) {
    let buffer = LineBuffer(capacity: bytes.count)
    for (place, byte) in bytes.enumerated() { unsafe buffer.start[place] = byte }
    self.init(buffer, 0..<bytes.count)
  }

  var startIndex: Int { 0 }
  var endIndex: Int { count }
  var isEmpty: Bool { count == 0 }

  subscript(place: Int) -> UInt8 {
    precondition(UInt(bitPattern: place) < UInt(bitPattern: count), "a place beyond the line")
    return unsafe start[place]
  }
}
