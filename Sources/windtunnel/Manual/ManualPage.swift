import Foundation

/// The manual page of the program in the macros of man(7), made from the same texts as its help.
struct ManualPage {
  private let program: HelpDocument.Command

  /// The page of a program.
  init(_ help: HelpDocument) { program = help.command }

  /// Paragraphs of the program's help that are sections of a page of their own, by their first words.
  private static let sections = [("Exit codes: ", "EXIT STATUS"), ("Environment: ", "ENVIRONMENT")]

  /// The page.
  var text: String {
    let name = program.commandName
    var lines = [
      ".TH \(name.uppercased()) 1 \"\" \"\(name) \(Self.escaped(Program.version))\" \"User Commands\"", ".nh", ".ad l", ".SH NAME",
      "\(name) \\- \(Self.summary(program.abstract))", ".SH SYNOPSIS", ".B \(name)", ".I verb", "[\\fIoptions\\fR] ...", ".SH DESCRIPTION",
    ]
    let paragraphs = Self.paragraphs(program.discussion)
    func section(_ paragraph: String) -> (String, String)? { Self.sections.first { paragraph.hasPrefix($0.0) } }
    lines += paragraphs.filter { section($0) == nil }.flatMap(Self.paragraph)
    lines.append(".SH VERBS")
    for verb in Self.displayed(program.subcommands) { lines += self.verb(verb, below: name) }
    for paragraph in paragraphs {
      guard let (prefix, title) = section(paragraph) else { continue }
      lines += [".SH " + title] + Self.paragraph(String(paragraph.dropFirst(prefix.count)).capitalizedFirst)
    }
    return lines.joined(separator: "\n")
  }

  private static func displayed(_ commands: [HelpDocument.Command]?) -> [HelpDocument.Command] {
    (commands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
  }

  /// A verb with its text, its options, and the verbs below it.
  private func verb(_ verb: HelpDocument.Command, below: String) -> [String] {
    let name = below + " " + verb.commandName
    let arguments = (verb.arguments ?? []).filter(\.shouldDisplay)
    let below = Self.displayed(verb.subcommands)
    var lines = [".SS \(Self.escaped(name)) " + (below.isEmpty ? Self.usage(arguments) : "\\fIverb\\fR")]
    lines += Self.paragraph(verb.abstract ?? "")
    lines += Self.paragraphs(verb.discussion).flatMap(Self.paragraph)
    var index = 0
    while index < arguments.count {
      // A flag and its opposite have one text.
      let alike = arguments[index...].prefix { $0.kind == "flag" && $0.abstract == arguments[index].abstract }
      let entry = alike.count > 1 ? Array(alike) : [arguments[index]]
      if !["help", "version"].contains(entry[0].names?.last?.name ?? "") { lines += Self.entry(entry) }
      index += entry.count
    }
    return lines + below.flatMap { self.verb($0, below: name) }
  }

  /// Arguments as they are typed, options in general.
  private static func usage(_ arguments: [HelpDocument.Argument]) -> String {
    let words = arguments.filter { $0.kind == "positional" }.map { argument in
      let word = "\\fI\(escaped(argument.valueName ?? ""))\\fR" + (argument.isRepeating ? " ..." : "")
      return argument.isOptional ? "[\(word)]" : word
    }
    return (["[\\fIoptions\\fR]"] + words).joined(separator: " ")
  }

  /// An argument or option, or several of one text, with what it is for.
  private static func entry(_ alike: [HelpDocument.Argument]) -> [String] {
    let argument = alike[0]
    let value = "\\fI\(escaped(argument.valueName ?? ""))\\fR"
    let names = alike.flatMap { $0.names ?? [] }.map { "\\fB\(escaped($0.text))\\fR" }.joined(separator: ", ")
    let heading = argument.kind == "positional" ? value : names + (argument.kind == "option" ? " " + value : "")
    var text = argument.abstract ?? ""
    var facts: [String] = []
    if let values = argument.allValues, !values.isEmpty { facts.append("values: " + values.joined(separator: ", ")) }
    if let standard = argument.defaultValue, !standard.isEmpty, argument.kind != "flag" { facts.append("default: " + standard) }
    if !facts.isEmpty { text += " (\(facts.joined(separator: "; ")))" }
    return [".TP", heading, line(text)]
  }

  // MARK: Text

  private static func summary(_ abstract: String?) -> String {
    let text = abstract ?? ""
    let plain = text.hasSuffix(".") ? String(text.dropLast()) : text
    return escaped(plain.prefix(1).lowercased() + plain.dropFirst())
  }

  private static func paragraphs(_ text: String?) -> [String] { (text ?? "").components(separatedBy: "\n\n").filter { !$0.isEmpty } }

  /// A paragraph: commands line by line, all else as running text.
  private static func paragraph(_ text: String) -> [String] {
    let lines = text.split(separator: "\n").map(String.init)
    guard lines.first?.hasPrefix("windtunnel ") == true else { return [".PP", line(lines.joined(separator: " "))] }
    return [".PP", ".nf", ".RS 2"] + lines.map(line) + [".RE", ".fi"]
  }

  /// A line of text that cannot be taken for a command of roff.
  private static func line(_ text: String) -> String {
    let escaped = escaped(text)
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }

  /// Text with what roff would act on written so that it is shown: strokes of options stay those that a shell takes.
  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("^", with: "\\(ha").replacing("~", with: "\\(ti")
      .replacing("'", with: "\\(aq").replacing("`", with: "\\(ga")
  }
}

extension String {
  /// With a capital at the front.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
