import Kernel

/// An engine that ended while it was needed.
struct EngineLost {
  private let role: EngineRole
  private let cause: String

  init(_ role: EngineRole, _ cause: String) {
    self.role = role
    self.cause = cause
  }

  /// As it is told to a person.
  var inputError: InputError {
    InputError(
      "\(role.words) is lost: \(cause)",
      remedy: "run it again; a process that the system ends for want of memory needs a smaller model (--model)")
  }
}
