/// What a file can say of a request. The names are those that a user gives to columns.
public enum TraceField: String, Hashable, Sendable, CaseIterable {
  /// When it comes.
  case time
  /// Tokens of its prompt.
  case prompt
  /// Tokens that it produces.
  case output
  /// Identities of its prompt's blocks.
  case blocks
  /// Images that its prompt shows.
  case images
  /// The conversation that it is a turn of.
  case session
  /// How long after the answer to the turn before it comes.
  case delay
  /// Its own name among the turns of sessions.
  case turn
  /// The name of the turn before.
  case previous
  /// Why it failed, where it did.
  case failure
  /// The adapter that it asks for.
  case adapter

  /// A bit of its own.
  var bit: UInt16 {
    switch self {
    case .time: 1
    case .prompt: 2
    case .output: 4
    case .blocks: 8
    case .images: 16
    case .session: 32
    case .delay: 64
    case .failure: 128
    case .turn: 256
    case .previous: 512
    case .adapter: 1024
    }
  }

  /// Those that a user can name columns for.
  public static let chosen: [TraceField] = [.time, .prompt, .output, .blocks, .images, .session, .delay, .adapter]

  /// Those that tell how turns of sessions wait for each other.
  static let ofSessions: [TraceField] = [.delay, .turn, .previous]
}
