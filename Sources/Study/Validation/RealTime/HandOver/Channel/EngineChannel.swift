import Dispatch
import Foundation
import Kernel

/// One end of a socket between two processes: frames go out in order, and what comes in is handed on as it comes.
///
/// A thread of its own writes and another reads, so that who speaks never waits for the other side to listen.
final class EngineChannel: Sendable {
  private let descriptor: Int32
  private let outgoing = Mailbox<EngineFrame>()
  private let written = DispatchSemaphore(value: 0)

  /// Takes over a connected socket.
  init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Two ends of a new socket of this machine, which no process inherits unless it is given one.
  ///
  /// - Throws: ``InputError`` where the system has none.
  static func pair() throws(InputError) -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw InputError("no socket can be had: \(unsafe String(cString: strerror(errno)))", remedy: "more open files (ulimit -n)")
    }
    return (ends[0], ends[1])
  }

  /// Begins to listen and to speak. `receive` is called with each frame, and `lost` once when nothing comes any more, with what was
  /// wrong with what came last, if anything was; both on a thread of the channel.
  func open(receive: @escaping @Sendable (EngineFrame) -> Void, lost: @escaping @Sendable (InputError?) -> Void) {
    Thread.detachNewThread { [self] in write() }
    Thread.detachNewThread { [self] in
      do throws(InputError) {
        while let frame = try read() { receive(frame) }
        outgoing.close()
        lost(nil)
      } catch {
        outgoing.close()
        lost(error)
      }
    }
  }

  /// Says something; it is dropped where nobody listens any more.
  func say(_ frame: EngineFrame) { outgoing.put(frame) }

  /// Says what is still to be said, and nothing after it; the other side then reads to the end. It waits until all is said, or until
  /// nobody has listened for a while.
  func end() {
    outgoing.close()
    _ = written.wait(timeout: .now() + 10)
  }

  /// Ends the connection at once, for both sides.
  func cut() {
    outgoing.close()
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  // MARK: Threads

  private func write() {
    defer { written.signal() }
    while case .element(let frame) = outgoing.take() {
      if !write(frame.head) || !write(frame.body) {
        outgoing.close()
        return
      }
    }
    shutdown(descriptor, Int32(SHUT_WR))
  }

  private func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      // Without a signal where the other side is gone.
      let sent = unsafe send(descriptor, rest, rest.count, Int32(MSG_NOSIGNAL))
      if sent < 0 && errno == EINTR { continue }
      if sent <= 0 { return false }
      if sent == rest.count { return true }
      rest.removeFirst(sent)
    }
    return true
  }

  /// The next frame; nil where the other side has said all.
  private func read() throws(InputError) -> EngineFrame? {
    guard let head = read(EngineFrame.headBytes) else { return nil }
    let (kind, bytes) = try EngineFrame.read(head: head[...])
    guard let body = read(bytes) else { throw InputError("it ended in the middle of '\(kind)'") }
    return EngineFrame(kind, body)
  }

  /// So many bytes, or nil where they do not come.
  private func read(_ count: Int) -> [UInt8]? {
    if count == 0 { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    // All at once: the system puts the parts together.
    let first = unsafe recv(descriptor, &bytes, count, Int32(MSG_WAITALL))
    if first == count { return bytes }
    if first == 0 || first < 0 && errno != EINTR { return nil }
    // A signal came between.
    var got = max(0, first)
    while got < count {
      var part = [UInt8](repeating: 0, count: count - got)
      let more = unsafe recv(descriptor, &part, part.count, Int32(MSG_WAITALL))
      if more < 0 && errno == EINTR { continue }
      if more <= 0 { return nil }
      bytes.replaceSubrange(got..<got + more, with: part[0..<more])
      got += more
    }
    return bytes
  }
}
