import Dispatch
import Foundation
import Kernel
import Study
import Synchronization

/// What the signals do that ask a program to end: SIGINT, SIGTERM, and SIGHUP of a terminal that is closed.
///
/// Nothing half-written remains. A study is asked to stop, and left alone for a second to do so; after that, at a second signal, or
/// where there is no study, the process ends at once. The database is whole either way: what was begun and not finished is
/// rolled back when it is next opened.
final class StopSignals {
  private struct Work: Sendable {
    let progress: StudyProgress
    let farewell: String
  }

  private static let received = Atomic<Int32>(0)
  private static let work = LockedValue<Work?>(nil)
  nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

  /// The code of a process that a signal ended, as shells have it.
  static var exitCode: Int32 {
    let number = received.load(ordering: .relaxed)
    return 128 + (number == 0 ? SIGINT : number)
  }

  /// Listens from now on; called once, when the program starts. A SIGHUP that is ignored, as under `nohup`, stays so.
  static func install() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let before = signal(number, SIG_IGN)
      if number == SIGHUP && isIgnoring(before) { continue }
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { stop(number) }
      source.resume()
      unsafe sources.append(source)
    }
  }

  /// Asks a study to stop where a signal comes from now on, or it takes more memory than it may; `farewell` is printed then.
  init(stopping progress: StudyProgress, farewell: String) {
    Self.work.withLock { $0 = Work(progress: progress, farewell: farewell) }
    MemoryLimit.watch(progress)
  }

  /// The study is over.
  func end() {
    Self.work.withLock { $0 = nil }
    MemoryLimit.end()
  }

  private static func stop(_ number: Int32) {
    let isFirst = received.exchange(number, ordering: .relaxed) == 0
    guard isFirst, let work = work.withLock({ $0 }) else { UnfinishedFiles.removeAndExit(128 + number) }
    work.progress.stop()
    Console.note((Console.errorIsTerminal ? "\n" : "") + "interrupted: " + work.farewell)
    DispatchQueue.global().asyncAfter(deadline: .now() + 1) { UnfinishedFiles.removeAndExit(128 + number) }
  }

  private static func isIgnoring(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
