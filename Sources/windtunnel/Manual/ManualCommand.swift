import ArgumentParser

/// `windtunnel manual`: the manual page, for those who make packages.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the manual page, windtunnel(1), in the macros of man(7).",
    discussion: """
      windtunnel manual
      """, shouldDisplay: false)

  func run() throws { Console.print(ManualPage(try HelpDocument.read()).text) }
}
