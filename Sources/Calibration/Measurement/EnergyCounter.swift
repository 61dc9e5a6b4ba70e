import Foundation
import Kernel

/// What the processors of this machine have drawn, as their own counters tell it (RAPL, running average power limit).
///
/// Linux shows them as zones: a package is a processor with its caches and, on servers, not its memory, which is a zone of its own.
/// Many machines show none: virtual ones, those of other makers' kernels, and those that let the administrator alone read them.
public struct EnergyCounter: Sendable {
  /// A zone that counts.
  public struct Zone: Hashable, Sendable {
    /// What the system calls it, such as `package-0`.
    public let name: String
    /// The file that holds its microjoules.
    fileprivate let path: String
    /// The microjoules at which it begins anew.
    fileprivate let range: UInt64
  }

  /// A reading of all zones, in microjoules.
  public struct Reading: Hashable, Sendable {
    fileprivate let microjoules: [UInt64]
  }

  /// Where Linux shows the counters.
  public static let folder = "/sys/class/powercap"

  /// The zones that are read.
  public let zones: [Zone]
  /// Why there is nothing to read; nil where there is something.
  public let absence: String?

  /// The counters below `folder`.
  public init(folder: String = EnergyCounter.folder) {
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      (zones, absence) = ([], "this machine shows no energy counters (there is no \(folder))")
      return
    }
    var (zones, refused) = ([Zone](), 0)
    for entry in entries.sorted() where entry.contains(":") {
      let path = folder + "/" + entry
      guard let name = Self.text(path + "/name"), name.hasPrefix("package") || name == "dram" else { continue }
      guard let range = Self.number(path + "/max_energy_range_uj"), range > 0, Self.number(path + "/energy_uj") != nil else {
        refused += 1
        continue
      }
      zones.append(Zone(name: name, path: path + "/energy_uj", range: range))
    }
    self.zones = zones
    if !zones.isEmpty {
      absence = nil
    } else if refused > 0 {
      absence = "the energy counters of this machine may not be read (\(folder), energy_uj: the administrator alone may)"
    } else {
      absence = "no zone of \(folder) is a processor's package"
    }
  }

  /// The counters as they stand; nil where they cannot be read.
  public func read() -> Reading? {
    if zones.isEmpty { return nil }
    var values: [UInt64] = []
    for zone in zones {
      guard let value = Self.number(zone.path) else { return nil }
      values.append(value)
    }
    return Reading(microjoules: values)
  }

  /// Joules between two readings, no more than one turn of a counter apart.
  public func joules(from first: Reading, to last: Reading) -> Double {
    var joules = 0.0
    for (index, zone) in zones.enumerated() where index < first.microjoules.count && index < last.microjoules.count {
      let (begin, end) = (Double(first.microjoules[index]), Double(last.microjoules[index]))
      joules += (end >= begin ? end - begin : end + Double(zone.range) - begin) / 1e6
    }
    return joules
  }

  private static func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }
  }

  private static func number(_ path: String) -> UInt64? { text(path).flatMap { UInt64($0) } }
}
