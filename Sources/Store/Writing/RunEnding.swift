import Metrics

/// A run that is over and not written yet.
public struct RunEnding {
  let recorder: RunRecorder
  let summary: RunSummary
  let gaps: [LatencyBin]
  let wallSeconds: Double?
  let cpuSeconds: Double?

  /// The end of what `recorder` has gathered; the other values are those of ``RunRecorder/finish(_:gaps:wallSeconds:cpuSeconds:)``.
  public init(
    _ recorder: RunRecorder, _ summary: RunSummary, gaps: [LatencyBin] = [], wallSeconds: Double? = nil, cpuSeconds: Double? = nil
  ) {
    self.recorder = recorder
    self.summary = summary
    self.gaps = gaps
    self.wallSeconds = wallSeconds
    self.cpuSeconds = cpuSeconds
  }
}
