/// Where a request in flight is: the one truth about it.
///
/// Every change goes through ``Request/move(to:)``, which checks it against the table of what may follow what. So no request
/// can be in two places or get lost between them, and each place can be counted (Law 9).
enum RequestPlace: UInt8, BitwiseCopyable, CaseIterable {
  /// The row belongs to no request.
  case free
  /// With no replica: just arrived, or lost by one that crashed.
  case parked
  /// On its way through the front end of its replica.
  case atFrontEnd
  /// In an engine's queue, without KV.
  case waiting
  /// Admitted; its prompt is not wholly computed.
  case prefilling
  /// In the decode set: gains a token in every decode step.
  case decoding
  /// Admitted and past its prompt, but left out of decode steps by its policy.
  case paused
  /// Preempted past its prompt; its KV lies in the host's memory.
  case swapped
  /// Its prompt is computed, and its KV stays here until it has been handed over.
  case handingOver
  /// Its KV has arrived at the engine that is to decode it, which has not admitted it yet.
  case landed
  /// Its last token is out and on its way to the client.
  case inDelivery

  /// Whether an engine has it in one of its queues or sets.
  @inline(__always) var isAtEngine: Bool { rawValue >= Self.waiting.rawValue && self != .inDelivery }

  /// Whether it is admitted and runs.
  @inline(__always) var isRunning: Bool { self == .prefilling || self == .decoding || self == .paused }

  /// Whether a request may go from here to `next`. Where `next` is known to the compiler, one comparison or a few are left.
  @inline(__always) func mayBecome(_ next: RequestPlace) -> Bool {
    switch next {
    case .free: self == .parked || self == .inDelivery
    case .parked: self != .parked && self != .inDelivery
    case .atFrontEnd: self == .parked
    case .waiting: self == .parked || self == .atFrontEnd || isRunning
    case .prefilling: self == .waiting
    case .decoding: self == .prefilling || self == .paused || self == .swapped || self == .landed
    case .paused: self == .decoding
    case .swapped: self == .decoding || self == .paused
    case .handingOver: self == .prefilling
    case .landed: self == .handingOver
    case .inDelivery: self == .prefilling || self == .decoding
    }
  }
}
