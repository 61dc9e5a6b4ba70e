import Foundation

/// The built program, run as a process of its own in a folder of its own.
struct Command {
  /// What a process left behind.
  struct Result {
    var status: Int32
    var output: String
    var error: String
    var wasKilled: Bool
  }

  /// The folder that the program runs in.
  let folder: String

  /// The executable that was built beside the test bundle.
  static let executable: String = {
    // The bundle of the tests lies in the folder of the products; under Linux it is the first argument itself.
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    for _ in 0..<4 {
      let candidate = folder.appendingPathComponent("windtunnel").path
      var isDirectory: ObjCBool = false
      if FileManager.default.fileExists(atPath: candidate, isDirectory: &isDirectory), !isDirectory.boolValue { return candidate }
      folder.deleteLastPathComponent()
    }
    return #filePath.components(separatedBy: "/Tests/")[0] + "/.build/release/windtunnel"
  }()

  /// The root of the repository.
  static let root = #filePath.components(separatedBy: "/Tests/")[0]

  /// Runs `body` in a fresh folder that is removed afterwards.
  static func inFolder<Value>(_ body: (Command) throws -> Value) throws -> Value {
    let path = NSTemporaryDirectory() + "/windtunnel-command-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(Command(folder: path))
  }

  /// Writes a file in the folder.
  @discardableResult func write(_ text: String, to name: String) throws -> String {
    let url = URL(fileURLWithPath: folder).appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    return name
  }

  /// The path of a file in the folder.
  func path(_ name: String) -> String { folder + "/" + name }

  /// A process that has not been started, its streams going to files.
  func process(_ arguments: [String], columns: Int = 80, program: String = Command.executable) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ["COLUMNS": "\(columns)", "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder]
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// Runs the program to its end.
  func run(_ arguments: String..., columns: Int = 80) throws -> Result { try run(try process(arguments, columns: columns)) }

  /// Runs a process to its end and collects what it wrote.
  func run(_ process: Process) throws -> Result {
    let name = UUID().uuidString
    let files = [".out", ".err"].map { NSTemporaryDirectory() + "/windtunnel-" + name + $0 }
    defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
    for file in files { _ = FileManager.default.createFile(atPath: file, contents: nil) }
    process.standardOutput = FileHandle(forWritingAtPath: files[0])
    process.standardError = FileHandle(forWritingAtPath: files[1])
    try process.run()
    process.waitUntilExit()
    let texts = files.map { String(decoding: FileManager.default.contents(atPath: $0) ?? Data(), as: UTF8.self) }
    return Result(
      status: process.terminationStatus, output: texts[0], error: texts[1], wasKilled: process.terminationReason == .uncaughtSignal)
  }
}

/// Scenarios for the tests, written into a command's folder.
extension Command {
  static let chat = """
    because: A small chat load, to see the command line at work.
    model: llama-3.1-8b
    accelerator: h100-sxm
    scheduler: sarathi
    workload:
      prompt: {distribution: lognormal, mean: 900, coefficient_of_variation: 1}
      output: {distribution: lognormal, mean: 120, coefficient_of_variation: 1}
      arrivals: {process: poisson, rate: 12 req/s}
      requests: 600
    objective: {ttft: 500 ms, tpot: 50 ms}
    run: {seeds: 3}

    """

  /// Writes `scenarios/chat.yaml` and `scenarios/what-if/fcfs.yaml`.
  func writeScenarios() throws {
    try write(Self.chat, to: "scenarios/chat.yaml")
    try write("from: ../chat.yaml\nbecause: The first form of vLLM.\nchange: {scheduler: fcfs}\n", to: "scenarios/what-if/fcfs.yaml")
  }
}
