import Kernel

/// What a scheduler may know of a request: what an engine knows, and no true output length.
///
/// The facts as they were when they were asked for. They name a request in acts of the plan they were handed out in; in a
/// later one they may be outdated, which the engine notices.
public struct RequestFacts: BitwiseCopyable, Sendable {
  // In this order a request's facts fill 64 bytes, a cache line.
  /// The engine's handle; of no meaning to a policy.
  let slot: Slot
  private let prompt: Int32
  /// Position in the load, from 0: order of arrival.
  public let id: Int
  /// When it reached the cluster.
  public let arrival: Instant
  private let due: Instant
  private let remaining: Int32
  private let cached: Int32
  private let context: Int32
  private let generated: Int32
  private let predicted: Int32
  private let urgency: Int32
  private let evictions: Int32
  /// Whether its policy has grouped it (``Iteration/group(_:commonTokens:)``), also as one that stays on its own.
  public let isGrouped: Bool

  /// Read field by field: a whole row would be copied first. `gained` is what one that decodes has gained since it joined, in
  /// tokens and in KV slots.
  @inline(__always) init(_ slot: Slot, _ requests: borrowing RequestTable, gained: @autoclosure () -> (tokens: Int, slots: Int)) {
    self.slot = slot
    id = requests[history: slot].id
    arrival = requests[history: slot].arrival
    let traits = requests.traits[slot]
    due = traits.deadline
    prompt = requests[history: slot].promptTokens
    let (place, held) = (requests[slot].place, requests[slot].contextTokens)
    remaining = place == .waiting || place == .prefilling ? requests[slot].prefillTarget - held : 0
    cached = place == .waiting ? held : requests[history: slot].cachedTokens
    let gained = place == .decoding ? gained() : (tokens: 0, slots: 0)
    // What is found for a waiting request is not held yet.
    context = place == .waiting ? 0 : held + Int32(truncatingIfNeeded: gained.slots)
    generated = requests[slot].generatedTokens + Int32(truncatingIfNeeded: gained.tokens)
    predicted = requests[history: slot].predictedOutputTokens
    urgency = traits.priority
    evictions = requests[history: slot].preemptions
    isGrouped = requests[history: slot].group != RequestGroup.none
  }

  /// Tokens of its prompt.
  public var promptTokens: Int { Int(prompt) }
  /// Tokens still to be computed before it decodes: of the prompt as far as the cache does not hold it, and after a
  /// preemption of what it had produced.
  public var remainingPrefillTokens: Int { Int(remaining) }
  /// Tokens of its prompt that need no computing: while it waits those that the cache holds now, afterwards those found
  /// when it was first admitted.
  public var cachedTokens: Int { Int(cached) }
  /// KV tokens it holds.
  public var contextTokens: Int { Int(context) }
  /// Tokens it has produced.
  public var generatedTokens: Int { Int(generated) }
  /// Tokens it will produce as a predictor sees it, where the scenario has one.
  public var predictedOutputTokens: Int? { predicted < 0 ? nil : Int(predicted) }
  /// How urgent its class is: 0 is served first. 0 where the load has no classes.
  public var priority: Int { Int(urgency) }
  /// When its first token is due by its class, or nil.
  public var deadline: Instant? { due == .never ? nil : due }
  /// How often it lost its place.
  public var preemptions: Int { Int(evictions) }
}
