import Foundation
import Kernel

/// The lines of a file, one at a time, in memory that does not grow with the file.
///
/// It reads into one buffer instead of mapping the file: as fast from the page cache, it works on pipes, its resident
/// memory stays at the buffer's size, and a file that shrinks while it is read ends instead of killing the process
/// (SIGBUS). Lines may end in LF or CRLF, mixed; the last may have no end; a byte-order mark is passed over.
final class LineReader {
  /// A line may be so long; a longer one is not a row of a trace, and no memory is spent on it.
  static let maximumLineBytes = 16 << 20
  /// The first lines are read into a small buffer, since a study opens a trace several times for each variant and mostly reads no
  /// more; the rest is read in larger steps.
  private static let (initialBytes, steadyBytes) = (32 << 10, 256 << 10)

  /// As the user gave it.
  let path: String
  /// The number of the line last handed out, from 1.
  private(set) var lineNumber = 0
  private let descriptor: Int32
  private var buffer = LineBuffer(capacity: LineReader.initialBytes)
  private var begin = 0
  private var end = 0
  private var reachedEnd = false
  /// What unpacks the file, where it is packed.
  private var unpacker: Unpacker?

  /// Opens a file.
  ///
  /// - Throws: ``InputError`` where it is missing, unreadable, a directory, a device, or compressed in a way that is not unpacked here.
  init(path: String) throws {
    self.path = path
    descriptor = try OpenFile.descriptor(path)
    while !reachedEnd && end < 4 { try readOnce() }
    if let packing = Unpacker.packing(of: (0..<min(end, 4)).map { buffer[$0] }) {
      unpacker = try Unpacker(packing: packing, first: buffer, count: end, path: path)
      (end, reachedEnd) = (0, false)
      do {
        while !reachedEnd && end < 4 { try readOnce() }
      } catch var error as InputError {
        error.line = 1
        throw error
      }
    }
    try refuseCompressed()
    if end >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { begin = 3 }
  }

  deinit { close(descriptor) }

  /// The next line without its end, or nil after the last. Its bytes are those of the line until the next call.
  @inline(__always) func next() throws -> TraceLine? {
    if begin < end, let lineEnd = buffer.firstIndex(of: 0x0A, in: begin..<end) { return take(upTo: lineEnd, skipping: 1) }
    return try nextAcrossRefill()
  }

  private func nextAcrossRefill() throws -> TraceLine? {
    var searched = end - begin
    while !reachedEnd {
      try fill()
      if let lineEnd = buffer.firstIndex(of: 0x0A, in: (begin + searched)..<end) { return take(upTo: lineEnd, skipping: 1) }
      searched = end - begin
      if searched > Self.maximumLineBytes {
        throw InputError(
          "a line longer than \(Self.maximumLineBytes >> 20) MiB", file: path, line: lineNumber + 1,
          remedy: "a trace has one request a line; is this a trace, and do its lines end in a line feed?")
      }
    }
    return begin < end ? take(upTo: end, skipping: 0) : nil
  }

  @inline(__always) private func take(upTo lineEnd: Int, skipping: Int) -> TraceLine {
    let start = begin
    begin = lineEnd + skipping
    lineNumber += 1
    return TraceLine(buffer, start..<(lineEnd > start && buffer[lineEnd - 1] == 0x0D ? lineEnd - 1 : lineEnd))
  }

  // MARK: Looking ahead

  /// The bytes that come next, as many as the first read gives; their lines are still to come. They are those of the file until the
  /// next line is asked for.
  func head() throws -> TraceLine {
    // A pipe gives what its writer has written, which may be less than a buffer.
    while !reachedEnd && end < buffer.capacity { try readOnce() }
    return TraceLine(buffer, begin..<end)
  }

  /// The next lines that are whole within the buffer, at most so many; they are still to come.
  func sample(_ count: Int) throws -> [TraceLine] {
    _ = try head()
    var lines: [TraceLine] = []
    var place = begin
    while lines.count < count, place < end {
      guard let lineEnd = buffer.firstIndex(of: 0x0A, in: place..<end) ?? (reachedEnd ? end : nil) else { break }
      let isCRLF = lineEnd > place && buffer[lineEnd - 1] == 0x0D
      lines.append(TraceLine(buffer, place..<(isCRLF ? lineEnd - 1 : lineEnd)))
      place = lineEnd + 1
    }
    return lines
  }

  /// All that is left, with a tab in the place of every line feed and a blank in that of a carriage return or a tab: a document, whose
  /// line ends are of no account but for the number of a line.
  ///
  /// - Throws: ``InputError`` beyond `limit` bytes.
  func document(limit: Int) throws -> TraceLine {
    while !reachedEnd {
      try fill()
      if end - begin > limit {
        throw InputError(
          "a JSON document larger than \(limit >> 20) MiB", file: path,
          remedy: "one object a line is read without holding all of it: jq -c '.[]' makes lines of a list")
      }
    }
    buffer.blankLineEnds(in: begin..<end)
    defer { begin = end }
    return TraceLine(buffer, begin..<end)
  }

  /// Moves what is left to the front, makes room where a line fills the buffer, and reads once.
  private func fill() throws {
    if begin > 0 || end == buffer.capacity {
      let wanted = begin == 0 ? buffer.capacity * 2 : max(buffer.capacity, Self.steadyBytes)
      let target = wanted > buffer.capacity ? LineBuffer(capacity: wanted) : buffer
      target.copyToFront(begin..<end, of: buffer)
      buffer = target
      end -= begin
      begin = 0
    }
    try readOnce()
  }

  private func readOnce() throws {
    let count = try unpacker?.read(descriptor, into: buffer, at: end, path: path) ?? buffer.read(descriptor, at: end, path: path)
    if count == 0 { reachedEnd = true }
    end += count
  }

  private func refuseCompressed() throws {
    guard end >= 4 else { return }
    if end >= 262, (257..<262).map({ buffer[$0] }) == Array("ustar".utf8) {
      throw InputError("this is a tar archive", file: path, remedy: "unpack it first, with tar -xf")
    }
    let magic = (buffer[0], buffer[1], buffer[2], buffer[3])
    let tool: String? =
      switch magic {
      case (0x1F, 0x8B, _, _): "gunzip twice"
      case (0x28, 0xB5, 0x2F, 0xFD): "zstd -d twice"
      case (0x50, 0x4B, 0x03, 0x04): "unzip"
      case (0x42, 0x5A, 0x68, _): "bunzip2"
      case (0xFD, 0x37, 0x7A, 0x58): "unxz"
      default: nil
      }
    guard let tool else { return }
    throw InputError("the file is compressed", file: path, remedy: "unpack it first, with \(tool)")
  }
}
