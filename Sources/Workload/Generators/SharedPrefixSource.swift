import Kernel

/// Requests with shared prefixes: see ``SharedPrefixes``.
///
/// The k-th prompt of the tree is the same in either order, whatever the arrivals; the order is drawn from a stream of
/// its own.
struct SharedPrefixSource: ArrivalSource {
  private let prefixes: SharedPrefixes
  private var clock: ArrivalClock
  private var walk: SharedPrefixWalk
  private let own: RequestStreams
  private let requests: Int
  private var drawn = 0
  /// Where prompts are shuffled: the tree's prompts in the order in which they come, and the texts above each text and
  /// above each prompt, level by level.
  private var order: [Int32] = []
  private var above: [[Int32]] = []

  init(_ prefixes: SharedPrefixes, arrivals: ArrivalProcess, requests: Int, seed: UInt64) throws {
    try prefixes.validate()
    guard 1...SharedPrefixes.mostRequests ~= requests else {
      throw InputError("\(requests) requests with shared prefixes", remedy: "give from 1 to \(SharedPrefixes.mostRequests)")
    }
    self.prefixes = prefixes
    self.requests = requests
    clock = try ArrivalClock(arrivals, seed: seed)
    walk = SharedPrefixWalk(prefixes, seed: seed)
    own = RequestStreams(seed: seed, name: "own parts of prompts")
    if prefixes.order == .shuffled { shuffle(seed: seed) }
  }

  /// Walks through the whole tree, then draws an order (Fisher and Yates).
  private mutating func shuffle(seed: UInt64) {
    above = Array(repeating: [], count: prefixes.levels.count + 1)
    for _ in 0..<requests {
      let first = walk.next()
      for level in max(first, 1)..<(walk.path.count + 1) { above[level].append(Int32(walk.path[level - 1])) }
    }
    order = (0..<Int32(requests)).map { $0 }
    var stream = RandomStream(seed: seed, name: "order of prompts")
    for place in stride(from: requests - 1, to: 0, by: -1) { order.swapAt(place, stream.integer(below: place + 1)) }
  }

  mutating func next() throws -> Arrival? {
    guard drawn < requests else { return nil }
    let time = try clock.next()
    var number = drawn
    var path: [Int]
    if order.isEmpty {
      _ = walk.next()
      path = walk.path
    } else {
      number = Int(order[drawn])
      path = Array(repeating: number, count: prefixes.levels.count)
      var text = number
      for level in path.indices.reversed() {
        text = Int(above[level + 1][text])
        path[level] = text
      }
    }
    drawn += 1
    return try arrival(number, path, time)
  }

  private func arrival(_ number: Int, _ path: [Int], _ time: Instant) throws -> Arrival {
    var stream = own.stream(number)
    let ownTokens = prefixes.ownTokens.draw(&stream)
    let outputTokens = prefixes.outputTokens.draw(&stream)
    let ends = path.indices.map { walk.text($0, path[$0]).tokens }.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    let promptTokens = ends[path.count] + ownTokens
    let blocks = promptTokens / prefixes.blockTokens
    guard promptTokens <= Arrival.maximumTokens, blocks < SharedPrefixes.mostBlocks else {
      throw InputError(
        "a prompt of \(promptTokens) tokens, shared ones included",
        remedy: "shorter texts, at most \(Arrival.maximumTokens) tokens and \(SharedPrefixes.mostBlocks - 1) blocks together")
    }
    var identities: [UInt64] = []
    identities.reserveCapacity(blocks)
    var level = 0
    for block in 0..<blocks {
      // A block is as much shared as its last token is.
      while level < path.count && ends[level + 1] < (block + 1) * prefixes.blockTokens { level += 1 }
      let text = level < path.count ? path[level] : number
      identities.append(UInt64(level) << 60 | UInt64(text) << 24 | UInt64(block))
    }
    return Arrival(time: time, promptTokens: promptTokens, outputTokens: outputTokens, blockHashes: identities)
  }
}
