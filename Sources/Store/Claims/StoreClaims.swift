import Foundation
import Kernel

/// Who of several processes that share a database makes what, so that nothing is made twice at the same time.
///
/// A claim is a lock on one byte of a file beside the database, `results.sqlite-claims`, at a place that follows from what is claimed. It
/// ends with the process that holds it, whichever way that ends: claims of one that was killed are free at once, and none has to be
/// cleared away. What stands in the file says nothing. Each process that joins makes it longer by a byte, so that the others see that
/// somebody may have stored what they have not seen; the last one that leaves removes it.
///
/// Locks are those of an open file description (`F_OFD_SETLK`): two parts of one process that open a database twice keep each other out
/// as well. Where a file system knows none, everything can be claimed, and what two processes both make is stored twice.
public final class StoreClaims: Sendable {
  /// The kernel's numbers of locks of open file descriptions, which not every C library hands on.
  private enum Lock {
    static let ask: Int32 = 36
    static let set: Int32 = 37
  }

  private struct State {
    /// The file; below zero before joining and where no locks can be had.
    var descriptor: Int32 = -1
    var isJoined = false
    /// The length of the file when this process had joined.
    var length: off_t = 0
    /// Whether another process was there then.
    var hadCompany = false
    /// How often each place is claimed by this process.
    var held: [off_t: Int] = [:]
    /// Places whose work is done and that are kept for a while, oldest first.
    var kept: [off_t] = []
  }

  private let path: String
  private let state = LockedValue(State())

  /// Claims whose work is done that are still kept: a run may reach the disk a while after it was written, and another process that looks
  /// for it looks into the database first.
  private static let mostKept = 64
  private static let presence: off_t = 0
  private static let pauseMicroseconds: UInt32 = 20_000

  /// Claims of what is stored in the database at `path`.
  init(ofDatabase path: String) { self.path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path + "-claims" }

  deinit { leave() }

  // MARK: Company

  /// Lets other processes know of this one. To be called before the database is looked through for what need not be made; more than once
  /// does nothing.
  public func join() {
    state.withLock { state in
      if state.isJoined { return }
      state.isJoined = true
      while true {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o666)
        if descriptor < 0 { return }
        switch Self.lock(descriptor, Self.presence, F_RDLCK) {
        case .taken where Self.isStill(descriptor, at: path):
          (state.descriptor, state.hadCompany) = (descriptor, Self.isLocked(descriptor, Self.presence))
          unsafe [UInt8(10)].withUnsafeBytes { _ = unsafe write(descriptor, $0.baseAddress, 1) }
          state.length = Self.length(of: descriptor)
          return
        // Another process has just removed the file, or is about to.
        case .taken, .refused: close(descriptor)
        case .impossible:
          close(descriptor)
          return
        }
      }
    }
  }

  /// Whether other processes have, since this one joined, had the chance to store what it has not seen.
  public var hasCompany: Bool {
    state.withLock { state in
      if state.descriptor >= 0 && !state.hadCompany { state.hadCompany = Self.length(of: state.descriptor) != state.length }
      return state.hadCompany
    }
  }

  /// Lets go of all claims, and removes the file where nobody else is there.
  func leave() {
    state.withLock { state in
      guard state.descriptor >= 0 else { return }
      if Self.lock(state.descriptor, Self.presence, F_WRLCK) == .taken { unsafe unlink(path) }
      close(state.descriptor)
      state = State()
    }
  }

  // MARK: Claims

  /// Claims what `digest` stands for; false where another process has. What is claimed twice by one process is to be let go twice.
  public func take(_ digest: UInt64) -> Bool {
    join()
    return state.withLock { state in
      guard state.descriptor >= 0 else { return true }
      let place = Self.place(of: digest)
      if state.held[place] == nil && Self.lock(state.descriptor, place, F_WRLCK) == .refused { return false }
      state.held[place, default: 0] += 1
      return true
    }
  }

  /// Lets go of a claim.
  public func release(_ digest: UInt64) { state.withLock { Self.release(Self.place(of: digest), &$0) } }

  /// Lets go of a claim whose work is done, by and by.
  public func settle(_ digest: UInt64) {
    state.withLock { state in
      state.kept.append(Self.place(of: digest))
      if state.kept.count < 2 * Self.mostKept { return }
      for place in state.kept.prefix(Self.mostKept) { Self.release(place, &state) }
      state.kept.removeFirst(Self.mostKept)
    }
  }

  /// Lets go of all claims whose work is done.
  public func releaseSettled() {
    state.withLock { state in
      for place in state.kept { Self.release(place, &state) }
      state.kept = []
    }
  }

  /// Waits for a moment, after which what others have claimed may be stored or free.
  public func pause() { usleep(Self.pauseMicroseconds) }

  private static func release(_ place: off_t, _ state: inout State) {
    guard let count = state.held[place] else { return }
    state.held[place] = count > 1 ? count - 1 : nil
    if count == 1 { _ = lock(state.descriptor, place, F_UNLCK) }
  }

  /// Places of claims lie behind that of presence.
  private static func place(of digest: UInt64) -> off_t { off_t(digest >> 2) + 1 }

  // MARK: Locks

  private enum Attempt {
    case taken
    case refused
    case impossible
  }

  private static func lock(_ descriptor: Int32, _ place: off_t, _ kind: Int32) -> Attempt {
    var lock = flock()
    (lock.l_type, lock.l_whence, lock.l_start, lock.l_len) = (Int16(truncatingIfNeeded: kind), Int16(SEEK_SET), place, 1)
    while unsafe fcntl(descriptor, Lock.set, &lock) != 0 {
      switch errno {
      case EINTR: continue
      case EAGAIN, EACCES: return .refused
      default: return .impossible
      }
    }
    return .taken
  }

  /// Whether another process has a lock there.
  private static func isLocked(_ descriptor: Int32, _ place: off_t) -> Bool {
    var lock = flock()
    (lock.l_type, lock.l_whence, lock.l_start, lock.l_len) = (Int16(F_WRLCK), Int16(SEEK_SET), place, 1)
    return unsafe fcntl(descriptor, Lock.ask, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
  }

  private static func length(of descriptor: Int32) -> off_t {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? status.st_size : 0
  }

  private static func isStill(_ descriptor: Int32, at path: String) -> Bool {
    var (own, there) = (stat(), stat())
    guard unsafe fstat(descriptor, &own) == 0, unsafe stat(path, &there) == 0 else { return false }
    return own.st_ino == there.st_ino && own.st_dev == there.st_dev
  }
}
