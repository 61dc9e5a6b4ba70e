import Foundation
import Report
import Study

/// How far a sweep has come, as a bar on one line of standard error that is written over; lines of their own now and then where standard
/// error is no terminal and progress was asked for.
final class SweepLine {
  private let progress: SweepProgress
  private let cells: Int
  private let isShown: Bool
  private let overwrites = Console.errorIsTerminal
  private let begun = Program.effort()
  private var timer: (any DispatchSourceTimer)?
  private var study: SweepStudy?

  init(_ progress: SweepProgress, cells: Int, isShown: Bool) {
    (self.progress, self.cells, self.isShown) = (progress, cells, isShown)
  }

  /// Begins to show how many cells have been worked out.
  func start() {
    let (progress, cells) = (progress, cells)
    show { width in
      ProgressBar.line(
        share: Double(progress.cells) / Double(max(1, cells)), parts: ["preparing", "\(progress.cells)/\(cells) cells"], width: width)
    }
  }

  /// Begins to show how many runs of a sweep have been made.
  func start(_ sweep: SweepStudy) {
    study = sweep
    let begun = Program.effort()
    show { width in
      let seconds = Program.effort().since(begun).wallSeconds
      // A search makes at most so many: what the store holds is not counted twice where none of it is wanted.
      let most = sweep.search == nil ? sweep.study.runCount : min(sweep.study.runCount, sweep.mostRuns)
      let pace =
        sweep.search == nil
        ? StudyPace(sweep.study, seconds: seconds) : StudyPace(sweep.study.progress, mostRuns: most, seconds: seconds)
      let runs = "\(sweep.study.progress.runs)/\(most) runs"
      let awaited = sweep.study.progress.awaited
      if awaited > 0 { return ProgressBar.line(share: pace.share, parts: [runs, "\(awaited) of another process awaited"], width: width) }
      return ProgressBar.line(share: pace.share, parts: [pace.left, runs, pace.speed].compactMap { $0 }, width: width)
    }
  }

  private func show(_ text: @escaping @Sendable (Int) -> String) {
    guard isShown else { return }
    let overwrites = overwrites
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.setEventHandler {
      let line = text(Console.errorWidth)
      if overwrites { Console.status(line) } else { Console.note(line) }
    }
    timer.schedule(deadline: .now() + 0.4, repeating: overwrites ? 0.2 : 2)
    timer.resume()
    self.timer = timer
  }

  /// Takes the line away.
  func pause() {
    timer?.cancel()
    timer = nil
    if isShown && overwrites { Console.status("") }
  }

  /// Takes the line away and says what the sweep took, with how many runs were taken from the store.
  func end(taken: Int) {
    pause()
    guard isShown, study != nil else { return }
    let seconds = Program.effort().since(begun).wallSeconds
    Console.note("\(progress.runs.runs) runs made, \(taken) taken from the store, in \(NumberText.time(seconds: seconds))")
  }
}
