import Kernel

/// Host time that a step with drafts takes more, while the accelerator waits.
///
/// An engine whose host works in turn with the accelerator may read back what was verified, make the draft's input of it and launch the
/// draft: a second turn of the same work in every step (vLLM before its pull request 24539 of September 2025; since then the draft starts
/// from what is still on the accelerator). Where host and accelerator overlap nothing is added.
struct DraftHostTime {
  private let perStep: Duration
  private let perSequence: Duration
  private let perPass: Duration

  /// That of a draft under an engine.
  init(_ draft: DraftOptions, options: DeploymentOptions) {
    perPass = RooflineRates.duration(draft.passSeconds)
    var (step, sequence) = (0.0, 0.0)
    if case .host(let seconds) = draft.source {
      step = seconds
    } else if let seconds = draft.hostSeconds {
      step = seconds
    } else if let engine = options.engine {
      if !engine.overlapsHost { (step, sequence) = (engine.hostSecondsPerIteration, engine.hostSecondsPerSequence) }
    } else {
      (step, sequence) = (options.roofline.hostSecondsPerIteration, options.roofline.hostSecondsPerSequence)
    }
    (perStep, perSequence) = (RooflineRates.duration(step), RooflineRates.duration(sequence))
  }

  /// Of a step in which so many sequences are drafted for in so many passes.
  func time(sequences: Int, passes: Int) -> Duration { perStep + perSequence * sequences + perPass * passes }
}
