import Hardware
import Kernel

extension Vocabulary {
  /// The keys of a price list.
  static let prices: [Key] = [
    .required("name", .text, "What the list is called."),
    Key("currency", .word([Word("USD", "US dollars")]), default: "USD", "What the prices are in; others are converted by hand."),
    .required("date", .date, "The day of the prices."),
    .required("source", .text, "Where the figures are from, and how they were come by."),
    Key(
      "electricity", .quantity(.electricityPrice, 0...100), default: none, words: [Word(none, "nothing is owned")],
      "Price of electricity, for accelerators that are owned."),
    Key(
      "overhead", .number(1...10), default: none, words: [Word(none, "nothing is owned")],
      "Watts drawn from the grid for one that machines draw (power usage effectiveness)."),
    .required("accelerators", .list(pricedAccelerator), "The accelerators, each with the prices of one."),
  ]

  private static let noPrice = [Word(none, "no such price")]

  private static let pricedAccelerator: [Key] = [
    .required("accelerator", .name(acceleratorNames), "The accelerator."),
    Key("on_demand", .quantity(.price, 0...1e6), default: none, words: noPrice, "Rented by the hour."),
    Key("reserved", .quantity(.price, 0...1e6), default: none, words: noPrice, "Rented for a term."),
    Key("reserved_years", .number(0.01...50), default: none, words: noPrice, "That term, in years."),
    Key("spot", .quantity(.price, 0...1e6), default: none, words: noPrice, "Rented until somebody pays more."),
    Key(
      "purchase", .quantity(.money, 0...1e9), default: none, words: [Word(none, "it is not owned")],
      "To buy one, with its share of the machine around it."),
    Key(
      "life_years", .number(0.01...50), default: none, words: [Word(none, "nothing is spread over years")],
      "Years that the purchase, and the carbon of making it, are spread over, of 8,766 hours each."),
    Key(
      "embodied_carbon", .quantity(.carbonMass, 0...1e9), default: none, words: [Word(none, "not known, and not counted")],
      "Carbon dioxide emitted to make one, with its share of the machine around it."),
  ]

  private static let acceleratorNames = NameCatalog(
    noun: "accelerator", names: { AcceleratorCatalog.accelerators.map(\.id) },
    canonicalName: { name throws(InputError) in try AcceleratorCatalog.accelerator(named: name).id })
}
