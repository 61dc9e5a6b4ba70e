import Foundation

/// A reader's folder: the shipped scenarios and traces lie in it, and pages' commands are run in it one after the other.
struct Workbench {
  let command: Command

  /// A fresh folder for `body`, removed afterwards.
  static func inFolder<Value>(_ body: (Workbench) throws -> Value) throws -> Value {
    try Command.inFolder { command in
      for name in ["scenarios", "traces", "notebooks-export"] {
        try FileManager.default.createSymbolicLink(atPath: command.path(name), withDestinationPath: Command.root + "/" + name)
      }
      return try body(Workbench(command: command))
    }
  }

  /// Runs a line of a shell; `windtunnel` is the program that was built, and 80 columns are wide.
  ///
  /// - Returns: What it printed, line by line. What it said of bad input counts as well, progress and times do not.
  func run(_ line: String) throws -> (status: Int32, output: [String], error: String) {
    let process = try command.process(["-c", line], program: "/bin/bash")
    let folder = URL(fileURLWithPath: Command.executable).deletingLastPathComponent().path
    var environment = process.environment ?? [:]
    environment["PATH"] = folder + ":" + (environment["PATH"] ?? "")
    environment["DATA"] = Self.variable("DATA")
    process.environment = environment
    let result = try command.run(process)
    var lines = (result.output + (result.status == 2 ? result.error : "")).components(separatedBy: "\n")
    while lines.last?.isEmpty == true { lines.removeLast() }
    return (result.status, lines, result.error)
  }

  /// The first of the programs and folders that a block needs and that is not to be had here.
  func missing(_ needs: String) throws -> String? {
    try needs.components(separatedBy: ", ").first { need in
      need.hasPrefix("$") ? Self.variable(String(need.dropFirst())) == nil : try run("command -v \(need)").status != 0
    }
  }

  private static func variable(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}
