import ArgumentParser
import Foundation
import Kernel
import Report
import Scenario

/// `windtunnel explain`: what a word means, or what a scenario comes to.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract:
      "Explain a metric, word of the trade, policy, technique, paper, key, model, accelerator or link, or what a scenario or a model's config comes to.",
    discussion: """
      windtunnel explain capacity
      windtunnel explain engine.max_sequences
      windtunnel explain chat-8b --set parallel.tensor=2
      windtunnel explain "vllm serve meta-llama/Llama-3.1-8B -tp 2"

      Of a scenario it shows the resolved text, how the memory is divided, and
      where an iteration's time goes. 'windtunnel explain scenario' is the
      reference of all keys. Of a command that starts servers, a script, a folder
      of them or a manifest it shows the settings that these mean.
      """)

  @Argument(
    help: ArgumentHelp("A word, a scenario, the config.json of a model, or a server's command.", valueName: "word"),
    completion: Completions.word)
  var word: String

  @Option(
    name: .customLong("set"), help: ArgumentHelp("Change a value of the scenario; may be repeated.", valueName: "key=value"),
    completion: Completions.assignment)
  var changes: [String] = []

  @OptionGroup var form: FormatOption

  func validate() throws { try StudyArguments.check(changes) }

  func run() throws {
    let width = Console.width
    if !changes.isEmpty && Explanation.ofWord(word, width: width) != nil { throw nothingToChange }
    if let number = try StoredPlanName(word)?.number {
      throw InputError(
        "plan:\(number) is a stored plan, which is shown and not explained",
        remedy: "'windtunnel plan plan:\(number)' shows its table, 'windtunnel report plan:\(number)' makes a page of it")
    }
    if form.isJSON, let json = ExplanationJSON.ofWord(word) { return Console.print(json.text) }
    if let text = Explanation.ofWord(word, width: width) { return Console.print(text) }
    if let files = try LaunchReader.files(meantBy: word) {
      if !changes.isEmpty { throw nothingToChange }
      let reading = try LaunchReader.reading(of: files)
      return form.print(LaunchExplanation(reading).text(width: width), json: ExplanationJSON.ofLaunch(word, reading))
    }
    if word.hasSuffix(".json") || FileManager.default.fileExists(atPath: word + "/config.json") {
      if !changes.isEmpty { throw nothingToChange }
      return try form.print(Explanation.ofConfig(path: word, width: width), json: ExplanationJSON.ofConfig(path: word))
    }
    if word.hasSuffix(".yaml") || word.contains("/") || ScenarioPath.names().contains(word) {
      let scenario = try Scenario.load(path: try ScenarioPath.resolve(word), assignments: changes)
      return try form.print(
        ScenarioExplanation(scenario).text(width: width), json: ExplanationJSON.ofScenario(word, scenario))
    }
    let hint = Nearest.hint(word, among: Explanation.words + ScenarioPath.names())
    throw InputError(
      "nothing is called '\(word.prefix(60))'", remedy: hint ?? "see 'windtunnel list metrics', 'list keys' and 'list models'")
  }

  /// What is wrong where `--set` goes with anything but a scenario.
  private var nothingToChange: InputError {
    InputError("'\(word.prefix(60))' is no scenario, and --set changes one", remedy: "leave out --set, or name a scenario")
  }
}
