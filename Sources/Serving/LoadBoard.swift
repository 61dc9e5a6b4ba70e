import Hardware
import Kernel

/// What is outstanding at each replica, by every signal, as a router in front of the cluster would count it: up when a
/// request is sent, down when its first token and its end are seen.
struct LoadBoard: ~Copyable {
  let replicas: Int
  private let requests: UnsafeMutablePointer<Int64>
  private let tokens: UnsafeMutablePointer<Int64>
  private let work: UnsafeMutablePointer<Int64>
  private let signal: LoadSignal
  private var least: WinnerTree
  private let prices: [WorkPrice]
  /// The replica that each lane belongs to; a request's row names its lane.
  private let owners: UnsafeMutablePointer<Int32>
  /// What an unknown output is taken for: the mean of those seen to end, and until then this many tokens.
  private var outputTokensSeen = 256
  private var outputsSeen = 1

  /// A board for replicas with these prices; `owners` names the replica of each lane.
  init(signal: LoadSignal, prices: [WorkPrice], owners: [Int32]) {
    replicas = prices.count
    self.owners = .allocate(capacity: owners.count)
    for (lane, owner) in owners.enumerated() { (self.owners + lane).initialize(to: owner) }
    self.signal = signal
    self.prices = prices
    requests = .allocate(capacity: replicas)
    tokens = .allocate(capacity: replicas)
    work = .allocate(capacity: replicas)
    for column in [requests, tokens, work] { column.initialize(repeating: 0, count: replicas) }
    least = WinnerTree(count: replicas)
  }

  deinit {
    for column in [requests, tokens, work] { column.deallocate() }
    owners.deallocate()
  }

  var leastLoaded: Int { least.least }

  subscript(signal: LoadSignal, replica: Int) -> Int64 {
    switch signal {
    case .requests: requests[replica]
    case .tokens: tokens[replica]
    case .work: work[replica]
    }
  }

  /// A request is sent to `replica`; what it is counted for is noted in its row.
  mutating func sent(_ row: UnsafeMutablePointer<Request>, to replica: Int) {
    if signal == .work {
      let predicted = Int(row.pointee.predictedOutputTokens)
      let output = predicted >= 0 ? predicted : outputTokensSeen / outputsSeen
      row.pointee.predictedPrefillWork = prices[replica].prefillNanoseconds(tokens: Int(row.pointee.promptTokens))
      row.pointee.predictedDecodeWork = prices[replica].decodeNanoseconds(tokens: output)
    }
    add(replica, requests: 1, tokens: weight(row), work: row.pointee.predictedPrefillWork + row.pointee.predictedDecodeWork)
  }

  /// The first token of a request is out.
  mutating func started(_ row: UnsafePointer<Request>) {
    add(Int(owners[Int(row.pointee.replica)]), requests: 0, tokens: 0, work: -row.pointee.predictedPrefillWork)
  }

  /// The last token of a request is out.
  mutating func ended(_ row: UnsafePointer<Request>) {
    outputTokensSeen += Int(row.pointee.outputTokens)
    outputsSeen += 1
    add(Int(owners[Int(row.pointee.replica)]), requests: -1, tokens: -weight(row), work: -row.pointee.predictedDecodeWork)
  }

  private func weight(_ row: UnsafePointer<Request>) -> Int64 {
    Int64(row.pointee.promptTokens) + Int64(max(0, row.pointee.predictedOutputTokens))
  }

  private mutating func add(_ replica: Int, requests: Int64, tokens: Int64, work: Int64) {
    self.requests[replica] += requests
    self.tokens[replica] += tokens
    self.work[replica] += work
    let change =
      switch signal {
      case .requests: requests
      case .tokens: tokens
      case .work: work
      }
    if change != 0 { least.add(change, to: replica) }
  }
}
