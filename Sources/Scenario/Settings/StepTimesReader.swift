import Hardware
import Kernel

extension Vocabulary {
  /// Measured times of whole iterations.
  static let stepTimes = Key(
    "step_times",
    .section([
      .required(
        "prompt",
        .list([
          .required("tokens", .count(1...100_000_000, unit: "tokens"), "All tokens of the iteration, those of decodes included."),
          .required("time", .time(someTime), "What it takes."),
        ]), "Iterations with prompts, by tokens, rising; on lines between the points, and on beyond the last."),
      .required(
        "decode",
        .list([
          .required("sequences", .count(1...1_000_000), "Sequences that decode a token."),
          .required("time", .time(someTime), "What it takes."),
        ]), "Iterations of decodes alone, by sequences, rising."),
      Key("mixed_factor", .number(1...100), default: "1", "What decodes beside prompts make of the prompts' time (Splitwise: 1.1)."),
    ]), default: none, words: [Word(none, "the sum of the operators' times")],
    "Measured times of whole iterations, at whatever context; operators then tell the energy alone, and a power cap changes no time.")

  private static let someTime = Duration(picoseconds: 1) ... .seconds(3600)
}

/// Makes measured times of iterations of their settings.
enum StepTimesReader {
  /// The curves; nil where none are given.
  static func times(_ setting: Setting) -> StepTimes? {
    if setting.members.isEmpty { return nil }
    func points(_ list: String, _ size: String) -> [StepTimes.Point] {
      setting[list].items.map { item in
        StepTimes.Point(size: item[size].required(item[size].count), time: item["time"].required(item["time"].time))
      }
    }
    let factor = setting["mixed_factor"]
    return StepTimes(
      prompts: points("prompt", "tokens"), decodes: points("decode", "sequences"), mixedFactor: factor.required(factor.number))
  }
}
