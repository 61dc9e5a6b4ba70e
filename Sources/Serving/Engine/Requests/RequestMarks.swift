import Workload

/// What sets a request apart from most: one that has any is looked at when it joins the decode set and when it leaves.
struct RequestMarks: OptionSet, BitwiseCopyable {
  let rawValue: UInt8

  /// It holds the pinned blocks of its group.
  static let holdsCommon = RequestMarks(rawValue: 1)
  /// The gaps between its tokens are not told: it is one of a warm-up.
  static let gapsUntold = RequestMarks(rawValue: 2)
  /// The engine in whose queue it waits has taken it in: it lost its place there.
  static let isTakenIn = RequestMarks(rawValue: 4)
  /// It runs with an adapter.
  static let usesAdapter = RequestMarks(rawValue: 8)
  /// Nothing is sampled of it: it ends with its prompt.
  static let isPromptOnly = RequestMarks(rawValue: 16)
  /// It is what has come in so far of an input.
  static let isInputPart = RequestMarks(rawValue: 32)

  /// What a load says of a request.
  init(_ marks: ArrivalMarks) {
    self = []
    if marks.contains(.promptOnly) { insert(.isPromptOnly) }
    if marks.contains(.inputPart) { insert(.isInputPart) }
  }

  /// Marks by their bits.
  init(rawValue: UInt8) { self.rawValue = rawValue }
}
