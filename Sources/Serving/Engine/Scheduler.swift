import Hardware
import Kernel
import Record

/// What a policy knows of the engine it plans for. The figures are the engine's own: its part, where a replica has several.
public struct ReplicaDescription: Hashable, Sendable {
  /// Sequences that may run at once.
  public var maximumSequences: Int
  /// Tokens that one iteration may hold.
  public var maximumBatchedTokens: Int
  /// Prompt and output together may not be longer.
  public var maximumModelTokens: Int
  /// KV blocks of the engine.
  public var kvBlocks: Int
  /// Tokens in a block.
  public var blockTokens: Int
  /// How a sequence takes blocks.
  public var kvLayout = KVLayout.plain

  /// Blocks that `tokens` tokens of one sequence fill.
  public func blocks(forTokens tokens: Int) -> Int { kvLayout.blocks(forTokens: tokens, blockTokens: blockTokens) }
}

/// A scheduling policy of one engine: it says what the next iteration runs.
///
/// A policy proposes through ``Iteration`` and the engine checks; it never sees a request's true output length. A new
/// policy is one file beside this one and one line in ``SchedulerCatalog``, or a type of a package that uses this one
/// and ``SchedulerCatalog/add(_:)``.
public protocol Scheduler: SendableMetatype {
  /// As written in YAML.
  static var name: String { get }
  /// What it does, in one sentence.
  static var summary: String { get }
  /// Where it is described.
  static var source: String { get }
  /// Its parameters: help, documentation and strict YAML all read this.
  static var parameters: [ParameterDoc] { get }
  /// The limit on an iteration's tokens where the scenario sets none.
  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int

  /// A policy for one engine.
  ///
  /// - Throws: ``InputError`` where the parameters do not fit each other or the engine.
  init(_ parameters: Parameters, replica: ReplicaDescription) throws

  /// Whether it groups requests by what their prompts have in common (``Iteration/group(_:commonTokens:)``).
  static var groupsRequests: Bool { get }
  /// What the policy needs of the engine beside its plans; by default nothing.
  var engineChanges: EngineChanges { get }

  /// The longest prompt, recomputed tokens included, that it can ever prefill; `Int.max` for one that cuts prompts.
  var longestPrefillTokens: Int { get }

  /// What is set aside of the KV for each request while it runs; nil where requests take blocks as they grow.
  var reservation: KVReservation? { get }
  /// Whether admissions leave the engine's watermark of free blocks.
  var keepsWatermark: Bool { get }

  /// Whether requests wait in the order of ``waitingKey(of:)`` and not of their coming.
  static var ordersWaiting: Bool { get }
  /// The place of a request among those that wait, the least first and equals in order of arrival. Asked once, when it
  /// comes into the queue; a plan may give it another key later (``Iteration/move(_:toKey:)``).
  func waitingKey(of request: RequestFacts) -> Int64

  /// Says what runs next. Called at the end of each iteration, or when work comes to an idle engine.
  mutating func plan(_ iteration: inout Iteration)
}

extension Scheduler {
  /// False: most policies look at each request alone.
  public static var groupsRequests: Bool { false }
  /// No changes: most policies take the engine as it is.
  public var engineChanges: EngineChanges { EngineChanges() }
  /// Nil: requests take blocks as they grow.
  public var reservation: KVReservation? { nil }
  /// True, as in vLLM: running sequences need room to grow.
  public var keepsWatermark: Bool { true }
  /// False: requests wait in order of arrival.
  public static var ordersWaiting: Bool { false }
  /// Zero, which is not asked for where requests wait in order of arrival.
  public func waitingKey(of request: RequestFacts) -> Int64 { 0 }
}

/// The scheduling policies there are.
public enum SchedulerCatalog {
  /// The program's own policies; a new one is a line here.
  private static let own: [any Scheduler.Type] = [
    FasterTransformerScheduler.self,
    OrcaScheduler.self,
    TemporalFusionScheduler.self,
    FCFSScheduler.self,
    SarathiFixedScheduler.self,
    SarathiScheduler.self,
    HybridOnlyScheduler.self,
    ChunkedOnlyScheduler.self,
    PrefillFirstScheduler.self,
    SplitFuseScheduler.self,
    ShortestJobFirstScheduler.self,
    PriorityScheduler.self,
    EarliestDeadlineScheduler.self,
    BatchLLMScheduler.self,
    SplitwiseScheduler.self,
  ]

  /// The policies of a program that uses these rooms as a library.
  private static let added = LockedValue<[any Scheduler.Type]>([])

  /// Every policy: the program's own, then those that were added, in the order of their coming.
  public static var all: [any Scheduler.Type] { own + added.withLock { $0 } }

  /// Adds a policy from outside, which scenarios then call by its name. Call it before the first scenario is read.
  ///
  /// Stored runs know a policy by its name: the revision in the program's identity is to change with the policy.
  ///
  /// - Throws: ``InputError`` where its name, or that of a parameter, is not in snake case, or is taken.
  public static func add(_ policy: any Scheduler.Type) throws(InputError) {
    let parameters = policy.parameters.map(\.name)
    for word in [policy.name] + parameters where !isSnakeCase(word) {
      throw InputError("'\(word)' is no name for a scheduler or its parameter", remedy: "small letters, digits and underscores")
    }
    if Set(parameters).count < parameters.count || parameters.contains("name") {
      throw InputError("the scheduler '\(policy.name)' has two parameters of a name, or one called 'name'")
    }
    if own.contains(where: { $0.name == policy.name }) { throw taken(policy.name) }
    try added.withLock { (policies) throws(InputError) in
      if policies.contains(where: { $0 == policy }) { return }
      if policies.contains(where: { $0.name == policy.name }) { throw taken(policy.name) }
      policies.append(policy)
    }
  }

  private static func taken(_ name: String) -> InputError {
    InputError("there is a scheduler '\(name)' already", remedy: "give the policy another name")
  }

  private static func isSnakeCase(_ word: String) -> Bool {
    guard let first = word.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
    return word.utf8.allSatisfy {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_")
    }
  }

  /// Their names as written in YAML.
  public static var names: [String] { all.map { $0.name } }

  /// The documentation of a policy's parameters, or nil for a name that is none.
  public static func parameters(of name: String) -> [ParameterDoc]? { all.first { $0.name == name }?.parameters }

  /// The policy called `name`.
  ///
  /// - Throws: ``InputError`` with a suggestion.
  public static func scheduler(named name: String) throws -> any Scheduler.Type {
    try Catalog(of: "scheduler", all) { [$0.name] }.required(name)
  }
}
