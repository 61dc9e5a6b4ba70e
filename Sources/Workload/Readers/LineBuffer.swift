import Foundation

/// Memory for the bytes of a file as they are read. A ``TraceLine`` in it keeps it.
///
/// This file, ``TraceLine`` and ``ByteCursor`` are the only ones of the room that touch memory themselves. The invariant: `start`
/// is the start of ``capacity`` bytes and eight spare ones, all initialised, that are freed with this object and by nobody else. So
/// eight bytes can be read at once at every place of the buffer and at its end.
@safe final class LineBuffer {
  let start: UnsafeMutablePointer<UInt8>
  let capacity: Int
  private static let spareBytes = 8

  /// So many zeros.
  init(capacity: Int) {
    self.capacity = capacity
    unsafe start = .allocate(capacity: capacity + Self.spareBytes)
    unsafe start.initialize(repeating: 0, count: capacity + Self.spareBytes)
  }

  deinit { unsafe start.deallocate() }

  /// The byte at a place.
  ///
  /// - Precondition: `place` is in `0 ..< capacity`.
  subscript(place: Int) -> UInt8 {
    precondition(UInt(bitPattern: place) < UInt(bitPattern: capacity), "a place out of range")
    return unsafe start[place]
  }

  /// The first place in `range` that holds `byte`.
  ///
  /// - Precondition: `range` is within the buffer.
  @inline(__always) func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    check(range)
    guard let found = unsafe memchr(start + range.lowerBound, Int32(byte), range.count) else { return nil }
    return unsafe found.assumingMemoryBound(to: UInt8.self) - UnsafeMutablePointer(start)
  }

  /// Copies a stretch of another buffer, or of this one, to the front.
  ///
  /// - Precondition: `range` is within `other`, and no longer than this buffer.
  func copyToFront(_ range: Range<Int>, of other: LineBuffer) {
    other.check(range)
    check(0..<range.count)
    unsafe memmove(start, other.start + range.lowerBound, range.count)
  }

  /// Reads from a file into the space from `place` on, and returns how many bytes came; 0 at the end.
  ///
  /// - Precondition: `place` is in `0 ..< capacity`.
  /// - Throws: ``InputError`` where the file cannot be read.
  func read(_ descriptor: Int32, at place: Int, path: String) throws -> Int {
    precondition(place >= 0 && place < capacity, "no space to read into")
    while true {
      let count = unsafe Foundation.read(descriptor, start + place, capacity - place)
      if count >= 0 { return count }
      if errno != EINTR { throw OpenFile.failure("cannot read the file", path: path) }
    }
  }

  /// Puts a tab in the place of every line feed, and a blank in that of every carriage return and tab.
  ///
  /// - Precondition: `range` is within the buffer.
  func blankLineEnds(in range: Range<Int>) {
    check(range)
    for place in range {
      let byte = unsafe start[place]
      if byte == 0x0A { unsafe start[place] = 0x09 } else if byte == 0x0D || byte == 0x09 { unsafe start[place] = 0x20 }
    }
  }

  /// Calls `body` with the bytes in `range`.
  ///
  /// - Precondition: `range` is within the buffer.
  func withBytes<Result>(_ range: Range<Int>, _ body: (RawSpan) throws -> Result) rethrows -> Result {
    check(range)
    return try unsafe body(UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count).bytes)
  }

  @inline(__always) private func check(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= capacity, "a stretch out of range")
  }
}
