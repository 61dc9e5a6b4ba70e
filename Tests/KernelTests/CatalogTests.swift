import Kernel
import Testing

/// Named entries: found by any name, and with a suggestion where there is none.
@Suite("Catalogs")
struct CatalogTests {
  private struct Fruit: Sendable, Hashable {
    var name: String
    var others: [String] = []
  }

  private static let fruits = [Fruit(name: "apple"), Fruit(name: "Quince", others: ["Cydonia"]), Fruit(name: "pear", others: ["pome"])]
  private static let plain = Catalog(of: "fruit", fruits) { [$0.name] + $0.others }
  private static let anyCase = Catalog(of: "fruit", fruits, ignoresCase: true, otherwise: "see the market") { [$0.name] + $0.others }

  @Test("an entry is found by its name and by its other names, in any case where the catalog says so")
  func found() throws {
    #expect(try Self.plain.required("Quince").name == "Quince")
    #expect(Self.plain.entry(named: "Cydonia")?.name == "Quince")
    #expect(Self.plain.entry(named: "quince") == nil)
    #expect(Self.anyCase.entry(named: "CYDONIA")?.name == "Quince")
    #expect(Self.plain.names == ["apple", "Quince", "pear"])
  }

  @Test(
    "an unknown name is refused with the nearest one, or with all",
    arguments: [
      ("aple", "error: unknown fruit 'aple'; did you mean 'apple'?"), ("pme", "error: unknown fruit 'pme'; did you mean 'pome'?"),
      ("motorcar", "error: unknown fruit 'motorcar'; one of apple, Quince, pear"),
    ])
  func unknown(name: String, text: String) {
    let error = #expect(throws: InputError.self) { try Self.plain.required(name) }
    #expect(error?.description == text)
  }

  @Test("a catalog may say elsewhere where to look, and name the fault in words of its own")
  func otherWords() {
    let error = #expect(throws: InputError.self) { try Self.anyCase.required("motorcar", message: "no such fruit") }
    #expect(error?.description == "error: no such fruit; see the market")
  }
}
