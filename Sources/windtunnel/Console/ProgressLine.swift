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
      let text = Self.text(of: study, seconds: Program.effort().since(begun).wallSeconds)
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
      "\(runs), \(NumberText.count(requests)) requests in \(NumberText.time(seconds: seconds)): \(speed(requests, seconds))")
  }

  private static func text(of study: Study, seconds: Double) -> String {
    let progress = study.progress
    var parts: [String] = []
    if study.runCount > 1 { parts.append("run \(min(progress.runs + 1, study.runCount)) of \(study.runCount)") }
    parts.append("simulated \(NumberText.time(seconds: progress.simulatedTime.seconds))")
    parts.append("\(NumberText.count(progress.requests)) requests")
    parts.append(speed(progress.requests, seconds))
    if let total = expected(study), progress.requests > 0 {
      let left = Double(max(0, total - progress.requests)) * seconds / Double(progress.requests)
      parts.append("about \(NumberText.time(seconds: max(1, left.rounded(.up)), decimals: 0)) left")
    }
    return parts.joined(separator: " · ")
  }

  /// Requests in all: as the workloads say, or as many a run as the finished runs had.
  private static func expected(_ study: Study) -> Int? {
    if let known = study.expectedRequests { return known }
    let runs = study.progress.runs
    return runs == 0 ? nil : study.progress.requests / runs * study.runCount
  }
}

private func speed(_ requests: Int, _ seconds: Double) -> String {
  // Three significant digits are more than a speed is worth.
  var speed = Int(Double(requests) / max(seconds, 1e-6))
  var unit = 1
  while speed / unit >= 1000 { unit *= 10 }
  speed = speed / unit * unit
  return NumberText.count(speed) + " requests/s"
}
