import Foundation
import Kernel

/// All files that start a cluster: scripts for each engine, manifests for Kubernetes, and a page that says what they are.
public struct LaunchFolder: Sendable {
  /// The files, the page first.
  public let files: [LaunchFile]
  /// What the engine that was simulated cannot be told, a sentence each.
  public let untold: [String]
  /// Engines that have no files, with the reason.
  public let missing: [(engine: LaunchEngine, reason: String)]

  /// The files for a plan; `origin` says how the scenario was come by, such as the command that does it again.
  ///
  /// - Throws: ``InputError`` where the engine that was simulated cannot be started so.
  public init(_ plan: LaunchPlan, origin: String) throws(InputError) {
    var files: [LaunchFile] = []
    var missing: [(engine: LaunchEngine, reason: String)] = []
    var differences: [String] = []
    for engine in LaunchEngine.allCases {
      do {
        let commands = try Self.commands(engine, .command, plan)
        files += try Self.scripts(engine, commands, plan)
        if engine == (plan.engine ?? .vllm) {
          for text in commands.flatMap({ command in command.differences.map { LaunchNotes.text($0, engine: engine) } })
          where !differences.contains(text) { differences.append(text) }
        }
      } catch {
        if engine == plan.engine { throw error }
        missing.append((engine, error.message))
      }
    }
    files += try Self.manifests(plan)
    untold = differences + Self.notes(of: plan)
    self.missing = missing
    let page = LaunchPage(plan: plan, origin: origin, files: files.map(\.path), untold: untold, missing: missing)
    self.files = [LaunchFile(path: Self.page, text: page.text)] + files
  }

  /// The page.
  public static let page = "README.md"

  private static func commands(_ engine: LaunchEngine, _ form: LaunchEngine.Form, _ plan: LaunchPlan) throws(InputError) -> [LaunchCommand]
  {
    var commands: [LaunchCommand] = []
    for pool in plan.pools { commands.append(try LaunchCommand(engine, for: pool, form: form, beside: plan.scenario.file)) }
    return commands
  }

  /// The scripts of one engine, a pool each, and what joins their servers.
  private static func scripts(_ engine: LaunchEngine, _ commands: [LaunchCommand], _ plan: LaunchPlan) throws(InputError) -> [LaunchFile] {
    var files: [LaunchFile] = []
    for (index, command) in commands.enumerated() {
      let path = "\(engine.rawValue)/\(plan.label(of: index))"
      files.append(LaunchFile(path: path + ".sh", text: try LaunchScript(plan: plan, index: index, command: command).text()))
      if engine == .tensorrt {
        let options = "# \(LaunchText.written).\n" + ManifestNode.tree(command.arguments).yaml
        files.append(LaunchFile(path: path + ".yaml", text: options))
      }
    }
    return files + LaunchFront(plan: plan, engine: engine).files
  }

  /// The manifests of the engine that was simulated.
  private static func manifests(_ plan: LaunchPlan) throws(InputError) -> [LaunchFile] {
    let engine = plan.engine ?? .vllm
    var files: [LaunchFile] = []
    if engine != .tensorrt || !plan.isDisaggregated {
      files.append(
        LaunchFile(path: "kubernetes/llm-d.yaml", text: LaunchManifest(plan: plan, commands: try commands(engine, .command, plan)).text))
    }
    files.append(
      LaunchFile(path: "kubernetes/dynamo.yaml", text: DynamoManifest(plan: plan, commands: try commands(engine, .dynamo, plan)).text))
    return files
  }

  /// What nobody is told, whatever the engine.
  private static func notes(of plan: LaunchPlan) -> [String] {
    var notes: [String] = []
    if plan.engine == nil { notes.append("The ideal engine was simulated, which is none: all files are of other engines") }
    let servers = plan.pools.map(\.replicas).reduce(0, +)
    let router = plan.scenario.router.name
    if servers > 1 && plan.engine != .sglang {
      let names = plan.isDisaggregated ? "\(router) and \(plan.scenario.decodeRouter.name)" : router
      notes.append("requests were given out by \(names): servers have no router of their own, so one has to stand before their ports")
    } else if servers > 1, LaunchFront.policies[router] != router {
      let policy = LaunchFront.policies[router] ?? LaunchFront.usual
      notes.append("SGLang's router has no \(router): sglang/router.sh has \(policy) in its place")
    }
    if let source = plan.pools.first(where: { $0.values.role == "prefill" }) {
      let (mode, side) = (source.values["hand_over.mode"] ?? "", source.values["hand_over.first_token"] ?? "")
      notes.append(
        "KV was simulated to leave by hand_over.mode \(mode), the first token from the \(side) side: connectors do it in their own way, "
          + "NIXL once a prompt is computed, and llm-d and Dynamo send the first token from the decode side")
    }
    if plan.pools.contains(where: { $0.values["scheduler.name"] == "priority" }) {
      notes.append("classes are told to the engine with each request, as its priority")
    }
    for pool in plan.pools where !pool.lists.isEmpty {
      notes.append("\(pool.lists.joined(separator: " and ")) of pool \(pool.title) is of the simulation alone")
    }
    let accelerators = Set(plan.pools.map(\.accelerator)).sorted()
    for accelerator in accelerators {
      notes.append(
        "manifests ask for \(LaunchDevice(accelerator: accelerator).resource), whichever a node has: give them a nodeSelector with the "
          + "label that your nodes with \(accelerator) have")
    }
    for pool in plan.pools where pool.model.file != nil {
      notes.append("the weights of \(pool.model.argument) have to lie beside its config.json")
    }
    return notes
  }

  // MARK: Writing

  /// Refuses a folder in which a file of this one lies already, before minutes are spent on what is to be written.
  ///
  /// - Throws: ``InputError``.
  public static func check(_ folder: String, overwrites: Bool) throws(InputError) {
    if folder.isEmpty { throw InputError("the name of the folder to write to is empty", remedy: "give a folder") }
    var isDirectory: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory) else { return }
    guard isDirectory.boolValue else { throw InputError("this is a file, not a folder", file: folder, remedy: "give a folder") }
    if !overwrites { try refuse(["README.md"] + left(in: folder), in: folder) }
  }

  /// Writes all files, or none where one of them cannot be written.
  ///
  /// - Returns: files of an earlier plan in the folder that this one does not have.
  /// - Throws: ``InputError`` where a file exists and is not to be overwritten, and where nothing can be written there.
  public func write(to folder: String, overwrites: Bool) throws -> [String] {
    try Self.check(folder, overwrites: overwrites)
    if !overwrites { try Self.refuse(files.map(\.path), in: folder) }
    let stale = Self.left(in: folder).filter { path in !files.contains { $0.path == path } }
    var made: [String] = []
    do {
      try makeFolders(in: folder, &made)
      try writeFiles(to: folder)
    } catch {
      for path in made.reversed() { unsafe rmdir(path) }
      throw error
    }
    return stale
  }

  /// Makes the folders that are missing, and takes note of them.
  private func makeFolders(in folder: String, _ made: inout [String]) throws {
    for name in Set(files.map { ($0.path as NSString).deletingLastPathComponent }).sorted() {
      let path = name.isEmpty ? folder : folder + "/" + name
      if FileManager.default.fileExists(atPath: path) { continue }
      do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
        throw InputError("the folder cannot be made", file: path, remedy: "check the path and the permissions")
      }
      made.append(path)
    }
  }

  private func writeFiles(to folder: String) throws {
    var written: [ReplacingFile] = []
    for file in files {
      let replacing = try ReplacingFile(path: folder + "/" + file.path)
      try replacing.append(file.text)
      try replacing.prepare()
      written.append(replacing)
    }
    try ReplacingFile.publish(together: written)
  }

  private static func refuse(_ paths: [String], in folder: String) throws(InputError) {
    if let path = paths.first(where: { FileManager.default.fileExists(atPath: folder + "/" + $0) }) {
      throw InputError("the file is there already", file: folder + "/" + path, remedy: "another folder, or --overwrite")
    }
  }

  /// Files in the folder that begin as this program begins its own.
  private static func left(in folder: String) -> [String] {
    let folders = LaunchEngine.allCases.map(\.rawValue) + ["kubernetes"]
    return folders.flatMap { name -> [String] in
      let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + name)) ?? []
      return entries.sorted().map { name + "/" + $0 }.filter { path in
        guard let file = FileHandle(forReadingAtPath: folder + "/" + path) else { return false }
        defer { try? file.close() }
        let head = (try? file.read(upToCount: 256)) ?? Data()
        return String(decoding: head, as: UTF8.self).contains(LaunchText.written)
      }
    }
  }
}
