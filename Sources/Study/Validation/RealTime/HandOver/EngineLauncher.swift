/// What starts engines beside this program.
public protocol EngineLauncher: Sendable {
  /// Starts an engine with its ends of two sockets, which are its own from now on: to this program, and to the other engine.
  ///
  /// - Throws: ``InputError`` where it cannot be started.
  func launch(control: Int32, peer: Int32) throws -> any LaunchedEngine
}
