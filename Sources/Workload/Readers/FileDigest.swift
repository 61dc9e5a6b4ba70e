import Foundation
import Kernel

/// The digest of a file's bytes, which names a trace in a run's record whatever the file is called.
public enum FileDigest {
  /// Whether a path is a folder of ServeGen's clients, which has a digest as a file does.
  public static func isPool(_ path: String) -> Bool { ServeGenPool.isFolder(path) && (try? ServeGenPool.files(path)) != nil }

  /// Equal to ``Digest/mix(_:)`` over all bytes at once, but read a chunk at a time. A folder of ServeGen's clients is one thing.
  ///
  /// - Throws: ``InputError`` where the file cannot be read, or is a pipe, whose bytes can be had only once.
  public static func of(path: String) throws -> Digest {
    if let pool = try ServeGenPool.digest(path) { return pool }
    let descriptor = try OpenFile.descriptor(path)
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw InputError("a pipe cannot be identified, for it is read once", file: path, remedy: "save it to a file first")
    }
    let buffer = LineBuffer(capacity: 32 << 10)
    var digest = Digest()
    var total: UInt64 = 0
    var held = 0
    while true {
      let count = try buffer.read(descriptor, at: held, path: path)
      held += count
      total += UInt64(count)
      let whole = held & ~7
      buffer.withBytes(0..<whole) { digest.mix(wordsOf: $0) }
      buffer.copyToFront(whole..<held, of: buffer)
      held -= whole
      if count == 0 { break }
    }
    var tail: UInt64 = 0
    for index in 0..<held { tail |= UInt64(buffer[index]) << UInt64(8 * index) }
    digest.mix(tail)
    digest.mix(total)
    return digest
  }
}
