/// Finds the rows of a ``Column`` by their keys: open addressing with linear probing, removal by shifting back (Knuth, "The
/// Art of Computer Programming", volume 3, section 6.4, algorithm R), at most half full.
///
/// The table holds the rows' positions and nothing else, four bytes for each place; the keys are read from the rows, which
/// their owner keeps and lends for each call. What it answers does not depend on the order in which rows came.
@frozen public struct OpenTable<Row: KeyedRow>: ~Copyable {
  /// The position of a row, or -1 where there is none.
  @usableFromInline var places: Column<Int32>
  @usableFromInline var mask: Int
  @usableFromInline var storedCount: Int
  @usableFromInline let fewestPlaces: Int

  /// An empty table that begins with so many places.
  ///
  /// - Precondition: `fewestPlaces` is a power of two, at least 2.
  @inlinable public init(fewestPlaces: Int = 128) {
    precondition(fewestPlaces > 1 && fewestPlaces & (fewestPlaces - 1) == 0, "the places of a table are no power of two")
    self.fewestPlaces = fewestPlaces
    places = Column(repeating: -1, count: fewestPlaces)
    mask = fewestPlaces - 1
    storedCount = 0
  }

  /// How many rows can be found.
  @inlinable public var count: Int { storedCount }

  /// The position of the row with `key`; negative where there is none.
  @inlinable @inline(__always) public func find(_ key: Row.Key, in rows: borrowing Column<Row>) -> Int32 {
    places[place(of: key, in: rows)]
  }

  /// Enters the row at `position`: O(1), amortised.
  ///
  /// - Precondition: no row with its key is here.
  @inlinable public mutating func insert(_ position: Int32, in rows: borrowing Column<Row>) {
    if 2 * (storedCount + 1) > mask { grow(rows) }
    let place = place(of: rows[Int(position)].key, in: rows)
    precondition(places[place] < 0, "a key is entered twice")
    places[place] = position
    storedCount += 1
  }

  /// Lets the row at `new` be found where the one at `old` was, which has the same `key`.
  ///
  /// - Precondition: `old` is here.
  @inlinable public mutating func replace(_ old: Int32, by new: Int32, key: Row.Key) {
    places[place(of: old, key: key)] = new
  }

  /// Takes out the row at `position`, whose key must be what it was when it was entered.
  ///
  /// - Precondition: it is here.
  @inlinable public mutating func remove(_ position: Int32, in rows: borrowing Column<Row>) {
    var hole = place(of: position, key: rows[Int(position)].key)
    storedCount -= 1
    var next = hole
    while true {
      next = (next + 1) & mask
      let other = places[next]
      if other < 0 { break }
      // A row whose home lies between the hole and its place must stay; the first other one moves up.
      let distance = (next - home(of: rows[Int(other)].key)) & mask
      if distance < (next - hole) & mask { continue }
      places[hole] = other
      hole = next
    }
    places[hole] = -1
  }

  /// Forgets all rows, and memory that is far more than they needed.
  @inlinable public mutating func removeAll() {
    if mask > 8 * (storedCount + 1) && mask >= fewestPlaces {
      places = Column(repeating: -1, count: fewestPlaces)
      mask = fewestPlaces - 1
    } else {
      places.removeAll()
      places.append(repeating: -1, count: mask + 1)
    }
    storedCount = 0
  }

  /// What does not add up, or nil: every row in the table is found by its key, and so many are counted.
  public func fault(in rows: borrowing Column<Row>) -> String? {
    var found = 0
    for place in places.indices where places[place] >= 0 {
      if Int(places[place]) >= rows.count { return "a table holds a row that is none" }
      if find(rows[Int(places[place])].key, in: rows) != places[place] { return "a row of a table cannot be found" }
      found += 1
    }
    if 2 * found > mask { return "a table is more than half full" }
    return found == count ? nil : "\(found) rows are in a table that counts \(count)"
  }

  @inlinable @inline(__always) func home(of key: Row.Key) -> Int { Int(truncatingIfNeeded: Row.hash(of: key)) & mask }

  /// Where the row with `key` is, or would be.
  @inlinable @inline(__always) func place(of key: Row.Key, in rows: borrowing Column<Row>) -> Int {
    var place = home(of: key)
    while true {
      let position = places[place]
      if position < 0 || rows[Int(position)].key == key { return place }
      place = (place + 1) & mask
    }
  }

  /// Where the row at `position` is.
  @inlinable @inline(__always) func place(of position: Int32, key: Row.Key) -> Int {
    var place = home(of: key)
    while places[place] != position {
      precondition(places[place] >= 0, "a row is not in the table")
      place = (place + 1) & mask
    }
    return place
  }

  @inlinable @inline(never) mutating func grow(_ rows: borrowing Column<Row>) {
    var old = Column<Int32>(repeating: -1, count: 2 * places.count)
    swap(&old, &places)
    mask = places.count - 1
    for place in old.indices where old[place] >= 0 { places[self.place(of: rows[Int(old[place])].key, in: rows)] = old[place] }
  }
}
