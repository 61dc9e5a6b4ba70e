import Kernel

/// A measure of load that the cluster keeps for each replica and of which it always knows the least.
public enum LoadSignal: Hashable, Sendable {
  /// Requests sent and not ended.
  case requests
  /// Prompt tokens of requests sent and not ended, with predicted output tokens where there is a predictor.
  case tokens
  /// Predicted time of the work sent and not done: prefill until the first token, decoding until the end.
  case work
}

/// What a router may know of a request: no true output length.
public struct ArrivalFacts: Hashable, Sendable {
  /// Position in the load, from 0.
  public let id: Int
  /// When it came.
  public let time: Instant
  /// Tokens of its prompt.
  public let promptTokens: Int
  /// Tokens it will produce as a predictor sees it, where the scenario has one.
  public let predictedOutputTokens: Int?
}

/// What a router sees of the cluster.
public struct ClusterView: ~Copyable {
  private let board: UnsafePointer<LoadBoard>
  private let prefixes: PrefixSharing

  init(_ board: UnsafePointer<LoadBoard>, _ prefixes: PrefixSharing) {
    self.board = board
    self.prefixes = prefixes
  }

  /// Replicas, numbered from 0 through the pools in order.
  public var replicas: Int { board.pointee.replicas }
  /// The replica least loaded by the signal that the router's type names; ties go to the lowest number.
  public var leastLoaded: Int { board.pointee.leastLoaded }
  /// Requests sent to a replica and not ended.
  public func requests(at replica: Int) -> Int { Int(board.pointee[.requests, replica]) }
  /// Prompt (and predicted output) tokens sent to a replica and not ended.
  public func tokens(at replica: Int) -> Int { Int(board.pointee[.tokens, replica]) }
  /// Predicted time of the work sent to a replica and not done, in nanoseconds; kept for routers whose signal it is.
  public func workNanoseconds(at replica: Int) -> Int64 { board.pointee[.work, replica] }

  /// Replicas whose accelerators hold the beginning of the request's prompt; for routers that say they read prefixes.
  public var prefixHolders: Int { prefixes.index?.pointee.matchingCount ?? 0 }
  /// One of them, by position from 0; who holds more stands behind who holds less.
  public func prefixHolder(_ position: Int) -> Int { prefixes.index!.pointee[position] }
  /// Tokens at the beginning of the request's prompt that a replica's accelerators hold now, in whole blocks of the load.
  public func cachedTokens(at replica: Int) -> Int {
    guard let index = prefixes.index else { return 0 }
    return index.pointee.identitiesMatched(at: replica) * prefixes.promptBlockTokens
  }
  /// What tells the first `blocks` blocks of the request's prompt, or all if it has fewer, from all other beginnings; nil for
  /// a prompt of which the load tells nothing.
  public func prefixIdentity(blocks: Int) -> UInt64? {
    let chain = prefixes.chain.pointee.identities
    return chain.isEmpty || blocks < 1 ? nil : chain[min(blocks, chain.count) - 1]
  }
}

/// Sends each request to a replica on its arrival.
public protocol Router: SendableMetatype {
  /// As written in YAML.
  static var name: String { get }
  /// What it does, in one sentence.
  static var summary: String { get }
  /// Its parameters: help, documentation and strict YAML all read this.
  static var parameters: [ParameterDoc] { get }
  /// The signal of which ``ClusterView/leastLoaded`` tells the least.
  static var signal: LoadSignal { get }

  /// Whether it asks which replicas hold the beginning of a prompt, so that the cluster keeps an index of that.
  static var readsPrefixes: Bool { get }

  /// A router; `stream` is its own source of chance.
  init(_ parameters: Parameters, stream: RandomStream) throws

  /// The replica for `request`.
  mutating func route(_ request: ArrivalFacts, _ cluster: borrowing ClusterView) -> Int
}

extension Router {
  /// None, for most.
  public static var parameters: [ParameterDoc] { [] }
  /// Fewest requests, unless it names another.
  public static var signal: LoadSignal { .requests }
  /// Most do not.
  public static var readsPrefixes: Bool { false }
}

/// The routers there are.
public enum RouterCatalog {
  /// Every router; a new one is a line here.
  public static let all: [any Router.Type] = [
    RoundRobinRouter.self,
    RandomRouter.self,
    LeastRequestsRouter.self,
    LeastTokensRouter.self,
    ShortestQueueRouter.self,
    PrefixAffinityRouter.self,
    PrefixHashRouter.self,
  ]

  /// Their names as written in YAML.
  public static var names: [String] { all.map { $0.name } }

  /// The documentation of a router's parameters, or nil for a name that is none.
  public static func parameters(of name: String) -> [ParameterDoc]? { all.first { $0.name == name }?.parameters }

  /// The router called `name`.
  ///
  /// - Throws: ``InputError`` with a suggestion.
  public static func router(named name: String) throws -> any Router.Type {
    if let found = all.first(where: { $0.name == name }) { return found }
    let hint = Nearest.match(name, among: names).map { "did you mean '\($0)'?" }
    throw InputError("unknown router '\(name)'", remedy: hint ?? "one of \(names.joined(separator: ", "))")
  }
}
