import Kernel

/// A fixed piece of arithmetic and memory traffic, timed in the same run as every figure: the ratio of the two survives
/// a change of machine better than either.
enum Yardstick {
  /// Units of work per second of processor time; a unit is one draw of the generator and one visit to a table of 64 KiB.
  /// Never inlined, so that it is the same code wherever it is laid on.
  @inline(never) static func unitsPerSecond() -> Double {
    var stream = RandomStream(seed: 1, name: "yardstick")
    var table = [UInt64](repeating: 0, count: 8192)
    let units = 8_000_000
    let start = ProcessorTime.seconds()
    for _ in 0..<units {
      let word = stream.next()
      table[Int(word & 8191)] &+= word
    }
    let seconds = ProcessorTime.seconds() - start
    precondition(table.reduce(0, &+) != 1, "keeps the work from being thrown away")
    return Double(units) / seconds
  }
}
