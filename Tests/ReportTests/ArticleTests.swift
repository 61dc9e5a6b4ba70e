import Foundation
import Testing

@Suite("The articles on the engine keep their word")
struct ArticleTests {
  private static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func texts(ofType type: String) throws -> [(name: String, text: String)] {
    let folder = repository.appendingPathComponent("docs/Engine.docc")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(type) }.sorted()
    return try names.map { ($0, try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)) }
  }

  /// How often each file name occurs below `Sources` and `Tests`.
  private static func sourceFiles() -> [String: Int] {
    var counts: [String: Int] = [:]
    for folder in ["Sources", "Tests"] {
      let paths = FileManager.default.enumerator(atPath: repository.appendingPathComponent(folder).path)
      while let path = paths?.nextObject() as? String {
        if path.hasSuffix(".swift"), let name = path.split(separator: "/").last { counts[String(name), default: 0] += 1 }
      }
    }
    return counts
  }

  @Test("every source file that they name is there, and no other has its name")
  func filesExist() throws {
    let counts = Self.sourceFiles()
    let articles = try Self.texts(ofType: ".md")
    #expect(articles.count >= 5)
    for article in articles {
      let words = article.text.split { !($0.isLetter || $0.isNumber || $0 == "+" || $0 == ".") }
      for word in Set(words.filter { $0.hasSuffix(".swift") }).sorted() {
        #expect(counts[String(word)] == 1, "\(article.name) names \(word)")
      }
    }
  }

  @Test("every picture is shown, is small, and keeps its text as text")
  func picturesAreShown() throws {
    let articles = try Self.texts(ofType: ".md")
    let pictures = try Self.texts(ofType: ".svg")
    #expect(pictures.count >= 4)
    for picture in pictures {
      #expect(articles.contains { $0.text.contains("](\(picture.name))") }, "\(picture.name)")
      #expect(picture.text.utf8.count < 20_000 && picture.text.contains("<text"), "\(picture.name)")
    }
  }
}
