import Hardware
import Kernel
import Model

/// What servers and drivers call models and accelerators, in the names of the catalogs.
enum ServerNames {
  /// Parts of a hub's name that tell a training or a storage of the same architecture apart.
  private static let noise: Set<String> = [
    "instruct", "chat", "hf", "base", "it", "fp8", "fp16", "bf16", "dynamic", "meta", "2407", "2501", "2507",
  ]

  /// The catalog's id of the model that a server calls so: by its name, or by the name of the architecture that it is
  /// a training or a quantisation of.
  ///
  /// - Throws: ``InputError`` with the nearest name.
  static func model(_ name: String) throws(InputError) -> String {
    if let model = try? ModelCatalog.model(named: name) { return model.id }
    let wanted = architecture(name)
    if let model = ModelCatalog.models.first(where: { ([$0.id] + $0.hubIDs).contains { architecture($0) == wanted } }) {
      return model.id
    }
    return try ModelCatalog.model(named: name).id
  }

  /// Whether a model's name says that its weights are in 8-bit floats.
  static func saysFP8(_ model: String) -> Bool { model.lowercased().split(separator: "-").contains("fp8") }

  private static func architecture(_ name: String) -> String {
    let own = name.lowercased().split(separator: "/").last ?? ""
    return own.split(separator: "-").map(String.init).filter { !noise.contains($0) }.joined(separator: "-")
  }

  /// What drivers report, where the catalog's own id is not part of it.
  private static let deviceNames: [(part: String, id: String)] = [
    ("h100pcie", "h100-pcie"), ("h100", "h100-sxm"), ("h200", "h200"), ("a100sxm440gb", "a100-40gb"), ("a100pcie40gb", "a100-40gb"),
    ("a100", "a100-80gb"), ("b200", "b200"), ("l40s", "l40s"), ("rtxa6000", "a6000"), ("a40", "a40"), ("mi300x", "mi300x"),
  ]

  /// The catalog's id of the accelerator that a driver, a table or a folder calls so.
  ///
  /// - Throws: ``InputError`` with the nearest name.
  static func accelerator(_ name: String) throws(InputError) -> String {
    if let accelerator = try? AcceleratorCatalog.accelerator(named: name) { return accelerator.id }
    // It has the words of a workstation's card in it.
    if names(name, "rtxpro6000blackwellserver") { return "rtx-pro-6000-server" }
    let contained = AcceleratorCatalog.accelerators.map(\.id).filter { names(name, plain($0)) }
    if let longest = contained.max(by: { $0.count < $1.count }) { return longest }
    if let known = deviceNames.first(where: { names(name, $0.part) }) { return known.id }
    return try AcceleratorCatalog.accelerator(named: name).id
  }

  /// Whether whole words of a name, written as one, are `part`: a GB200 is no B200, and an H1000 no H100. `8xH100` counts them.
  private static func names(_ name: String, _ part: String) -> Bool {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map { $0.replacing(/^[0-9]+x(?=[a-z])/, with: "") }
    return words.indices.contains { start in
      var joined = ""
      for word in words[start...] where joined.count < part.count {
        joined += word
        if joined == part { return true }
      }
      return false
    }
  }

  /// Letters and digits only, in lower case.
  private static func plain(_ name: String) -> String { String(name.lowercased().filter { $0.isLetter || $0.isNumber }) }
}
