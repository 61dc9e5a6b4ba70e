import Kernel
import Model

/// A pool of servers as their command line has it.
struct LaunchedPool: Sendable {
  /// The name of the pool in files.
  var label = ""
  let engine: LaunchEngine
  let form: LaunchEngine.Form
  /// What the engine was told to load; nil where nothing was.
  var model: String?
  var arguments = LaunchArguments()
  var replicas = 1
  /// Whether an options file is named that is not at hand.
  var lacksOptions = false

  /// Reads a command; nil where it starts no server.
  ///
  /// Options are matched to the table of the engine; what stands neither there nor among those that say where a server is, is kept as
  /// unknown.
  init?(_ words: [ShellWord]) {
    guard let program = Self.program(words) else { return nil }
    (engine, form) = (program.engine, program.form)
    var known = engine.placeFlags
    // The youngest version has the flags of all.
    for row in engine.rows(preset: EngineCatalog.defaultName, form: form) { known.merge(row.flags) { first, _ in first } }
    var rest = words[program.end...]
    while let word = rest.popFirst() {
      guard word.text.hasPrefix("-"), !word.isVariable || word.text.contains("=") else {
        if model == nil && !word.isVariable && !word.text.isEmpty { model = word.text }
        continue
      }
      let parts = word.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let name = LaunchAliases.name(parts[0], engine: engine)
      let takesValue = LaunchAliases.switches.contains(parts[0]) ? false : known[name]
      var value = parts.count > 1 ? parts[1] : nil
      if value == nil, takesValue != false, let next = rest.first, takesValue == true || !next.text.hasPrefix("-") {
        value = next.text
        rest.removeFirst()
      }
      if LaunchAliases.models.contains(name) {
        model = value
      } else if takesValue == nil {
        arguments.addUnknown(name)
      } else {
        arguments.add(name, value ?? (takesValue == true || LaunchAliases.switches.contains(parts[0]) ? "true" : nil))
      }
    }
    lacksOptions = ["--extra_llm_api_options", "--extra-engine-args"].contains { arguments.contains($0) }
  }

  /// Whether another server is the same but for where it stands.
  func isAlike(_ other: LaunchedPool) -> Bool {
    let place = Set(engine.placeFlags.keys)
    return engine == other.engine && model == other.model && arguments.without(place) == other.arguments.without(place)
  }

  /// Where the options of a server begin.
  private static func program(_ words: [ShellWord]) -> (engine: LaunchEngine, form: LaunchEngine.Form, end: Int)? {
    for (index, word) in words.enumerated() {
      let name = word.text.split(separator: "/").last.map(String.init) ?? ""
      let next = index + 1 < words.count ? words[index + 1].text : ""
      switch name {
      case "vllm" where next == "serve": return (.vllm, .command, index + 2)
      case "vllm.entrypoints.openai.api_server": return (.vllm, .command, index + 1)
      case "sglang.launch_server": return (.sglang, .command, index + 1)
      case "trtllm-serve" where next != "disaggregated": return (.tensorrt, .command, index + (next == "serve" ? 2 : 1))
      case "dynamo.vllm": return (.vllm, .dynamo, index + 1)
      case "dynamo.sglang": return (.sglang, .dynamo, index + 1)
      case "dynamo.trtllm": return (.tensorrt, .dynamo, index + 1)
      default: continue
      }
    }
    return nil
  }

  /// Takes the options of a file, whose keys are dotted paths here.
  ///
  /// - Throws: ``InputError`` where it is no mapping of YAML.
  mutating func add(options text: String, file: String) throws(InputError) {
    let known = engine.rows(preset: EngineCatalog.defaultName, form: form).reduce(into: Set<String>()) { $0.formUnion($1.flags.keys) }
    for leaf in try StrictYAML.mapping(from: Array(text.utf8), file: file).leaves(below: "") {
      if known.contains(leaf.path) { arguments.add(leaf.path, leaf.value.scalarText) } else { arguments.addUnknown(leaf.path) }
    }
    lacksOptions = false
  }

  /// The options, and how many engines they start that share nothing: data parallelism of a model without routed experts is replicas.
  ///
  /// - Throws: ``InputError`` for a degree that is no number.
  private func undivided() throws(InputError) -> (arguments: LaunchArguments, copies: Int) {
    let flag = "--data-parallel-size"
    guard engine == .vllm, let copies = try arguments.count(flag, atLeast: 1), copies > 1, let model,
      let known = try? ModelCatalog.model(named: model), known.shape.expertLayers == 0
    else { return (arguments, 1) }
    return (arguments.without([flag]), min(copies, 100_000))
  }

  /// What is laid over a scenario to have this pool, below `path`; `marks` are the settings beside the flags, which go last.
  ///
  /// - Throws: ``InputError`` for a value that no setting has.
  func assignments(below path: String, marks: [(key: String, text: String)]) throws(InputError) -> [String] {
    let preset = marks.first { $0.key == "engine.preset" }?.text ?? engine.ownPreset
    guard LaunchEngine(preset: preset) == engine else {
      throw InputError("the preset '\(preset.shortened)' is no \(engine.name)", remedy: "one that \(engine.name) has")
    }
    var values = LaunchValues(["engine.preset": preset])
    var keys: [String] = []
    let (arguments, copies) = try undivided()
    for row in engine.rows(preset: preset, form: form) {
      try row.read(arguments, &values)
      keys += row.keys
    }
    var lines: [(String, String)] = []
    if let file = marks.first(where: { $0.key == "model" }) {
      lines.append(("model", file.text))
    } else if let model {
      lines.append(("model", try ModelCatalog.model(named: model).id))
    }
    lines += marks.filter { $0.key.hasPrefix("accelerator") }
    lines.append(("engine", preset))
    lines += keys.compactMap { key in values[key].map { (key, $0) } }
    let first: Set = ["model", "engine.preset"]
    lines += marks.filter { !first.contains($0.key) && !$0.key.hasPrefix("accelerator") }
    lines.append(("replicas", "\(replicas * copies)"))
    return lines.map { "\(path)\($0.0)=\($0.1)" }
  }
}
