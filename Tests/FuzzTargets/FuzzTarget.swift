import Foundation
import Kernel

/// A reader of something from outside, as fuzzers see it: bytes go in, and it either takes them or refuses them with an ``InputError``.
/// Everything else is a fault: a trap, another error, a message that nobody can read, or one of the laws that it states broken.
public struct FuzzTarget: Sendable {
  /// What it is called on the command line; its corpus is the folder of this name.
  public let name: String
  /// What is read.
  public let summary: String
  /// Folders of the project whose files it begins with, beside its corpus.
  public let folders: [String]
  private let body: @Sendable ([UInt8]) throws -> Void

  init(_ name: String, _ summary: String, folders: [String] = [], _ body: @escaping @Sendable ([UInt8]) throws -> Void) {
    self.name = name
    self.summary = summary
    self.folders = folders
    self.body = body
  }

  /// All of them.
  public static let all: [FuzzTarget] = texts + files + runs

  /// The one of a name.
  public static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }

  /// Reads bytes.
  ///
  /// - Returns: Whether they were taken, and not refused.
  /// - Throws: ``FuzzFault`` for what should not have happened.
  @discardableResult public func read(_ bytes: [UInt8]) throws(FuzzFault) -> Bool {
    do {
      try body(bytes)
      return true
    } catch let error as InputError {
      try Self.check(error)
      return false
    } catch let fault as FuzzFault {
      throw fault
    } catch {
      throw FuzzFault("an error that is no InputError: \(error)")
    }
  }

  /// A refusal is one line that a terminal shows as it is.
  private static func check(_ error: InputError) throws(FuzzFault) {
    let text = error.description
    if error.message.isEmpty { throw FuzzFault("a refusal says nothing") }
    if text.utf8.count > 4_000 { throw FuzzFault("a refusal of \(text.utf8.count) bytes: \(text.prefix(200))") }
    if text != text.showingControls() { throw FuzzFault("a refusal with controls: \(text.debugDescription)") }
  }
}
