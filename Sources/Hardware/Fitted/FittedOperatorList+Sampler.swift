import Model

/// The sampler: what its passes take by rows, out of the profile where it has them, else as they were measured on an H200, scaled.
extension FittedOperatorList {
  /// Taking the likeliest token.
  mutating func greedySampler(_ one: RooflineOperator) -> FittedOperator.Source {
    if profile?.fit(for: samplerCall(.greedy)) != nil { return sampler { _ in SamplerPlan.greedy } }
    let call = OperatorCall.elementwise(.sampler, rows: maximumRows, width: model.vocabularySize)
    // Without a profile the scenario's own figures of the roofline count.
    if profile == nil || profile?.fit(for: call) != nil { return single(one, call, "sampler") }
    return sampler { _ in SamplerPlan.greedy }
  }

  /// What drawing a token by the deployment's sampling takes beyond that; nil for nothing.
  mutating func samplerBeyondGreedy() -> FittedOperator? {
    let (vocabulary, sampling, engine) = (model.vocabularySize, sampling, engine)
    func plan(_ rows: Int) -> [SamplerPlan.Step] {
      SamplerPlan(
        sampling, kernel: engine.samplerKernel, sortTimeRatio: engine.sortTimeRatio, vocabularySize: vocabulary, rows: rows
      ).beyondGreedy
    }
    if plan(1).isEmpty { return nil }
    // Probabilities are written and read, variates written, both divided, and the greatest found: 28 bytes a logit.
    let work = RooflineOperator(
      .sampler, times: 1, .stream(bytesPerToken: 28 * Double(vocabulary), kernels: 0), groups: layout.data)
    return FittedOperator(work: work, source: sampler(plan))
  }

  private func samplerCall(_ pass: SamplerPass) -> OperatorCall { .sampler(pass, rows: maximumRows, width: model.vocabularySize) }

  /// The sum of the passes of a plan, which may differ by rows.
  private mutating func sampler(_ plan: (Int) -> [SamplerPlan.Step]) -> FittedOperator.Source {
    let passes = Set((plan(1) + plan(maximumRows)).map(\.pass))
    var own: [SamplerPass: OperatorFit] = [:]
    for pass in passes { own[pass] = profile?.fit(for: samplerCall(pass)) }
    let isOwn = own.count == passes.count
    if !isOwn { for pass in passes { own[pass] = ProfileCatalog.samplers.profile.fit(for: samplerCall(pass)) } }
    let isMeasured = isOwn || accelerator.id == SamplerScale.measuredOn
    let scale = isMeasured ? nil : SamplerScale(accelerator)
    note(.sampler, isMeasured ? "sampler" : "sampler (as on an H200, scaled)", isMeasured ? .measured : .extrapolated)
    let rungs = LogLadder(bits: 3).values(to: maximumRows).dropFirst().map(Double.init)
    let width = model.vocabularySize
    let grid = MonotoneGrid(first: Array(rungs), keepsFalls: engine.samplerKernel == .triton) { rows, _ in
      plan(Int(rows)).reduce(0) { sum, step in
        let call = OperatorCall.sampler(step.pass, rows: Int(rows), width: width)
        let seconds = own[step.pass]?.surface.seconds(at: call.quantities) ?? 0
        return sum + step.times * seconds * (scale?.ratio(step.pass) ?? 1)
      }
    }
    return .measured([.init(table: grid, times: 1)])
  }
}
