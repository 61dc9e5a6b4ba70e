import Dispatch
import Foundation
import Study
import Synchronization

/// Interrupting a study: the first SIGINT or SIGTERM asks it to stop, and it is left alone for a second to do so; after that,
/// or at a second signal, the process ends where it stands. The database is whole either way: what was begun and not
/// finished is rolled back when it is next opened.
final class StopSignals {
  private static let received = Atomic<Int32>(0)
  private var sources: [any DispatchSourceSignal] = []

  /// The code of a process that a signal ended, as shells have it.
  static var exitCode: Int32 { 128 + max(received.load(ordering: .relaxed), SIGINT) }

  /// Listens from now on; `farewell` is printed when a signal comes.
  init(stopping progress: StudyProgress, farewell: String) {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if Self.received.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
        progress.stop()
        Console.note((Console.errorIsTerminal ? "\n" : "") + "interrupted: " + farewell)
        DispatchQueue.global().asyncAfter(deadline: .now() + 1) { _exit(128 + number) }
      }
      source.resume()
      sources.append(source)
    }
  }

  /// Gives the signals back to the system.
  func end() {
    sources.forEach { $0.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
