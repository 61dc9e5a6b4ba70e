import Foundation
import Kernel
import Testing

import Scenario

/// A folder of scenario files for one test, removed with it.
final class ScenarioFolder {
  let path: String

  init(_ files: [String: String] = [:]) throws {
    path = NSTemporaryDirectory() + "scenario-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files.sorted(by: { $0.key < $1.key }) { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: file, atomically: false, encoding: .utf8)
  }

  func load(_ name: String, assignments: [String] = []) throws -> Scenario {
    try Scenario.load(path: path + "/" + name, assignments: assignments)
  }

  /// The message of the error that loading gives, without the folder's own path; empty where there is none.
  func fault(_ name: String, assignments: [String] = []) -> String {
    do {
      _ = try load(name, assignments: assignments)
      return ""
    } catch {
      return "\(error)".replacingOccurrences(of: path + "/", with: "")
    }
  }
}

/// A complete scenario without files, to which tests add lines.
let minimal = """
  model: llama-3.1-8b
  accelerator: h100-sxm
  workload: {prompt: 512 tokens, output: 64, arrivals: {process: poisson, rate: 4 req/s}, requests: 100}

  """

/// What is wrong with a scenario, as the user sees it; empty where nothing is.
func fault(_ text: String, assignments: [String] = []) -> String {
  do {
    _ = try Scenario.read(text, file: "s.yaml", assignments: assignments)
    return ""
  } catch {
    return error.description
  }
}

/// The repository that these tests stand in.
let repository: String = {
  let file = (#filePath as NSString).resolvingSymlinksInPath as NSString
  return ((file.deletingLastPathComponent as NSString).deletingLastPathComponent as NSString).deletingLastPathComponent
}()
