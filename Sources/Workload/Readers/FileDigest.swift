import Foundation
import Kernel

/// The digest of a file's bytes, which names a trace in a run's record whatever the file is called.
public enum FileDigest {
  /// Equal to ``Digest/mix(_:)`` over all bytes at once, but read a chunk at a time.
  ///
  /// - Throws: ``InputError`` where the file cannot be read, or is a pipe, whose bytes can be had only once.
  public static func of(path: String) throws -> Digest {
    let descriptor = try OpenFile.descriptor(path)
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw InputError("a pipe cannot be identified, for it is read once", file: path, remedy: "save it to a file first")
    }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    var digest = Digest()
    var total: UInt64 = 0
    var held = 0
    while true {
      let count = try OpenFile.read(
        descriptor, into: buffer.baseAddress! + held, count: buffer.count - held, path: path)
      held += count
      total += UInt64(count)
      let whole = held & ~7
      for offset in stride(from: 0, to: whole, by: 8) {
        digest.mix(UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      }
      if whole > 0 { memmove(buffer.baseAddress!, buffer.baseAddress! + whole, held - whole) }
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
