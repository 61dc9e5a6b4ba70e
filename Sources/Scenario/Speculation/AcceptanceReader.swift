import Kernel
import Serving

/// Makes how much of a draft is right of its settings.
enum AcceptanceReader {
  /// The classes that requests are drawn from.
  ///
  /// - Throws: ``InputError`` at a setting that cannot be.
  static func classes(_ setting: Setting, _ size: (depth: Int, blockTokens: Int)) throws(InputError) -> [AcceptanceClass] {
    let key = try way(setting)
    let model = AcceptanceModel(
      try given(setting, key, depth: size.depth), spread: setting["spread"].required(setting["spread"].number),
      classes: setting["classes"].required(setting["classes"].count))
    do { try model.check(depth: size.depth) } catch { throw error.placed(at: setting[key].place) }
    return model.cycles(depth: size.depth, blockTokens: size.blockTokens)
  }

  /// The first of the settings that tell it; nil where none does.
  static func told(_ setting: Setting) -> Setting? {
    Vocabulary.waysOfAcceptance.first { setting[$0].word != Vocabulary.none }.map { setting[$0] }
  }

  /// The one way in which it is told.
  private static func way(_ setting: Setting) throws(InputError) -> String {
    let told = Vocabulary.waysOfAcceptance.filter { setting[$0].word != Vocabulary.none }
    guard let key = told.first else {
      let ways = Vocabulary.waysOfAcceptance.map { "acceptance.\($0)" }
      throw setting.place.error(
        "how much of a draft is right is not said", remedy: "one of \(ways.dropLast().joined(separator: ", ")) and \(ways[ways.count - 1])")
    }
    if told.count > 1 {
      throw setting[told[1]].place.error(
        "how much of a draft is right is said twice, by \(told.joined(separator: " and "))", remedy: "one of them")
    }
    if key == "profile" { return key }
    for name in ["dataset", "method"] where setting[name].word != Vocabulary.none {
      throw setting[name].place.error("'acceptance.\(name)' has no effect without a profile", remedy: "leave the line out")
    }
    return key
  }

  private static func given(_ setting: Setting, _ key: String, depth: Int) throws(InputError) -> AcceptanceModel.Given {
    let own = setting[key]
    switch key {
    case "rate": return .rate(own.required(own.number))
    case "emitted": return .emitted(own.required(own.number))
    case "by_position":
      return .byPosition(
        try shares(own, "is no share of drafted tokens", remedy: "numbers from 0 to 1 with commas between: 0.66,0.64,0.63"))
    case "shares":
      let shares = try shares(own, "is no share of steps", remedy: "numbers from 0 to 1 with commas between: 0.91,0.04,0.05")
      return .measured([EmittedShares(tokens: depth, shares: shares)])
    default:
      let file = own.required(own.file)
      return .measured(
        try AcceptanceTable(path: file.path).rows(dataset: setting["dataset"].text, method: setting["method"].text))
    }
  }

  private static func shares(_ setting: Setting, _ fault: String, remedy: String) throws(InputError) -> [Double] {
    var shares: [Double] = []
    for part in setting.required(setting.text).split(separator: ",") {
      guard let share = Double(part.filter { $0 != " " }), share >= 0, share <= 1 else {
        throw setting.place.error("'\(String(part).shortened)' \(fault)", remedy: remedy)
      }
      shares.append(share)
    }
    return shares
  }
}
