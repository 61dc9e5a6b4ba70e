import Kernel

/// The results of images that an engine keeps, by the image and how many of its tokens are kept: the one used longest ago goes first.
struct EncoderCache: ~Copyable {
  /// One result.
  private struct Row: KeyedRow {
    struct Key: BitwiseCopyable, Equatable {
      var image: UInt64
      var tokens: Int32
    }

    var key: Key
    /// Its neighbours in the order of last use; of a row that holds nothing the next such row.
    var previous: Int32 = -1
    var next: Int32 = -1

    static func hash(of key: Key) -> UInt64 { PromptChain.link(UInt64(UInt32(bitPattern: key.tokens)), key.image) }
  }

  let rules: EncoderRules
  private var rows = Column<Row>()
  private var table = OpenTable<Row>()
  private var firstFree: Int32 = -1
  private var oldest: Int32 = -1
  private var newest: Int32 = -1
  private var usedBytes = 0

  init(_ rules: EncoderRules) { self.rules = rules }

  /// Bytes of a result of so many tokens; images have no more tokens than 32 bits hold.
  private func bytes(_ tokens: Int32) -> Int { rules.bytesPerToken * Int(tokens) }

  /// Whether the result of an image is here. It is from now on, where there is room for one at all.
  mutating func use(_ image: UInt64, tokens: Int32) -> Bool {
    if bytes(tokens) > rules.cacheBytes { return false }
    let key = Row.Key(image: image, tokens: tokens)
    let found = table.find(key, in: rows)
    if found >= 0 {
      unlink(found)
      link(found)
      return true
    }
    while usedBytes + bytes(tokens) > rules.cacheBytes { forget(oldest) }
    var position = firstFree
    if position >= 0 {
      firstFree = rows[Int(position)].next
      rows[Int(position)] = Row(key: key)
    } else {
      position = Int32(rows.count)
      rows.append(Row(key: key))
    }
    table.insert(position, in: rows)
    link(position)
    usedBytes += bytes(tokens)
    return false
  }

  /// Forgets all results: the accelerators' memory is gone.
  mutating func clear() {
    rows.removeAll()
    table.removeAll()
    (firstFree, oldest, newest, usedBytes) = (-1, -1, -1, 0)
  }

  private mutating func forget(_ position: Int32) {
    usedBytes -= bytes(rows[Int(position)].key.tokens)
    table.remove(position, in: rows)
    unlink(position)
    rows[Int(position)].next = firstFree
    firstFree = position
  }

  private mutating func link(_ position: Int32) {
    (rows[Int(position)].previous, rows[Int(position)].next) = (newest, -1)
    if newest >= 0 { rows[Int(newest)].next = position } else { oldest = position }
    newest = position
  }

  private mutating func unlink(_ position: Int32) {
    let (previous, next) = (rows[Int(position)].previous, rows[Int(position)].next)
    if previous >= 0 { rows[Int(previous)].next = next } else { oldest = next }
    if next >= 0 { rows[Int(next)].previous = previous } else { newest = previous }
  }

  /// What does not add up, or nil.
  var fault: String? {
    var (listed, sum, position) = (0, 0, oldest)
    while position >= 0 && listed <= rows.count {
      sum += bytes(rows[Int(position)].key.tokens)
      (listed, position) = (listed + 1, rows[Int(position)].next)
    }
    if listed != table.count { return "\(listed) results of images listed, \(table.count) to be found" }
    if sum != usedBytes { return "results of images of \(sum) bytes listed, \(usedBytes) booked" }
    return usedBytes > rules.cacheBytes ? "\(usedBytes) bytes of results of images in \(rules.cacheBytes)" : nil
  }
}
