import Kernel
import Metrics

/// Reads the file of a published result against its vocabulary, its formulas and its scenarios.
struct PublishedReader {
  private let file: String
  private let folder: String
  private var reader: SettingReader
  private var quantities: [PublishedQuantity] = []

  private init(file: String) {
    self.file = file
    folder = RelativePath.folder(of: file)
    reader = SettingReader(files: FileLookup(folder: folder))
  }

  /// The result that the file at `path` describes.
  ///
  /// - Throws: ``InputError`` with file, line and column.
  static func result(path: String) throws(InputError) -> PublishedResult {
    try result(bytes: try RegularFile.bytes(of: path, limit: YAMLLimits.bytes), file: path)
  }

  /// The result in `bytes` as if they stood in `file`.
  static func result(bytes: [UInt8], file: String) throws(InputError) -> PublishedResult {
    var reader = PublishedReader(file: file)
    return try reader.result(try StrictYAML.mapping(from: bytes, file: file))
  }

  private mutating func result(_ node: YAMLNode) throws(InputError) -> PublishedResult {
    let (plain, changes) = Self.withoutChanges(node)
    let members = try reader.members(plain, keys: Vocabulary.published, path: "", at: node.place)
    let root = Setting(value: .section(members), place: node.place)
    for (index, item) in root["quantities"].items.enumerated() {
      let quantity = try self.quantity(item, change: index < changes.count ? changes[index] : nil)
      if quantities.contains(where: { $0.name == quantity.name }) {
        throw item["name"].place.error("two quantities are called '\(quantity.name)'", remedy: "give each its own name")
      }
      quantities.append(quantity)
    }
    let strength = PublishedResult.Strength(rawValue: root["strength"].required(root["strength"].word))
    guard let strength else { preconditionFailure("the vocabulary names strengths") }
    var figures: [PublishedFigure] = []
    for item in root["figures"].items { figures.append(try figure(item, strength)) }
    try refuseUnused(figures)
    return PublishedResult(
      name: RelativePath.stem(of: folder.isEmpty ? file : folder), file: file, title: root["title"].required(root["title"].text),
      paper: root["paper"].required(root["paper"].text), section: root["section"].required(root["section"].text),
      setup: root["setup"].text, quantities: quantities, figures: figures)
  }

  /// The document without the changes that quantities make to their scenarios, which are no keys of the vocabulary but
  /// keys of a scenario; and these, one for each quantity.
  private static func withoutChanges(_ node: YAMLNode) -> (YAMLNode, [YAMLNode?]) {
    var node = node
    guard var entries = node.entries, let index = entries.firstIndex(where: { $0.key == "quantities" }),
      case .list(var items) = entries[index].value.content
    else { return (node, []) }
    var changes: [YAMLNode?] = []
    for position in items.indices {
      changes.append(items[position]["change"])
      if let kept = items[position].entries { items[position].content = .mapping(kept.filter { $0.key != "change" }) }
    }
    entries[index].value.content = .list(items)
    node.content = .mapping(entries)
    return (node, changes)
  }

  /// A quantity that no formula asks for is a slip of the pen.
  private func refuseUnused(_ figures: [PublishedFigure]) throws(InputError) {
    var used: Set<String> = []
    for figure in figures { if case .formulas(let formulas) = figure.answer { used.formUnion(formulas.flatMap(\.names)) } }
    if let quantity = quantities.first(where: { !used.contains($0.name) }) {
      throw quantity.place.error("no figure uses the quantity '\(quantity.name)'", remedy: "use it in a formula, or remove it")
    }
  }

  // MARK: Quantities

  private func quantity(_ item: Setting, change: YAMLNode?) throws(InputError) -> PublishedQuantity {
    let name = item["name"].required(item["name"].text)
    let isWord = name.first?.isLetter == true && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    if !isWord || name == "max" || name == "min" {
      throw item["name"].place.error("'\(name.shortened)' cannot stand in a formula", remedy: "letters, digits and underscores")
    }
    let scenario = try self.scenario(item["scenario"], change: change, name: name)
    let asked = ["step", "run", "effective", "capacity"].filter { !item[$0].members.isEmpty }
    guard asked.count == 1 else {
      let what = asked.isEmpty ? "asks nothing" : "asks for \(asked.joined(separator: " and "))"
      throw item.place.error("the quantity '\(name)' \(what)", remedy: "give one of step, run, effective and capacity")
    }
    let question = try PublishedQuestionReader.question(asked[0], item[asked[0]])
    if case .capacity(let capacity) = question, capacity.variable == .rate, !scenario.hasArrivalRate {
      throw item["scenario"].place.error(
        "the scenario's arrivals have no rate to search over", remedy: "give its workload arrivals from a process, such as poisson")
    }
    if case .capacity(let capacity) = question, let pool = capacity.pool, scenario.replicasPath(ofPool: pool) == nil {
      let names = scenario.pools.map(\.name)
      throw item["capacity.pool"].place.error(
        "the scenario has no pool '\(pool.shortened)'",
        remedy: Nearest.hint(pool, among: names) ?? "its pools are \(names.joined(separator: ", "))")
    }
    return PublishedQuantity(name: name, scenario: scenario, question: question, place: item.place)
  }

  private func scenario(_ setting: Setting, change: YAMLNode?, name: String) throws(InputError) -> Scenario {
    let reference = setting.required(setting.file)
    if reference.written.contains("/") {
      throw setting.place.error(
        "'\(reference.written.shortened)' lies in another folder", remedy: "the scenarios of a published result stand beside \(file)")
    }
    var draft = try ScenarioDraft(path: reference.path)
    if let change {
      guard let entries = change.entries, !entries.isEmpty else {
        throw change.place.error(
          "'change' is \(change.entries == nil ? change.kindInWords : "empty") where a mapping is needed",
          remedy: "write 'change: {replicas: 2}', or leave it out")
      }
      draft.offsets[file] = ""
      draft = try draft.changed(by: entries)
    }
    return try Scenario(draft, label: name).checkingVariation()
  }

  // MARK: Figures

  private func figure(_ item: Setting, _ strength: PublishedResult.Strength) throws(InputError) -> PublishedFigure {
    let given = ["simulated", "order", "not_modelled"].filter { item[$0].text != nil }
    let name = item["name"].required(item["name"].text)
    guard given.count == 1 else {
      throw item.place.error(
        "the figure '\(name.shortened)' \(given.isEmpty ? "has no answer" : "has \(given.joined(separator: " and "))")",
        remedy: "give one of simulated, order and not_modelled")
    }
    let answer: PublishedFigure.Answer
    switch given[0] {
    case "not_modelled": answer = .notModelled(item["not_modelled"].required(item["not_modelled"].text))
    case "order":
      let formulas = try formulas(item["order"])
      if formulas.count < 2 { throw item["order"].place.error("an order of one figure", remedy: "write 'a < b' or 'a < b < c'") }
      answer = .formulas(formulas)
    default:
      let formulas = try formulas(item["simulated"])
      if formulas.count > 1 { throw item["simulated"].place.error("'simulated' is one formula", remedy: "orders stand under 'order'") }
      try checkUnit(of: item, formulas[0])
      answer = .formulas(formulas)
    }
    return PublishedFigure(
      name: name, source: item["source"].required(item["source"].text), unit: item["unit"].required(item["unit"].word),
      target: try target(item, isOrder: given[0] == "order"), answer: answer,
      strength: item["strength"].word.flatMap(PublishedResult.Strength.init(rawValue:)) ?? strength,
      disagreement: item["disagreement"].text, place: item.place)
  }

  private func target(_ item: Setting, isOrder: Bool) throws(InputError) -> PublishedFigure.Target {
    let (published, tolerance) = (item["published"], item["tolerance"])
    if isOrder {
      for other in [published, tolerance] where other.number != nil {
        throw other.place.error("an order has no published value and no tolerance", remedy: "give each value a figure of its own")
      }
      return .order
    }
    let isModelled = item["not_modelled"].text == nil
    // An order that is not modelled yet has no value either.
    if !isModelled && published.number == nil { return .order }
    guard let value = published.number else { throw item.place.error("missing key 'published'", remedy: "give the figure as printed") }
    switch item["bound"].required(item["bound"].word) {
    case "at_most": return .atMost(value)
    case "at_least": return .atLeast(value)
    default:
      if let share = tolerance.number { return .within(value, tolerance: share) }
      if !isModelled { return .within(value, tolerance: 0) }
      throw item.place.error("missing key 'tolerance'", remedy: "say how far off is still right, such as 'tolerance: 15 %'")
    }
  }

  private func formulas(_ setting: Setting) throws(InputError) -> [Formula] {
    var formulas: [Formula] = []
    for part in setting.required(setting.text).split(separator: "<", omittingEmptySubsequences: false) {
      let formula: Formula
      do throws(Quantity.Fault) { formula = try Formula(String(part.trimmingSpaces)) } catch {
        throw setting.place.error("'\(part.trimmingSpaces)': \(error.message)", remedy: error.remedy)
      }
      for name in formula.names where !quantities.contains(where: { $0.name == name }) {
        let hint = Nearest.hint(name, among: quantities.map(\.name))
        throw setting.place.error("no quantity is called '\(name)'", remedy: hint ?? "quantities stand under 'quantities'")
      }
      formulas.append(formula)
    }
    return formulas
  }

  /// A formula that is one name has the unit of its quantity.
  private func checkUnit(of item: Setting, _ formula: Formula) throws(InputError) {
    guard let name = formula.soleName, let quantity = quantities.first(where: { $0.name == name }) else { return }
    let (unit, own) = (item["unit"].required(item["unit"].word), quantity.unit)
    if unit == own { return }
    throw item["unit"].place.error("'\(name)' is in \(own), and not in \(unit)", remedy: "write 'unit: \(own)', or convert in the formula")
  }
}

extension PublishedResult {
  /// Reads the result that a folder describes in its file `published.yaml`.
  ///
  /// - Throws: ``InputError`` with file, line and column for anything that is not understood, in it or in its scenarios.
  public static func load(folder: String) throws(InputError) -> PublishedResult {
    try PublishedReader.result(path: folder + "/" + Vocabulary.publishedFile)
  }

  /// Reads a result from `text` as if it stood in `file`.
  ///
  /// - Throws: ``InputError`` as ``load(folder:)``.
  public static func read(_ text: String, file: String) throws(InputError) -> PublishedResult {
    try PublishedReader.result(bytes: Array(text.utf8), file: file)
  }
}
