/// Short headings for columns of paths.
package enum PathTitles {
  /// The last word of each path, with as many before it as it takes to tell it from the others: `prefill.replicas`.
  package static func titles(of paths: [String]) -> [String] {
    let parts = paths.map { $0.split(separator: ".") }
    return parts.indices.map { index in
      for words in 1..<max(2, parts[index].count) {
        let title = parts[index].suffix(words)
        if !parts.indices.contains(where: { $0 != index && parts[$0].suffix(words) == title }) { return title.joined(separator: ".") }
      }
      return parts[index].joined(separator: ".")
    }
  }
}
