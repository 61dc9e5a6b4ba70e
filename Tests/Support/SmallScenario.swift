/// The scenario that tests of studies, and of what is said of them, begin with: small enough to run by the dozen.
public enum SmallScenario {
  /// One replica with a small cache, lengths from distributions and arrivals by chance, in YAML.
  ///
  /// - Parameters:
  ///   - because: The question that it asks, where one is to be read.
  ///   - engine: Keys of the engine beside the size of its cache, such as `max_batched_tokens: 1024`.
  ///   - hasObjective: Whether it makes a promise: TTFT of 500 ms and TPOT of 50 ms.
  public static func text(
    because: String? = nil, engine: String? = nil, rate: String = "12 req/s", requests: Int, hasObjective: Bool = true, seeds: Int
  ) -> String {
    let lines = [
      because.map { "because: \($0)" }, head(engine), "workload:",
      "  prompt: {distribution: lognormal, mean: 400, coefficient_of_variation: 1}",
      "  output: {distribution: lognormal, mean: 60, coefficient_of_variation: 1}",
      "  arrivals: {process: poisson, rate: \(rate)}", "  requests: \(requests)",
      hasObjective ? "objective: {ttft: 500 ms, tpot: 50 ms}" : nil, "run: {seeds: \(seeds)}",
    ]
    return lines.compactMap(\.self).joined(separator: "\n")
  }

  /// The same replica under sixty requests of one length.
  public static func alike(seeds: Int) -> String {
    head() + "\nworkload: {prompt: 300, output: 40, arrivals: {process: poisson, rate: 12 req/s}, requests: 60}\nrun: {seeds: \(seeds)}"
  }

  /// The replica alone, without a load.
  public static func head(_ engine: String? = nil) -> String {
    let engine = ["preset: ideal", "kv_blocks: 900", engine].compactMap(\.self).joined(separator: ", ")
    return "model: llama-3.1-8b\naccelerator: a100-80gb\ncalibration: roofline\nengine: {\(engine)}"
  }
}
