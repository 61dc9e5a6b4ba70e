import Model

/// The passes that an engine makes over the logits of a batch, and how often each; what a pass holds of another is taken off.
///
/// All requests of a batch are sampled alike here. Penalties go as in vLLM: a request that has one makes the engine count the tokens of
/// prompt and output and apply all three (`vllm/v1/sample/ops/penalties.py`, `apply_all_penalties`).
struct SamplerPlan {
  /// A pass and how often it runs.
  struct Step: Hashable {
    let pass: SamplerPass
    let times: Double
  }

  /// The likeliest token of 16-bit logits, which is what profiles without samplers have measured as sampling.
  static let greedy = [Step(pass: .convert, times: 1), Step(pass: .greedy, times: 1)]

  /// All passes.
  let steps: [Step]

  /// The passes of a batch of so many rows.
  ///
  /// `sortTimeRatio` is the time of a sort over that of the measured one.
  init(_ sampling: Sampling, kernel: SamplerKernel, sortTimeRatio: Double, vocabularySize: Int, rows: Int) {
    var steps = [Step(pass: .convert, times: 1)]
    if sampling.penalizes {
      steps.append(Step(pass: .tokenCounts, times: 2))
      steps += [SamplerPass.repetitionPenalty, .presencePenalty, .frequencyPenalty].map { Step(pass: $0, times: 1) }
    }
    let (count, share) = (sampling.limitsCount(vocabularySize: vocabularySize), sampling.limitsShare)
    if sampling.isGreedy {
      steps.append(Step(pass: .greedy, times: 1))
    } else {
      steps += Self.draw(count: count, share: share, kernel: rows < 8 && kernel == .triton ? .sort : kernel, sortTimeRatio)
      if sampling.minP > 0 { steps += [Step(pass: .minP, times: 1), Step(pass: .temperature, times: -1)] }
    }
    self.steps = steps
  }

  /// The draw, from tokens within a limit of number, of probability, or both.
  private static func draw(count: Bool, share: Bool, kernel: SamplerKernel, _ sortTimeRatio: Double) -> [Step] {
    guard count || share else { return [Step(pass: .temperature, times: 1)] }
    func choice(_ k: SamplerPass, _ p: SamplerPass, _ both: SamplerPass) -> SamplerPass { count && share ? both : count ? k : p }
    switch kernel {
    case .sort:
      // What is drawn from the sorted logits takes what any draw takes.
      let sorted = choice(.topK, .topP, .topKTopP)
      let ratio = share ? sortTimeRatio : 1
      return [Step(pass: sorted, times: ratio), Step(pass: .temperature, times: 1 - ratio)].filter { $0.times != 0 }
    case .triton:
      return [Step(pass: .temperature, times: 1), Step(pass: choice(.tritonTopK, .tritonTopP, .tritonTopKTopP), times: 1)]
    case .flashinfer: return [Step(pass: choice(.flashinferTopK, .flashinferTopP, .flashinferTopKTopP), times: 1)]
    }
  }

  /// The passes beyond taking the likeliest token.
  var beyondGreedy: [Step] {
    var times: [(pass: SamplerPass, times: Double)] = []
    for step in steps + Self.greedy.map({ Step(pass: $0.pass, times: -$0.times) }) {
      if let place = times.firstIndex(where: { $0.pass == step.pass }) {
        times[place].times += step.times
      } else {
        times.append((step.pass, step.times))
      }
    }
    return times.filter { $0.times != 0 }.map { Step(pass: $0.pass, times: $0.times) }
  }
}
