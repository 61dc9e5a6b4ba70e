/// The recursion of BatchLLM's global prefix identification as it is written down, with a class for each node: what
/// ``PromptTree`` must agree with.
enum NaiveGrouping {
  struct Group: Hashable {
    var common: Int
    var members: [Int]
  }

  private final class Node {
    var text: [UInt64]
    var children: [Node] = []
    var prompts: [Int] = []

    init(_ text: [UInt64]) { self.text = text }

    var all: [Int] { prompts + children.flatMap(\.all) }
  }

  static func groups(_ prompts: [[UInt64]]) -> Set<Group> {
    let root = Node([])
    for (number, prompt) in prompts.enumerated() { insert(number, prompt[...], under: root) }
    maximise(root)
    var groups = Set(root.children.map { child in Group(common: child.all.count > 1 ? child.text.count : 0, members: child.all.sorted()) })
    for prompt in root.prompts { groups.insert(Group(common: 0, members: [prompt])) }
    return groups
  }

  private static func insert(_ number: Int, _ rest: ArraySlice<UInt64>, under node: Node) {
    guard let first = rest.first else { return node.prompts.append(number) }
    guard let child = node.children.first(where: { $0.text[0] == first }) else {
      let leaf = Node(Array(rest))
      leaf.prompts = [number]
      return node.children.append(leaf)
    }
    let equal = zip(child.text, rest).prefix { $0 == $1 }.count
    if equal < child.text.count {
      let lower = Node(Array(child.text[equal...]))
      (lower.children, lower.prompts) = (child.children, child.prompts)
      (child.text, child.children, child.prompts) = (Array(child.text[..<equal]), [lower], [])
    }
    insert(number, rest.dropFirst(equal), under: child)
  }

  private static func maximise(_ node: Node) {
    var (siblings, dropped) = ([Node](), [Node]())
    for child in node.children {
      maximise(child)
      var kept: [Node] = []
      for grandchild in child.children {
        if (grandchild.all.count - 1) * grandchild.text.count - child.text.count > 0 {
          grandchild.text = child.text + grandchild.text
          siblings.append(grandchild)
        } else {
          kept.append(grandchild)
        }
      }
      child.children = kept
      if kept.isEmpty && child.prompts.isEmpty { dropped.append(child) }
      if kept.count == 1 && child.prompts.isEmpty {
        (child.text, child.children, child.prompts) = (child.text + kept[0].text, kept[0].children, kept[0].prompts)
      }
    }
    node.children = node.children.filter { child in !dropped.contains { $0 === child } } + siblings
  }
}
