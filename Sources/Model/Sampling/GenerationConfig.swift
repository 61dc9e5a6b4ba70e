import Foundation
import Kernel

/// What a `generation_config.json` says of sampling, as vLLM and SGLang read it: `temperature`, `top_k`, `top_p`, `min_p` and
/// `repetition_penalty`. They do not heed `do_sample`: without a temperature of its own, what is asked for nothing is drawn at 1.
struct GenerationConfig {
  /// The sampling.
  let sampling: Sampling

  /// Reads the bytes of a file; `file` is named in errors.
  ///
  /// - Throws: ``InputError`` naming file and key for what is no JSON object, no number, or out of range.
  init(_ data: Data, file: String) throws(InputError) {
    let object: JSONValue
    do { object = try JSONValue(parsing: data, nonFiniteIsNull: true) } catch {
      throw InputError("is not valid JSON", file: file, line: error.line, remedy: "a Hugging Face generation_config.json")
    }
    guard object.members != nil else {
      throw InputError("is not a JSON object", file: file, remedy: "a Hugging Face generation_config.json")
    }
    let keys = ConfigKeys(object: object, file: file, prefix: "", notes: ConfigNotes())
    var sampling = Sampling()
    if let temperature = try keys.number("temperature") { sampling.temperature = temperature }
    // Zero and below stand for all tokens.
    if let count = try keys.number("top_k"), count > 0, count < 1e9 { sampling.topK = Int(count) }
    if let share = try keys.number("top_p") { sampling.topP = share }
    if let share = try keys.number("min_p") { sampling.minP = share }
    if let penalty = try keys.number("repetition_penalty") { sampling.repetitionPenalty = penalty }
    do { try sampling.validate() } catch { throw InputError(error.message, file: file, remedy: error.remedy) }
    self.sampling = sampling
  }
}
