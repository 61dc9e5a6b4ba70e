import Kernel
import Workload

/// Images that a workload's requests show.
enum ImageReader {
  /// The images; nil where requests show none.
  ///
  /// - Throws: ``InputError`` where nothing says which requests show how many, or two keys say the same.
  static func load(_ workload: Setting) throws(InputError) -> ImageLoad? {
    let setting = workload["images"]
    if setting.members.isEmpty { return nil }
    let tokens = setting["tokens"].required(setting["tokens"].count)
    let share = setting["share"].number
    if share == nil, workload.member("trace") == nil {
      throw setting.place.error(
        "which requests show images is not said", remedy: "'workload.images.share', such as 40 %; a trace alone can tell them itself")
    }
    if share == nil, setting["count"].count != nil {
      throw setting["count"].place.error(
        "'workload.images.count' has no effect: the trace gives the images of each request",
        remedy: "leave the line out, or have them drawn by 'workload.images.share'")
    }
    if setting["population"].count == nil, setting["alpha"].number != nil {
      throw setting["alpha"].place.error(
        "'workload.images.alpha' has no effect: each image is new", remedy: "leave the line out, or give 'workload.images.population'")
    }
    let load = ImageLoad(
      share: share, count: setting["count"].count ?? 1, tokens: tokens, kept: try kept(setting, of: tokens),
      population: setting["population"].count, alpha: setting["alpha"].number ?? 0,
      areInPrompts: setting["in_prompts"].required(setting["in_prompts"].flag),
      blockTokens: setting["block_tokens"].required(setting["block_tokens"].count))
    do { try load.check() } catch { throw error.placed(at: setting.place) }
    return load
  }

  /// How many visual tokens are left of an image: one number, or several of which each request has one.
  private static func kept(_ setting: Setting, of tokens: Int) throws(InputError) -> [Int] {
    let menu = setting["menu"]
    guard let text = menu.text else {
      return [setting["keep"].number.map { max(1, Int((Double(tokens) * $0).rounded())) } ?? tokens]
    }
    if setting["keep"].number != nil {
      throw menu.place.error("'workload.images.keep' and 'menu' both say how many tokens are left", remedy: "leave one of them out")
    }
    var kept: [Int] = []
    for part in text.split(separator: ",") {
      guard let count = Int(part.filter { $0 != " " }), (1...tokens).contains(count) else {
        throw menu.place.error(
          "'\(String(part).shortened)' is no number of visual tokens that may be left of \(tokens)",
          remedy: "1 to \(tokens), several with commas between: 64, 144, 256")
      }
      kept.append(count)
    }
    return kept
  }
}
