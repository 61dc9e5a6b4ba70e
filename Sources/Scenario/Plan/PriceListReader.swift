import Kernel

/// Reads the file of a price list, as strictly as a scenario.
enum PriceListReader {
  /// The list in `bytes`.
  ///
  /// - Throws: ``InputError`` as ``PriceList/load(path:)``.
  static func list(bytes: [UInt8], file: String) throws(InputError) -> PriceList {
    let isTable = file.lowercased().hasSuffix(".csv")
    let node = isTable ? try PriceTable.node(bytes, file: file) : try StrictYAML.mapping(from: bytes, file: file)
    var reader = SettingReader(files: FileLookup(folder: RelativePath.folder(of: file)))
    let root = Setting(
      value: .section(try reader.members(node, keys: Vocabulary.prices, path: "", at: node.place)), place: node.place)
    let (electricity, overhead) = (root["electricity"].number, root["overhead"].number)
    var entries: [PriceList.Entry] = []
    for item in root["accelerators"].items {
      let entry = try entry(item)
      if entries.contains(where: { $0.accelerator == entry.accelerator }) {
        throw item["accelerator"].place.error("'\(entry.accelerator)' stands twice", remedy: "keep one of them")
      }
      if entry.purchaseDollars != nil, electricity == nil || overhead == nil {
        let missing = electricity == nil ? "electricity" : "overhead"
        throw item["purchase"].place.error(
          "a purchase, in a list without '\(missing)'",
          remedy: "who owns machines pays their power: 'electricity: 0.08 $/kWh' and 'overhead: 1.3' above the accelerators")
      }
      entries.append(entry)
    }
    return PriceList(
      name: root["name"].required(root["name"].text), date: root["date"].required(root["date"].text),
      source: root["source"].required(root["source"].text), file: file, dollarsPerKilowattHour: electricity, overhead: overhead,
      entries: entries)
  }

  private static func entry(_ item: Setting) throws(InputError) -> PriceList.Entry {
    let entry = PriceList.Entry(
      accelerator: item["accelerator"].required(item["accelerator"].word), onDemand: item["on_demand"].number,
      reserved: item["reserved"].number, reservedYears: item["reserved_years"].number, spot: item["spot"].number,
      purchaseDollars: item["purchase"].number, lifeYears: item["life_years"].number, embodiedKilograms: item["embodied_carbon"].number)
    if !PriceKind.allCases.contains(where: entry.has) {
      throw item.place.error(
        "'\(entry.accelerator)' has no price", remedy: "give one of on_demand, reserved, spot and purchase")
    }
    if (entry.reserved == nil) != (entry.reservedYears == nil) {
      throw item[entry.reserved == nil ? "reserved_years" : "reserved"].place.error(
        "'\(entry.accelerator)' has one of reserved and reserved_years", remedy: "a reserved price has a term: 'reserved_years: 1'")
    }
    if entry.lifeYears == nil, let key = ["purchase", "embodied_carbon"].first(where: { item[$0].number != nil }) {
      throw item[key].place.error(
        "'\(entry.accelerator)' has \(key) and no life_years", remedy: "the years that it is spread over: 'life_years: 4'")
    }
    return entry
  }
}
