import ArgumentParser

/// `windtunnel store`: verbs for the database of results.
struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Look after the database of results.", subcommands: [StoreAddCommand.self])
}
