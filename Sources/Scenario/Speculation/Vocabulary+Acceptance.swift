import Kernel
import Serving

extension Vocabulary {
  /// How much of a draft is right for one class of requests.
  static let acceptanceOfClass = Key(
    "acceptance", .section(acceptanceKeys), default: none, words: [Word(none, "as 'speculation.acceptance' has it for all")],
    "How much of a draft is right for the requests of this class: \(acceptanceMeaning)")

  static let acceptanceMeaning =
    "one of rate, by_position, emitted, shares and profile. It has to be measured for a model, a draft and a load."

  /// The ways to say how much of a draft is right, of which a scenario takes one.
  static let waysOfAcceptance = ["rate", "by_position", "emitted", "shares", "profile"]

  static let acceptanceKeys: [Key] = [
    Key(
      "rate", .fraction(0...1), default: none, words: [otherwise],
      "The chance that a drafted token is right once those before it are, the same at every place."),
    Key(
      "by_position", .values(example: "0.66,0.64,0.63"), default: none, words: [otherwise],
      "The same place by place in the draft; behind the last of them as at the last."),
    Key(
      "emitted", .number(1...1025), default: none, words: [otherwise],
      "Tokens that a step emits in the mean with the longest draft, the one that the model adds itself included."),
    Key(
      "shares", .values(example: "0.91,0.04,0.05"), default: none, words: [otherwise],
      "The shares of steps that emit one token, two, and so on, with the longest draft."),
    Key(
      "profile", .file, default: none, words: [otherwise],
      "A CSV file of such shares: draft_tokens and share_emit_1, share_emit_2 and so on, a row for each length of draft that was "
        + "measured; rows of several data sets or methods have columns dataset and method. Each length of its own row is met by itself, "
        + "others are cut out of the next longer one."),
    Key(
      "dataset", .text, default: none, words: [Word(none, "the only one of the profile")], "The data set whose rows of the profile count."),
    Key(
      "method", .text, default: none, words: [Word(none, "the only one of the profile")],
      "The method of drafting whose rows of the profile count."),
    Key(
      "spread", .number(0...5), default: "0",
      "How unlike requests are: the deviation, between them, of the logarithm of the odds that a drafted token is right."),
    Key(
      "classes", .count(1...AcceptanceModel.mostClasses), default: "8",
      "Into how many classes requests are divided where they are unlike."),
  ]

  private static let otherwise = Word(none, "told in another way")
}
