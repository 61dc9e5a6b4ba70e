import Kernel
import Record

/// The parameter of policies that set KV aside for the longest output there can be.
enum MaximumOutput {
  /// The parameter `max_output_tokens`, as every such policy documents it.
  static let parameter = ParameterDoc(
    "max_output_tokens", .tokens(0), range: 0...1e9,
    meaning: "output for which KV is set aside behind the prompt, and beyond which requests are turned away; 0: max_model_tokens in all")

  /// What is set aside for a request.
  ///
  /// - Throws: ``InputError`` where the memory holds no request of full length.
  static func reservation(_ parameters: Parameters, _ replica: ReplicaDescription) throws -> KVReservation {
    let output = parameters.integer("max_output_tokens")
    if output > 0 { return KVReservation(sequenceTokens: replica.maximumModelTokens, outputTokens: output) }
    return try wholeSequence(replica.maximumModelTokens, replica, remedy: "a smaller max_model_tokens, or max_output_tokens")
  }

  /// Room for sequences of so many tokens.
  ///
  /// - Throws: ``InputError`` where the memory holds none.
  static func wholeSequence(_ tokens: Int, _ replica: ReplicaDescription, remedy: String) throws -> KVReservation {
    if replica.blocks(forTokens: tokens) > replica.kvBlocks {
      throw InputError(
        "\(tokens) tokens of KV are to be set aside for each request and \(replica.kvBlocks) blocks of \(replica.blockTokens) are all there is",
        remedy: remedy)
    }
    return KVReservation(sequenceTokens: tokens)
  }
}
