import Foundation
import Kernel
import Workload

/// The files that a scenario names: found from the folder they are written in, kept as seen from the scenario's folder,
/// identified by the digest of their bytes.
struct FileLookup: Sendable {
  /// The folder of the scenario that is resolved, as seen from the working folder.
  let folder: String
  /// For each file that settings were read from, its folder as seen from `folder`.
  var offsets: [String: String]
  private var digests: [String: String] = [:]

  init(folder: String, offsets: [String: String] = [:]) {
    self.folder = folder
    self.offsets = offsets
  }

  /// The file at `path` as written at `place`.
  ///
  /// - Throws: ``InputError`` at `place` where there is no such file, it is no file, or its digest is not `expected`.
  mutating func file(_ path: String, expecting expected: String?, at place: Place) throws(InputError) -> FileReference {
    do { return try look(path, expecting: expected, at: place) } catch {
      var fault = error
      fault.isOfNamedFile = true
      throw fault
    }
  }

  private mutating func look(_ path: String, expecting expected: String?, at place: Place) throws(InputError) -> FileReference {
    if path.isEmpty || path.utf8.count > 4096 { throw place.error("'\(path.shortened)' is no path", remedy: "give the path of a file") }
    let written = RelativePath.join(offsets[place.file] ?? "", path)
    let joined = RelativePath.join(folder, written)
    let opened = joined.isEmpty ? "." : joined
    let digest: String
    do throws(InputError) {
      if let known = digests[opened] { digest = known } else { digest = try Self.digest(of: opened) }
    } catch {
      // Where it was looked for is told where that is not what was written.
      let isWhereWritten = joined == RelativePath.normalised(path)
      let check = place.line == nil && !path.hasPrefix("/") ? "check the path, which is as seen from here" : "check the path"
      let remedy = error.remedy?.hasPrefix("looked") == true && isWhereWritten ? check : error.remedy
      throw place.error("'\(path.shortened)': \(error.message)", remedy: fromHere(path, at: place) ?? remedy)
    }
    digests[opened] = digest
    if let expected, expected != digest {
      throw place.error(
        "'\(path.shortened)' has changed: its digest is \(digest), not \(expected)",
        remedy: "restore the file, or remove the digest to take the file as it is")
    }
    return FileReference(written: written, path: opened, digest: digest)
  }

  /// How a path is to be written on the command line that was meant as seen from the scenario's folder, or of a file that came with the
  /// program, where there is such a file.
  private func fromHere(_ path: String, at place: Place) -> String? {
    guard place.line == nil, !path.hasPrefix("/") else { return nil }
    let installed = Installation.share.map { [$0 + "/" + path, $0 + "/traces/" + path] } ?? []
    for meant in [RelativePath.join(folder, path)] + installed where (try? RegularFile.check(meant)) != nil {
      return "a path on the command line is as seen from here: write '\(meant)'"
    }
    return nil
  }

  private static func digest(of path: String) throws(InputError) -> String {
    if !FileDigest.isPool(path) { try RegularFile.check(path) }
    do {
      return try FileDigest.of(path: path).hexadecimal
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("it cannot be read: \(error)")
    }
  }
}
