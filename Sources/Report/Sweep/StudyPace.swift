import Study

/// How far a study is and how long it will still take, in pieces for one line.
package struct StudyPace {
  /// The share of the work that is done, by runs that have ended, or by requests where those tell of more.
  package let share: Double
  /// Such as `3 s left`; nil while nothing is done.
  package let left: String?
  /// Such as `85,100 requests/s`.
  package let speed: String

  /// The pace of a study that has gone on for so many seconds.
  package init(_ study: Study, seconds: Double) {
    let (requests, runs) = (study.progress.requests, study.progress.runs)
    let byRuns = study.runCount == 0 ? 1 : Double(runs) / Double(study.runCount)
    // Requests tell of runs that are under way, and fall short where some are turned away.
    let byRequests = study.expectedRequests.map { $0 > 0 ? Double(requests) / Double($0) : 0 } ?? 0
    share = min(1, max(byRuns, byRequests))
    left = share > 0 ? "\(NumberText.time(seconds: max(1, (seconds * (1 - share) / share).rounded(.up)), decimals: 0)) left" : nil
    speed = Self.speed(requests, seconds)
  }

  /// Three significant digits, which are more than a speed is worth.
  private static func speed(_ requests: Int, _ seconds: Double) -> String {
    let speed = Int(Double(requests) / max(seconds, 1e-6))
    var unit = 1
    while speed / unit >= 1000 { unit *= 10 }
    return NumberText.count(speed / unit * unit) + " requests/s"
  }
}
