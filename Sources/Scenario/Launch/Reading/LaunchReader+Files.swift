import Foundation
import Kernel

extension LaunchReader {
  /// Bytes of a script or a manifest.
  private static let mostBytes = 16 << 20

  /// The files that a word means: a command that somebody typed, a script, a manifest of Kubernetes, or a folder of scripts; nil for a word
  /// that is none of these.
  ///
  /// - Throws: ``InputError`` where a file cannot be read.
  public static func files(meantBy word: String) throws(InputError) -> [LaunchFile]? {
    if ShellWord.commands(in: word).contains(where: { LaunchedPool($0) != nil }) { return [LaunchFile(path: "", text: word)] }
    var isDirectory: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: word, isDirectory: &isDirectory) else { return nil }
    if isDirectory.boolValue {
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: word)) ?? []).sorted()
      let scripts = names.filter { $0.hasSuffix(".sh") && $0 != "router.sh" }
      if scripts.isEmpty { return nil }
      let options = scripts.map { String($0.dropLast(3)) + ".yaml" }.filter(names.contains)
      return try read((scripts + options).map { word + "/" + $0 })
    }
    if word.hasSuffix(".sh") {
      let options = String(word.dropLast(3)) + ".yaml"
      return try read([word] + (FileManager.default.fileExists(atPath: options) ? [options] : []))
    }
    guard word.hasSuffix(".yaml"), let files = try? read([word]), isManifest(files[0].text) else { return nil }
    return files
  }

  private static func read(_ paths: [String]) throws(InputError) -> [LaunchFile] {
    var files: [LaunchFile] = []
    for path in paths {
      let bytes = try RegularFile.bytes(of: path, limit: mostBytes)
      files.append(LaunchFile(path: path, text: String(decoding: bytes, as: UTF8.self)))
    }
    return files
  }
}
