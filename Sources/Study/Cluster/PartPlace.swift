import Foundation
import Kernel

/// Where a process that makes a part of a sweep or a plan stores its runs, and says how far it has come.
///
/// The first process has `part-3.sqlite` and holds a lock on it for as long as it lives; one that comes after its end goes on in the same
/// database. Where the lock is held, as by a process on a machine that the cluster has given up and that lives all the same, and where the
/// file system knows no locks, the process has a database of its own: two machines never write one file. Runs that both make are equal, and
/// are taken once when the parts are put together.
public final class PartPlace: Sendable {
  /// The database to store runs in.
  public let store: String
  private let beatFile: String
  private let folder: JobFolder
  private let lock: Int32
  private let state = LockedValue<(last: PartBeat?, isOver: Bool)>((nil, false))

  /// Takes a place for `part` in `folder`.
  ///
  /// - Throws: ``InputError`` where nothing can be written there.
  public init(in folder: JobFolder, part: Int) throws {
    self.folder = folder
    let plain = folder.path + "/part-\(part)"
    lock = unsafe open(plain + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard lock >= 0 else {
      throw InputError(
        "cannot write here: \(unsafe String(cString: strerror(errno)))", file: folder.path, remedy: "check the permissions and the room")
    }
    let isAlone = flock(lock, LOCK_EX | LOCK_NB) == 0
    let name = isAlone ? plain : plain + "." + RandomName.text()
    store = name + ".sqlite"
    beatFile = name + ".beat"
  }

  deinit { close(lock) }

  /// Says how far the process has come, where that is news. What cannot be written is left out: the next beat comes in a moment.
  public func tell(_ beat: PartBeat) {
    state.withLock { state in
      guard !state.isOver, beat != state.last else { return }
      if (try? folder.write(beat.text, to: beatFile)) != nil { state.last = beat }
    }
  }

  /// Says how the process has ended; nothing is told after that.
  ///
  /// - Throws: ``InputError`` where it cannot be written.
  public func conclude(_ beat: PartBeat) throws {
    try state.withLock { state in
      state.isOver = true
      try folder.write(beat.text, to: beatFile)
    }
  }
}
