import Kernel
import Testing

/// The table by which rows are found.
@Suite struct OpenTableTests {
  /// A row whose keys all have a home in the last places, so that runs are long and go round the end.
  private struct Crowded: KeyedRow {
    var key: UInt64

    static func hash(of key: UInt64) -> UInt64 { ~(key % 3) }
  }

  private struct Scattered: KeyedRow {
    var key: UInt64

    static func hash(of key: UInt64) -> UInt64 { key &* 0x9E37_79B9_7F4A_7C15 >> 32 }
  }

  /// Enters and takes out rows by chance and compares what is found with a dictionary.
  private func agreesWithADictionary<Row: KeyedRow>(_ make: (UInt64) -> Row, keys: Int, steps: Int) where Row.Key == UInt64 {
    var stream = RandomStream(seed: 1, name: "tables")
    var rows = Column<Row>()
    var table = OpenTable<Row>(fewestPlaces: 2)
    var model: [UInt64: Int32] = [:]
    for _ in 0..<steps {
      let key = UInt64(stream.integer(below: keys))
      let found = table.find(key, in: rows)
      #expect(found == model[key] ?? -1)
      if let position = model[key] {
        if stream.integer(below: 4) == 0 {
          // Another row with the key takes the place of the first.
          rows.append(make(key))
          table.replace(position, by: Int32(rows.count - 1), key: key)
          model[key] = Int32(rows.count - 1)
        } else {
          table.remove(position, in: rows)
          model[key] = nil
        }
      } else {
        rows.append(make(key))
        table.insert(Int32(rows.count - 1), in: rows)
        model[key] = Int32(rows.count - 1)
      }
      let (fault, count) = (table.fault(in: rows), table.count)
      #expect(fault == nil && count == model.count)
    }
    for key in 0..<UInt64(keys) {
      let found = table.find(key, in: rows)
      #expect(found == model[key] ?? -1)
    }
    table.removeAll()
    let count = table.count
    let found = (0..<UInt64(keys)).filter { table.find($0, in: rows) >= 0 }
    #expect(count == 0 && found.isEmpty)
  }

  @Test("Rows are found by their keys whatever came and went, and whatever their hashes")
  func anyOrder() {
    agreesWithADictionary({ Crowded(key: $0) }, keys: 12, steps: 4000)
    agreesWithADictionary({ Scattered(key: $0) }, keys: 300, steps: 4000)
  }

  @Test("Every way to take rows out of a run leaves the others to be found")
  func everyRemoval() {
    // Six rows with three homes, and every order of taking three of them out.
    for first in 0..<6 {
      for second in 0..<6 where second != first {
        for third in 0..<6 where third != first && third != second {
          let rows = Column((0..<6).map { Crowded(key: UInt64($0)) })
          var table = OpenTable<Crowded>(fewestPlaces: 16)
          for position in 0..<6 { table.insert(Int32(position), in: rows) }
          for position in [first, second, third] { table.remove(Int32(position), in: rows) }
          let fault = table.fault(in: rows)
          let found = (0..<6).map { table.find(UInt64($0), in: rows) }
          #expect(fault == nil)
          #expect(found == (0..<6).map { [first, second, third].contains($0) ? -1 : Int32($0) })
        }
      }
    }
  }

  @Test("A key that is entered twice, or taken out and not there, ends the program")
  func misuse() async {
    await #expect(processExitsWith: .failure) {
      let rows = Column([Crowded(key: 1), Crowded(key: 1)])
      var table = OpenTable<Crowded>()
      for position in 0..<2 { table.insert(Int32(position), in: rows) }
    }
    await #expect(processExitsWith: .failure) {
      let rows = Column([Crowded(key: 1), Crowded(key: 2)])
      var table = OpenTable<Crowded>()
      table.insert(0, in: rows)
      table.remove(1, in: rows)
    }
  }
}
