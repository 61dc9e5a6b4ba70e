import Foundation
import Kernel

/// Writes the canonical format. The file appears under its name only when it is complete; until then it lies beside it
/// under a temporary name, and is removed where writing fails.
public final class TraceWriter {
  private let path: String
  private let temporaryPath: String
  private let blockTokens: Int?
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private static let bufferBytes = 256 << 10
  /// Requests written.
  public private(set) var rows = 0

  /// Begins a file; `blockTokens` makes a column for prompt blocks of that size.
  ///
  /// - Throws: ``InputError`` where nothing can be written there.
  public init(path: String, blockTokens: Int? = nil) throws {
    self.path = path
    self.blockTokens = blockTokens
    temporaryPath = path + ".partial-\(getpid())"
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw InputError("this is not a file that can be replaced", file: path, remedy: "give the name of a file to write")
    }
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw OpenFile.failure("cannot write here", path: path) }
    buffer.reserveCapacity(Self.bufferBytes + 4096)
    buffer.append(contentsOf: CanonicalTrace.heading(blockTokens: blockTokens).utf8)
  }

  deinit { abandon() }

  /// Appends one request.
  ///
  /// - Throws: ``InputError`` where the disk is full or fails; nothing of the file remains then.
  public func write(_ arrival: Arrival) throws {
    appendTime(arrival.time.picoseconds)
    buffer.append(0x2C)
    append(UInt64(arrival.promptTokens))
    buffer.append(0x2C)
    append(UInt64(arrival.outputTokens))
    if blockTokens != nil {
      buffer.append(0x2C)
      for (index, block) in arrival.blockHashes.enumerated() {
        if index > 0 { buffer.append(0x20) }
        append(block)
      }
    }
    buffer.append(0x0A)
    rows += 1
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  /// Writes all that `source` has left.
  ///
  /// - Throws: ``InputError``, also from the source.
  public func write(all source: any ArrivalSource) throws {
    var source = source
    while let arrival = try source.next() { try write(arrival) }
  }

  /// Completes the file and gives it its name.
  ///
  /// - Throws: ``InputError`` where the disk is full or fails.
  public func finish() throws {
    try flush()
    guard fsync(descriptor) == 0, close(descriptor) == 0 else {
      let error = OpenFile.failure("cannot complete the file", path: path)
      abandon()
      throw error
    }
    descriptor = -1
    guard rename(temporaryPath, path) == 0 else {
      let error = OpenFile.failure("cannot name the file", path: path)
      unlink(temporaryPath)
      throw error
    }
  }

  private func abandon() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    unlink(temporaryPath)
  }

  private func flush() throws {
    guard descriptor >= 0 else { throw InputError("the file is closed", file: path) }
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress! + written, $0.count - written) }
      if count > 0 {
        written += count
      } else if errno != EINTR {
        let error = OpenFile.failure("cannot write the file", path: path)
        abandon()
        throw error
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Seconds with twelve decimals, so that every picosecond is written.
  private func appendTime(_ picoseconds: Int64) {
    precondition(picoseconds >= 0, "a request before the start")
    append(UInt64(picoseconds) / 1_000_000_000_000)
    buffer.append(0x2E)
    append(UInt64(picoseconds) % 1_000_000_000_000, digits: 12)
  }

  private func append(_ number: UInt64, digits: Int = 1) {
    let first = buffer.count
    var rest = number
    while rest > 0 || buffer.count - first < digits {
      buffer.append(UInt8(rest % 10) + 0x30)
      rest /= 10
    }
    buffer[first...].reverse()
  }
}
