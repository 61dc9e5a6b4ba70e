import Foundation
import Report
import Study

/// How far a study is, on one line of standard error that is written over; a line of its own where standard error is no
/// terminal. When the study has ended it says how long it took.
final class ProgressLine {
  private let study: Study
  private let isShown: Bool
  private var timer: (any DispatchSourceTimer)?
  private let begun = Program.effort()
  private let overwrites = Console.errorIsTerminal

  init(_ study: Study, isShown: Bool) {
    self.study = study
    self.isShown = isShown
  }

  /// Begins to show progress.
  func start() {
    guard isShown else { return }
    let (study, begun, overwrites) = (study, begun, overwrites)
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.setEventHandler {
      let text = Self.text(of: study, seconds: Program.effort().since(begun).wallSeconds, width: Console.errorWidth)
      if overwrites { Console.status(text) } else { Console.note(text) }
    }
    timer.schedule(deadline: .now() + 0.4, repeating: overwrites ? 0.2 : 2)
    timer.resume()
    self.timer = timer
  }

  /// Takes the line away and says what the study took.
  func end() {
    timer?.cancel()
    guard isShown else { return }
    if overwrites { Console.status("") }
    let seconds = Program.effort().since(begun).wallSeconds
    let requests = study.progress.requests
    let runs = study.runCount == 1 ? "1 run" : "\(study.progress.runs) runs"
    Console.note(
      "\(runs), \(NumberText.count(requests)) requests in \(NumberText.time(seconds: seconds)): \(StudyPace.speed(requests, seconds))")
  }

  /// The line within so many columns: how long it will still take, where that can be told, and then what matters less.
  private static func text(of study: Study, seconds: Double, width: Int) -> String {
    let progress = study.progress
    let speed = StudyPace.speed(progress.requests, seconds)
    let requests = "\(NumberText.count(progress.requests)) requests"
    let simulated = "simulated \(NumberText.time(seconds: progress.simulatedTime.seconds))"
    let run = study.runCount > 1 ? ["run \(min(progress.runs + 1, study.runCount)) of \(study.runCount)"] : []
    guard let total = expected(study), total > 0, progress.requests > 0 else {
      return ProgressBar.line(share: nil, parts: run + [simulated, requests, speed], width: width)
    }
    let share = min(1, Double(progress.requests) / Double(total))
    return ProgressBar.line(
      share: share, parts: [StudyPace.left(share, seconds)] + run + [speed, simulated, requests], width: width)
  }

  /// Requests in all: as the workloads say, or as many a run as the finished runs had.
  private static func expected(_ study: Study) -> Int? {
    if let known = study.expectedRequests { return known }
    let runs = study.progress.runs
    return runs == 0 ? nil : study.progress.requests / runs * study.runCount
  }
}
