import Foundation
import Kernel

/// A file that is read whole, packed by gzip or zstd or not.
package enum PackedFile {
  private static let bufferBytes = 1 << 20

  /// The bytes of the file at `path`, unpacked where it is packed.
  ///
  /// - Throws: ``InputError`` where it is missing, unreadable, a directory, damaged, cut off, or has more than `limit` bytes.
  package static func bytes(of path: String, limit: Int) throws -> Data {
    let descriptor = try OpenFile.descriptor(path)
    defer { close(descriptor) }
    let buffer = LineBuffer(capacity: bufferBytes)
    var count = 0
    while count < 4 {
      let read = try buffer.read(descriptor, at: count, path: path)
      if read == 0 { break }
      count += read
    }
    let packing = Unpacker.packing(of: (0..<min(count, 4)).map { buffer[$0] })
    let unpacker = try packing.map { try Unpacker(packing: $0, first: buffer, count: count, path: path) }
    var data = Data()
    if unpacker == nil { append(buffer, count, to: &data) }
    while true {
      let read = try unpacker.map { try $0.read(descriptor, into: buffer, at: 0, path: path) } ?? buffer.read(descriptor, at: 0, path: path)
      if read == 0 { return data }
      append(buffer, read, to: &data)
      if data.count > limit {
        throw InputError(
          "the file has more than \(limit >> 20) MiB", file: path, remedy: "is this the file that was meant? save it without texts")
      }
    }
  }

  private static func append(_ buffer: LineBuffer, _ count: Int, to data: inout Data) {
    data.append(contentsOf: (0..<count).map { buffer[$0] })
  }
}
