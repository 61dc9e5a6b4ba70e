import Foundation

extension FuzzTarget {
  /// What fuzzing begins with: the corpus that ships (what coverage found worth keeping, and every input that was ever a fault), and files
  /// of the project itself; each with the name to look for it under.
  public func corpus(project: String) -> [(name: String, bytes: [UInt8])] {
    let own = ["Tests/FuzzTests/Corpus/\(name)"] + folders
    return own.flatMap { folder -> [(name: String, bytes: [UInt8])] in
      let names = (FileManager.default.enumerator(atPath: "\(project)/\(folder)")?.compactMap { $0 as? String } ?? []).sorted()
      return names.compactMap { name -> (name: String, bytes: [UInt8])? in
        let path = "\(folder)/\(name)"
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: "\(project)/\(path)", isDirectory: &isFolder), !isFolder.boolValue,
          let data = FileManager.default.contents(atPath: "\(project)/\(path)"), data.count < 400_000
        else { return nil }
        return (path, [UInt8](data))
      }
    }
  }
}
