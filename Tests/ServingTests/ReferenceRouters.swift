import Hardware
import Kernel

/// What a router of the reference remembers: whose turn it is, its own chance, and its ring once it has one.
struct ReferenceRouter {
  let replicas: Int
  var turn = 0
  var stream: RandomStream
  var ring: [(point: UInt64, owner: Int)] = []
  /// Every choice for a request with an adapter, the latest first.
  var choices: [(adapter: Int, replica: Int)] = []

  init(_ name: String, replicas: Int) {
    self.replicas = replicas
    stream = RandomStream(seed: 1, name: name)
  }
}

/// Where each router sends a request, in the plainest words: every load is counted anew.
extension ReferenceSimulator {
  /// Routers that have their plainest form here; a router of the catalog that is not among them is told by ``DifferentialTests``.
  static let routers = [
    "round_robin", "random", "least_requests", "least_tokens", "shortest_queue", "prefix_affinity", "prefix_hash",
    "adapter_affinity",
  ]

  /// One of the replicas that can be chosen.
  func route(_ router: String, _ entry: Entry, _ candidates: [Int], _ own: inout ReferenceRouter) -> Int {
    switch router {
    case "round_robin":
      let chosen = candidates.first { $0 >= own.turn } ?? candidates[0]
      own.turn = chosen + 1
      return chosen
    case "random": return candidates[own.stream.integer(below: candidates.count)]
    case "least_requests": return least(candidates) { Int64(requests(at: $0)) }
    case "least_tokens": return least(candidates) { Int64(tokens(at: $0)) }
    case "shortest_queue": return least(candidates, work)
    case "prefix_affinity": return affine(entry, candidates)
    case "adapter_affinity":
      let chosen = near(entry, candidates, own)
      if let adapter = entry.adapter { own.choices.insert((adapter, chosen), at: 0) }
      return chosen
    case "prefix_hash": return hashed(entry, candidates, &own)
    default: preconditionFailure("'\(router)' has no plainest form in the reference")
    }
  }

  private func least(_ candidates: [Int], _ load: (Int) -> Int64) -> Int { candidates.min { load($0) < load($1) }! }

  /// The least loaded of the four that took the adapter's requests last, unless it is 16 requests ahead of the least loaded of all.
  private func near(_ entry: Entry, _ candidates: [Int], _ own: ReferenceRouter) -> Int {
    let least = least(candidates) { Int64(requests(at: $0)) }
    var homes: [Int] = []
    for choice in own.choices where choice.adapter == entry.adapter && !homes.contains(choice.replica) { homes.append(choice.replica) }
    let near = homes.prefix(4).filter { candidates.contains($0) && requests(at: $0) <= requests(at: least) + 16 }
    if let best = near.sorted().min(by: { requests(at: $0) < requests(at: $1) }) { return best }
    guard homes.isEmpty, let adapter = entry.adapter else { return least }
    let first = candidates[adapter % candidates.count]
    return requests(at: first) <= requests(at: least) + 16 ? first : least
  }

  // MARK: Loads

  /// Requests that count at a replica: they are there, or on their way to it.
  private func sent(to replica: Int) -> [Entry] {
    unanswered.filter { $0.replica / rules.lanes == replica || $0.destination == replica }
  }

  private func requests(at replica: Int) -> Int { sent(to: replica).count }
  private func tokens(at replica: Int) -> Int { sent(to: replica).reduce(0) { $0 + $1.prompt + (rules.oracle ? $1.output : 0) } }

  /// Prefills before their first token, and decodes before their last, in predicted time.
  private func work(at replica: Int) -> Int64 {
    sent(to: replica).reduce(0) { sum, entry in
      let prefills = entry.firstToken == nil && entry.replica / rules.lanes == replica
      let decodes = (entry.destination ?? entry.replica / rules.lanes) == replica
      return sum + (prefills ? entry.prefillWork : 0) + (decodes ? entry.decodeWork : 0)
    }
  }

  /// In nanoseconds: a token of a chunk of 1,024.
  func prefillWork(_ entry: Entry) -> Int64 { waiting(rules.base + 1024 * rules.perToken) / 1024 * Int64(entry.prompt) / 1000 }

  /// A share of a step of 32 sequences of 1,024 tokens, for each token expected: as predicted, or as the mean of those seen.
  func decodeWork(_ entry: Entry) -> Int64 {
    var step = Double(rules.base + 32 * rules.perToken) + Double(rules.perContext * 32 * 1024)
    for group in rules.cappedGroups {
      let read = min(1024, ContextCap.tokens(group.readCap, prompt: 1024))
      step += Double(group.perContextToken.picoseconds) * Double(32 * read)
    }
    step = max(step, Double(rules.leastTime)) + Double(rules.exposedTime)
    let expected = rules.oracle ? entry.output : outputsSeen.tokens / outputsSeen.count
    return Int64(step / 32) * Int64(expected) / 1000
  }

  // MARK: Prompts

  /// The machine with least to compute and to wait for, of those that are not far more loaded than another.
  private func affine(_ entry: Entry, _ all: [Int]) -> Int {
    let loads = all.map(requests)
    let tokens = all.map(tokens)
    let cached = all.map { index in
      let whole = entry.identities.indices.prefix { identity in
        (0..<parts).allSatisfy { part in
          machines[index].cache.find(text(entry, upTo: identity) + [UInt64(identity * parts + part)]) != nil
        }
      }
      return whole.count * rules.promptBlockTokens
    }
    let cost = loads.indices.map { max(0, entry.prompt - cached[$0]) + tokens[$0] }
    let least = tokens.firstIndex(of: tokens.min()!)!
    let candidates = loads.indices.filter { $0 == least || cached[$0] > 0 && loads[$0] <= loads[least] + 64 }
    return all[candidates.min { (cost[$0], -cached[$0], $0) < (cost[$1], -cached[$1], $1) }!]
  }

  /// The next point of the ring behind the prompt's beginning whose replica has not more than its share and a quarter.
  private func hashed(_ entry: Entry, _ candidates: [Int], _ own: inout ReferenceRouter) -> Int {
    guard rules.engine.prefixCaching, !entry.identities.isEmpty else { return least(candidates) { Int64(requests(at: $0)) } }
    if own.ring.isEmpty {
      for replica in 0..<own.replicas { for _ in 0..<100 { own.ring.append((own.stream.next(), replica)) } }
      own.ring.sort { $0.point < $1.point }
    }
    let key = chained(entry.identities.prefix(2), adapter: entry.adapter)
    let most = (Double(candidates.reduce(1) { $0 + requests(at: $1) }) * 1.25 / Double(candidates.count)).rounded(.up)
    let around = own.ring.filter { $0.point >= key } + own.ring.filter { $0.point < key }
    return around.first { candidates.contains($0.owner) && Double(requests(at: $0.owner)) < most }!.owner
  }

  /// The identity of a text, each block chained to those before it.
  private func chained(_ text: some Sequence<UInt64>, adapter: Int?) -> UInt64 {
    let root: UInt64 = 0x13198A2E_03707344
    return text.reduce(adapter.map { linked(~root, UInt64($0)) } ?? root, linked)
  }

  private func linked(_ previous: UInt64, _ block: UInt64) -> UInt64 {
    let product = (previous ^ (block &* 0x9E37_79B9_7F4A_7C15 &+ 0x2545_F491_4F6C_DD1D)).multipliedFullWidth(by: 0xD1B5_4A32_D192_ED03)
    return (product.high ^ product.low) &+ 0xA409_3822_299F_31D0
  }
}
