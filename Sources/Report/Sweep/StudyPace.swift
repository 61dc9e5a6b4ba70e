import Study

/// How far a study is and how long it will still take, in pieces for one line.
package struct StudyPace {
  /// The share of the work that is done, by runs that have ended, or by requests where those tell of more.
  package let share: Double
  /// Such as `3 s left`; nil while nothing is done.
  package let left: String?
  /// Such as `85,100 requests/s`.
  package let speed: String

  /// The pace of a search that has gone on for so many seconds and makes so many runs at most.
  package init(_ progress: StudyProgress, mostRuns: Int, seconds: Double) {
    share = min(1, Double(progress.runs) / Double(max(1, mostRuns)))
    left = share > 0 ? Self.left(share, seconds) : nil
    speed = Self.speed(progress.requests, seconds)
  }

  /// The pace of a study that has gone on for so many seconds.
  package init(_ study: Study, seconds: Double) {
    let (requests, runs) = (study.progress.requests, study.progress.runs)
    let byRuns = study.runCount == 0 ? 1 : Double(runs) / Double(study.runCount)
    // Requests tell of runs that are under way, and fall short where some are turned away.
    let byRequests = study.expectedRequests.map { $0 > 0 ? Double(requests) / Double($0) : 0 } ?? 0
    share = min(1, max(byRuns, byRequests))
    left = share > 0 ? Self.left(share, seconds) : nil
    speed = Self.speed(requests, seconds)
  }

  /// How long what has taken so many seconds to come so far will still take.
  package static func left(_ share: Double, _ seconds: Double) -> String {
    "\(NumberText.time(seconds: max(1, (seconds * (1 - share) / share).rounded(.up)), decimals: 0)) left"
  }

  /// Three significant digits, which are more than a speed is worth.
  package static func speed(_ requests: Int, _ seconds: Double) -> String {
    let speed = Int(Double(requests) / max(seconds, 1e-6))
    var unit = 1
    while speed / unit >= 1000 { unit *= 10 }
    return NumberText.count(speed / unit * unit) + " requests/s"
  }
}
