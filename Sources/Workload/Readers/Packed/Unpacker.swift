import CCompression
import Kernel

/// Unpacks a file that gzip or zstd has packed, a piece at a time: memory stays at one buffer and what the packing looks back on.
///
/// The invariant: `state` is the handle of a stream that is closed with this object and by nobody else.
@safe final class Unpacker {
  private let state: OpaquePointer
  private let isZstandard: Bool
  /// What was read of the file and not unpacked yet.
  private let input = LineBuffer(capacity: 64 << 10)
  private var inputBegin = 0
  private var inputEnd = 0
  private var reachedEnd = false
  /// Whether the packed text may end here.
  private var isBetweenMembers = false

  /// What the packing of a file that begins with these bytes is called; nil where they are of none that is unpacked here.
  static func packing(of magic: [UInt8]) -> String? {
    if magic.starts(with: [0x1F, 0x8B]) { return "gzip" }
    return magic.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) ? "zstd" : nil
  }

  /// An unpacker of a file whose first bytes are in `buffer`.
  ///
  /// - Throws: ``InputError`` where there is no memory for it.
  init(packing: String, first buffer: LineBuffer, count: Int, path: String) throws {
    isZstandard = packing == "zstd"
    guard let state = unsafe windtunnel_unpacker_open(isZstandard ? 1 : 0) else {
      throw InputError("there is no memory to unpack the file", file: path)
    }
    unsafe self.state = state
    input.copyToFront(0..<count, of: buffer)
    inputEnd = count
  }

  deinit { unsafe windtunnel_unpacker_close(state) }

  /// Unpacks into the space of `buffer` from `place` on, and returns how many bytes came; 0 at the end.
  ///
  /// - Precondition: `place` is in `0 ..< buffer.capacity`.
  /// - Throws: ``InputError`` where the file cannot be read, is damaged or is cut off.
  func read(_ descriptor: Int32, into buffer: LineBuffer, at place: Int, path: String) throws -> Int {
    precondition(place >= 0 && place < buffer.capacity, "no space to unpack into")
    while true {
      if isBetweenMembers && !isZstandard { try passPadding(path) }
      let room = min(buffer.capacity - place, 1 << 30)
      let step = unsafe windtunnel_unpacker_step(
        state, input.start + inputBegin, inputEnd - inputBegin, buffer.start + place, room)
      inputBegin += step.consumed
      switch Int(step.status) {
      case windtunnel_damaged:
        throw InputError(
          "the archive is damaged", file: path, remedy: "test it with \(isZstandard ? "zstd" : "gzip") -t, and fetch it anew")
      case windtunnel_window_too_large:
        throw InputError("the archive looks back further than 128 MiB", file: path, remedy: "unpack it first, with zstd -d --long=31")
      default: break
      }
      if step.produced > 0 || step.consumed > 0 { isBetweenMembers = Int(step.status) == windtunnel_member_ends }
      if step.produced > 0 { return step.produced }
      if step.consumed > 0 { continue }
      guard inputBegin == inputEnd else { throw InputError("the archive is damaged", file: path, remedy: "fetch it anew") }
      if reachedEnd {
        if isBetweenMembers { return 0 }
        throw InputError("the archive is cut off", file: path, remedy: "fetch or pack it anew; its end is missing")
      }
      try refill(descriptor, path)
    }
  }

  private func refill(_ descriptor: Int32, _ path: String) throws {
    inputBegin = 0
    inputEnd = try input.read(descriptor, at: 0, path: path)
    reachedEnd = inputEnd == 0
  }

  /// Passes over zeros behind the end of a member, with which tapes are filled up.
  private func passPadding(_ path: String) throws {
    while inputBegin < inputEnd, input[inputBegin] == 0 { inputBegin += 1 }
    if inputBegin < inputEnd, input[inputBegin] != 0x1F {
      throw InputError("the archive has text behind its end", file: path, remedy: "is it damaged?")
    }
  }
}
