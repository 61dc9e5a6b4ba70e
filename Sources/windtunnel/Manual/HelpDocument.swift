import Foundation

/// The help of the program as data, as swift-argument-parser gives it with `--experimental-dump-help`.
struct HelpDocument: Decodable {
  /// A verb, or the program itself.
  struct Command: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let shouldDisplay: Bool
    let subcommands: [Command]?
    let arguments: [Argument]?
  }

  /// An argument, an option or a flag.
  struct Argument: Decodable {
    let kind: String
    let names: [Name]?
    let valueName: String?
    let abstract: String?
    let defaultValue: String?
    let allValues: [String]?
    let isOptional: Bool
    let isRepeating: Bool
    let shouldDisplay: Bool
  }

  /// One of the names of an option.
  struct Name: Decodable {
    let kind: String
    let name: String

    /// As it is typed.
    var text: String { (kind == "long" ? "--" : "-") + name }
  }

  let command: Command

  /// The help of the program.
  static func read() throws -> HelpDocument { try JSONDecoder().decode(HelpDocument.self, from: Data(Windtunnel._dumpHelp().utf8)) }
}
