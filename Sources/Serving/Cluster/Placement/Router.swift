import Kernel
import Record

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
  let keptAdapter: Int32
  /// The adapter that it asks for, or nil.
  public var adapter: Int? { keptAdapter < 0 ? nil : Int(keptAdapter) }
}

/// Sends each request to one of the replicas that can take it: on its arrival, or where its KV is to be handed over.
public protocol Router: SendableMetatype {
  /// As written in YAML.
  static var name: String { get }
  /// What it does, in one sentence.
  static var summary: String { get }
  /// Its parameters: help, documentation and strict YAML all read this.
  static var parameters: [ParameterDoc] { get }
  /// The signal by which ``ClusterView/leastLoaded`` compares replicas.
  static var signal: LoadSignal { get }

  /// Whether it draws from its stream, so that its choices depend on the seed.
  static var draws: Bool { get }

  /// Whether it asks which replicas hold the beginning of a prompt, so that the cluster keeps an index of that.
  static var readsPrefixes: Bool { get }

  /// A router; `stream` is its own source of chance.
  init(_ parameters: Parameters, stream: RandomStream) throws

  /// The replica for `request`: one of the candidates of the view. It is asked only where there is one.
  mutating func route(_ request: ArrivalFacts, _ cluster: borrowing ClusterView) -> Int
}

extension Router {
  /// Most routers have none.
  public static var parameters: [ParameterDoc] { [] }
  /// False: most routers do not draw.
  public static var draws: Bool { false }
  /// The fewest requests.
  public static var signal: LoadSignal { .requests }
  /// False: most routers do not ask.
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
    AdapterAffinityRouter.self,
  ]

  /// Their names as written in YAML.
  public static var names: [String] { all.map { $0.name } }

  /// The documentation of a router's parameters, or nil for a name that is none.
  public static func parameters(of name: String) -> [ParameterDoc]? { all.first { $0.name == name }?.parameters }

  /// The router called `name`.
  ///
  /// - Throws: ``InputError`` with a suggestion.
  public static func router(named name: String) throws -> any Router.Type {
    try Catalog(of: "router", all) { [$0.name] }.required(name)
  }
}
