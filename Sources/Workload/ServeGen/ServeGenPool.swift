import Foundation
import Kernel

/// A folder of ServeGen's clients, `chunk-N-trace.csv` and `chunk-N-dataset.json` for each.
struct ServeGenPool {
  let path: String
  let clients: [ServeGenClient]
  /// When windows begin, in seconds, the same for all clients.
  let starts: [Int]
  /// How long a window is, in seconds.
  let windowSeconds: Int

  /// Whether a path is a folder, which a profile never is.
  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// The files of a pool in the order of their clients.
  ///
  /// - Throws: ``InputError`` where the folder holds no client.
  static func files(_ path: String) throws -> [(number: Int, trace: String, lengths: String)] {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
      throw InputError("the folder cannot be read", file: path)
    }
    let numbers = names.compactMap { name -> Int? in
      guard name.hasPrefix("chunk-"), name.hasSuffix("-trace.csv") else { return nil }
      guard let number = Int(name.dropFirst(6).dropLast(10)), number >= 0 else { return nil }
      return number
    }.sorted()
    guard !numbers.isEmpty else {
      throw InputError(
        "the folder holds no client of ServeGen", file: path,
        remedy: "name a profile, or a folder of ServeGen's data such as data/language/m-large, with files chunk-N-trace.csv")
    }
    return numbers.map { ($0, "\(path)/chunk-\($0)-trace.csv", "\(path)/chunk-\($0)-dataset.json") }
  }

  /// The digest of all files of a pool; nil where the path is no folder, or one without clients.
  ///
  /// - Throws: ``InputError`` where one of them is missing or cannot be read.
  static func digest(_ path: String) throws -> Digest? {
    guard isFolder(path), let files = try? files(path) else { return nil }
    var digest = Digest()
    for file in files {
      digest.mix(UInt64(file.number))
      for path in [file.trace, file.lengths] { digest.mix(try FileDigest.of(path: path).value) }
    }
    return digest
  }

  /// Reads how often clients ask; lengths are read when they are needed.
  ///
  /// - Throws: ``InputError`` with file and line, also where clients have other windows than the first.
  init(path: String) throws {
    self.path = path
    let files = try Self.files(path)
    clients = try files.map { try ServeGenClient(number: $0.number, path: $0.trace) }
    starts = clients[0].starts
    for (client, file) in zip(clients, files) where client.starts != starts {
      throw InputError("the windows are other ones than those of the first client", file: file.trace, remedy: "a pool has the same for all")
    }
    guard starts.count > 1 else {
      throw InputError("a pool of one window, whose length is not told", file: files[0].trace, remedy: "is the file complete?")
    }
    windowSeconds = starts[1] - starts[0]
    guard windowSeconds <= 9_000_000 / starts.count else {
      throw InputError("windows of more than 104 days in all", file: files[0].trace, remedy: "simulated time ends after 106 days")
    }
    guard zip(starts, starts.dropFirst()).allSatisfy({ $1 - $0 == windowSeconds }) else {
      throw InputError("the windows are not equally long", file: files[0].trace)
    }
    guard clients.contains(where: { !$0.windows.isEmpty }) else { throw InputError("no client asks for anything", file: path) }
  }

  /// Requests/s of all clients in the mean of all windows.
  var requestsPerSecond: Double {
    clients.reduce(0) { sum, client in client.windows.reduce(sum) { $0 + $1.requestsPerSecond } } / Double(starts.count)
  }
}
