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
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw InputError("the folder of the techniques cannot be read", file: folder, remedy: "build the program anew")
    }
    var techniques: [Technique] = []
    for name in names.sorted() where name.hasSuffix(".yaml") {
      let path = folder + "/" + name
      let bytes: [UInt8]
      do { bytes = try RegularFile.bytes(of: path, limit: YAMLLimits.bytes) } catch {
        throw InputError(error.message, file: path, remedy: error.remedy)
      }
      techniques.append(try TechniqueReader.technique(bytes: bytes, file: path))
    }
    return techniques
  }
}

extension Vocabulary {
  static let techniques = NameCatalog(
    noun: "technique", names: { (try? TechniqueCatalog.techniques())?.map(\.name) ?? [] },
    canonicalName: { name throws(InputError) in try TechniqueCatalog.technique(named: name).name })
}
