import Foundation
import Kernel

/// The techniques that are known by name. Each is a file in the folder `Presets`, which is built beside the program: a new
/// technique is a new file there and nothing else.
public enum TechniqueCatalog {
  private static let loaded = Result<[Technique], InputError> { () throws(InputError) in
    try read(folder: Installation.resources("Presets", else: Bundle.module.bundlePath))
  }

  /// All techniques, in the order of their names.
  ///
  /// - Throws: ``InputError`` where a file of the folder cannot be read as a technique.
  public static func techniques() throws(InputError) -> [Technique] { try loaded.get() }

  /// The technique of that name.
  ///
  /// - Throws: ``InputError`` without a place, with the nearest name.
  public static func technique(named name: String) throws(InputError) -> Technique {
    let techniques = try techniques()
    let lowered = name.lowercased()
    if let technique = techniques.first(where: { $0.name == lowered }) { return technique }
    let hint = Nearest.match(lowered, among: techniques.map(\.name)).map { "did you mean '\($0)'?" }
    throw InputError("there is no technique '\(name.shortened)'", remedy: hint ?? "see 'windtunnel list techniques'")
  }

  /// Reads every technique of a folder.
  ///
  /// - Throws: ``InputError`` in the file that is at fault.
  package static func read(folder: String) throws(InputError) -> [Technique] {
    var techniques: [Technique] = []
    for path in try files(of: folder, noun: "techniques") {
      techniques.append(try TechniqueReader.technique(bytes: try bytes(of: path), file: path))
    }
    return techniques
  }

  /// The files of a catalog in the order of their names.
  static func files(of folder: String, noun: String) throws(InputError) -> [String] {
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      return names.sorted().filter { $0.hasSuffix(".yaml") }.map { folder + "/" + $0 }
    } catch {
      throw InputError("the folder of the \(noun) cannot be read", file: folder, remedy: "build the program anew")
    }
  }

  /// What stands in a file of a catalog.
  static func bytes(of path: String) throws(InputError) -> [UInt8] {
    do { return try RegularFile.bytes(of: path, limit: YAMLLimits.bytes) } catch {
      throw InputError(error.message, file: path, remedy: error.remedy)
    }
  }
}

extension Vocabulary {
  static let techniques = NameCatalog(
    noun: "technique", names: { (try? TechniqueCatalog.techniques())?.map(\.name) ?? [] },
    canonicalName: { name throws(InputError) in try TechniqueCatalog.technique(named: name).name })
}
