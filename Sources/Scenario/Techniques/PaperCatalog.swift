import Foundation
import Kernel

/// The papers that the techniques come from, and those of which serving has nothing to show, by name.
public enum PaperCatalog {
  private static let loaded = Result<[Paper], InputError> { () throws(InputError) in
    try read(folder: Installation.resources("Papers", else: Bundle.module.bundlePath))
  }

  /// All papers, in the order of their names.
  ///
  /// - Throws: ``InputError`` where a list of them cannot be read.
  public static func papers() throws(InputError) -> [Paper] { try loaded.get() }

  /// The paper of that name, whatever the case of its letters; nil where there is none.
  public static func paper(named name: String) -> Paper? {
    let wanted = plain(name)
    guard !wanted.isEmpty, case .success(let papers) = loaded else { return nil }
    return papers.first { plain($0.name) == wanted }
  }

  /// The paper that a technique alone stands for, or that is called as it is; nil where there is none.
  public static func paper(of technique: Technique) -> Paper? {
    guard case .success(let papers) = loaded else { return nil }
    return paper(named: technique.name) ?? papers.first { $0.techniques.map(\.name) == [technique.name] }
  }

  /// A name as it is looked for: letters and digits alone, so that `Cache-Craft` is `cachecraft` as well.
  private static func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }

  /// Reads every list of a folder.
  ///
  /// - Throws: ``InputError`` in the file that is at fault.
  package static func read(folder: String) throws(InputError) -> [Paper] {
    var papers: [Paper] = []
    for path in try TechniqueCatalog.files(of: folder, noun: "papers") {
      papers += try PaperReader.papers(bytes: try TechniqueCatalog.bytes(of: path), file: path)
    }
    papers.sort { ($0.name.lowercased(), $0.name) < ($1.name.lowercased(), $1.name) }
    for (one, next) in zip(papers, papers.dropFirst()) where plain(one.name) == plain(next.name) {
      throw InputError("the paper '\(one.name)' stands twice", file: folder, remedy: "leave one of them out")
    }
    return papers
  }
}
