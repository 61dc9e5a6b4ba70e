import Foundation
import Report
import Study

/// How far a plan is, on one line of standard error that is written over; a line of its own where standard error is no terminal. When
/// the plan has ended it says how long it took.
final class PlanProgressLine {
  private let progress: PlanProgress
  private let isShown: Bool
  private var timer: (any DispatchSourceTimer)?
  private let begun = Program.effort()

  init(_ progress: PlanProgress, isShown: Bool) {
    self.progress = progress
    self.isShown = isShown
  }

  /// Begins to show progress.
  func start() {
    guard isShown else { return }
    let (progress, overwrites) = (progress, Console.errorIsTerminal)
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.setEventHandler {
      let (what, done, of) = progress.now
      let parts = [of > 0 ? "\(what) \(done) of \(of)" : what, "\(NumberText.count(progress.runs)) runs"]
      let text = ProgressBar.line(share: of > 0 ? Double(done) / Double(of) : nil, parts: parts, width: Console.errorWidth)
      if overwrites { Console.status(text) } else { Console.note(text) }
    }
    timer.schedule(deadline: .now() + 0.4, repeating: overwrites ? 0.2 : 2)
    timer.resume()
    self.timer = timer
  }

  /// Takes the line away and says what the plan took.
  func end() {
    timer?.cancel()
    guard isShown else { return }
    if Console.errorIsTerminal { Console.status("") }
    Console.note("\(NumberText.count(progress.runs)) runs in \(NumberText.time(seconds: Program.effort().since(begun).wallSeconds))")
  }
}
