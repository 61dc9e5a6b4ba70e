/// A section of a page.
package struct PageSection: Hashable, Sendable {
  /// What the table of contents leads to: lower-case letters and hyphens.
  package var id: String
  /// Its heading.
  package var title: String
  /// What is in it.
  package var blocks: [PageBlock]

  /// A section.
  package init(_ id: String, _ title: String, _ blocks: [PageBlock]) {
    self.id = id
    self.title = title
    self.blocks = blocks
  }
}
