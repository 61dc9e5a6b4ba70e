import Kernel

/// All known prompts as one radix tree over the identities of their blocks, and the groups that share a prefix best.
///
/// BatchLLM's global prefix identification (Zheng et al., "BatchLLM: optimizing large batched LLM inference with global
/// prefix sharing and throughput-oriented token batching", 2024, section 4; `prefix_clustering.py` of its release). Each
/// request ends up with one prefix that it shares and a rest of its own, so that attention has two parts and no more.
///
/// Nodes are in one column and are found by their parent and their first identity in an ``OpenTable``, so that a million
/// prompts are grouped in about a second.
public struct PromptTree: ~Copyable {
  private var nodes = Column<Node>(minimumCapacity: 1024)
  private var text = Column<UInt64>(minimumCapacity: 4096)
  private var table = OpenTable<Node>(fewestPlaces: 2048)
  /// The prompt that ends at the same node and was inserted before; by prompt.
  private var earlier: [Int32] = []

  /// A tree without prompts.
  public init() { nodes.append(Node()) }

  /// Prompts inserted.
  public var promptCount: Int { earlier.count }

  /// Forgets all prompts, and memory that is far more than they needed.
  public mutating func removeAll() {
    table.removeAll()
    nodes.removeAll()
    nodes.append(Node())
    text.removeAll()
    earlier.removeAll(keepingCapacity: true)
  }

  /// Inserts a prompt, which gets the next number from 0 on. Prompts that are equal are kept apart by their numbers.
  public mutating func insert(_ identities: Swift.Span<UInt64>) {
    var (node, done) = (Int32(0), 0)
    nodes[0].prompts += 1
    while done < identities.count {
      var child = table.find(Node.Key(parent: node, first: identities[done]), in: nodes)
      if child < 0 {
        child = addNode(identities, from: done, under: node)
        done = identities.count
      } else {
        let edge = nodes[Int(child)]
        let common = min(Int(edge.length), identities.count - done)
        var equal = 1
        while equal < common && text[edge.start + equal] == identities[done + equal] { equal += 1 }
        if equal < edge.length { child = split(child, after: equal) }
        done += equal
      }
      nodes[Int(child)].prompts += 1
      node = child
    }
    earlier.append(nodes[Int(node)].latestPrompt)
    nodes[Int(node)].latestPrompt = Int32(earlier.count - 1)
    nodes[Int(node)].promptsEnding += 1
  }

  /// Groups all prompts by the prefixes that spare most tokens with one level of sharing. The tree is used up: what may
  /// follow is ``removeAll()``.
  ///
  /// From the leaves up, a node g is taken out of its parent and carries the parent's text along where that spares more
  /// than it repeats: (prompts(g) - 1) x length(g) > length(parent).
  public mutating func maximiseReuse() -> PromptGroups {
    var order: [Int32] = []
    order.reserveCapacity(nodes.count)
    order.append(0)
    var next = 0
    while next < order.count {
      var child = nodes[Int(order[next])].firstChild
      while child >= 0 {
        order.append(child)
        child = nodes[Int(child)].nextSibling
      }
      next += 1
    }
    for node in order.reversed() where node != 0 { hoistChildren(of: node) }
    return groups()
  }

  // MARK: Building

  private mutating func addNode(_ identities: Swift.Span<UInt64>, from first: Int, under parent: Int32) -> Int32 {
    let length = identities.count - first
    let node = makeNode(Node(start: text.count, length: Int32(length), first: identities[first], parent: parent))
    for index in first..<identities.count { text.append(identities[index]) }
    table.insert(node, in: nodes)
    link(node, under: parent)
    return node
  }

  /// Cuts a node's edge after `length` identities. Returns the new node, which has the first part and is above it.
  private mutating func split(_ node: Int32, after length: Int) -> Int32 {
    let lower = nodes[Int(node)]
    let upper = makeNode(
      Node(start: lower.start, length: Int32(length), first: lower.first, parent: lower.parent, prompts: lower.prompts))
    table.replace(node, by: upper, key: lower.key)
    unlink(node)
    link(upper, under: lower.parent)
    nodes[Int(node)].start += length
    nodes[Int(node)].length -= Int32(length)
    nodes[Int(node)].first = text[lower.start + length]
    nodes[Int(node)].parent = upper
    table.insert(node, in: nodes)
    link(node, under: upper)
    return upper
  }

  private mutating func makeNode(_ node: Node) -> Int32 {
    precondition(nodes.count < 1 << 30, "more prompts than can be numbered")
    nodes.append(node)
    return Int32(nodes.count - 1)
  }

  // MARK: Children

  private mutating func link(_ node: Int32, under parent: Int32) {
    let first = nodes[Int(parent)].firstChild
    nodes[Int(node)].parent = parent
    nodes[Int(node)].nextSibling = first
    nodes[Int(node)].previousSibling = Node.none
    if first >= 0 { nodes[Int(first)].previousSibling = node }
    nodes[Int(parent)].firstChild = node
  }

  private mutating func unlink(_ node: Int32) {
    let (next, previous) = (nodes[Int(node)].nextSibling, nodes[Int(node)].previousSibling)
    if previous >= 0 { nodes[Int(previous)].nextSibling = next } else { nodes[Int(nodes[Int(node)].parent)].firstChild = next }
    if next >= 0 { nodes[Int(next)].previousSibling = previous }
  }

  /// Makes those children of `node` its siblings that spare more on their own than its text costs once more; then what is
  /// left of `node` is merged with an only child, or dropped.
  private mutating func hoistChildren(of node: Int32) {
    let (parent, length) = (nodes[Int(node)].parent, Int(nodes[Int(node)].length))
    var (child, kept) = (nodes[Int(node)].firstChild, 0)
    while child >= 0 {
      let (next, prompts) = (nodes[Int(child)].nextSibling, nodes[Int(child)].prompts)
      if (Int(prompts) - 1) * Int(nodes[Int(child)].length) > length {
        unlink(child)
        nodes[Int(child)].length += Int32(length)
        nodes[Int(node)].prompts -= prompts
        link(child, under: parent)
      } else {
        kept += 1
      }
      child = next
    }
    if nodes[Int(node)].promptsEnding > 0 { return }
    if kept == 0 {
      unlink(node)
    } else if kept == 1 {
      let only = nodes[Int(nodes[Int(node)].firstChild)]
      nodes[Int(node)].length += only.length
      nodes[Int(node)].firstChild = only.firstChild
      nodes[Int(node)].latestPrompt = only.latestPrompt
      nodes[Int(node)].promptsEnding = only.promptsEnding
      var grandchild = only.firstChild
      while grandchild >= 0 {
        nodes[Int(grandchild)].parent = node
        grandchild = nodes[Int(grandchild)].nextSibling
      }
    }
  }

  // MARK: Groups

  /// One group for each child of the root, numbered by its first prompt; members in the order of their numbers.
  private func groups() -> PromptGroups {
    let tops = topOfEachPrompt()
    var numberOfTop = [Int32](repeating: Node.none, count: nodes.count)
    var groupOf = [Int32](repeating: 0, count: promptCount)
    var groups = PromptGroups()
    for prompt in 0..<promptCount {
      let top = Int(tops[prompt])
      // Prompts without a whole block end at the root; each is on its own.
      if top == 0 || numberOfTop[top] < 0 {
        if top > 0 { numberOfTop[top] = Int32(groups.commonIdentities.count) }
        groupOf[prompt] = Int32(groups.commonIdentities.count)
        groups.commonIdentities.append(top > 0 && nodes[top].prompts > 1 ? Int(nodes[top].length) : 0)
      } else {
        groupOf[prompt] = numberOfTop[top]
      }
    }
    groups.place(groupOf)
    return groups
  }

  private func topOfEachPrompt() -> [Int32] {
    var tops = [Int32](repeating: 0, count: promptCount)
    var stack: [Int32] = []
    var top = nodes[0].firstChild
    while top >= 0 {
      stack.append(top)
      while let node = stack.popLast() {
        var prompt = nodes[Int(node)].latestPrompt
        while prompt >= 0 {
          tops[Int(prompt)] = top
          prompt = earlier[Int(prompt)]
        }
        var child = nodes[Int(node)].firstChild
        while child >= 0 {
          stack.append(child)
          child = nodes[Int(child)].nextSibling
        }
      }
      top = nodes[Int(top)].nextSibling
    }
    return tops
  }
}

extension PromptTree {
  /// A node: the text on the edge to it, its neighbours, and the prompts below and at it.
  struct Node: KeyedRow {
    /// What a node is found by.
    struct Key: BitwiseCopyable, Equatable {
      var parent: Int32
      var first: UInt64
    }

    /// No node, no prompt.
    static let none: Int32 = -1

    /// Where the edge's identities are. After hoisting only their number counts.
    var start = 0
    var length: Int32 = 0
    /// The first of them.
    var first: UInt64 = 0
    var parent = Node.none
    var firstChild = Node.none
    var nextSibling = Node.none
    var previousSibling = Node.none
    /// Prompts that end here or below.
    var prompts: Int32 = 0
    /// Prompts that end here, the latest of them and how many.
    var latestPrompt = Node.none
    var promptsEnding: Int32 = 0

    var key: Key { Key(parent: parent, first: first) }

    /// The load may call its blocks anything, so both parts are mixed.
    static func hash(of key: Key) -> UInt64 {
      let word = key.first ^ (UInt64(UInt32(bitPattern: key.parent)) &* 0x9E37_79B9_7F4A_7C15)
      let product = word.multipliedFullWidth(by: 0xD1B5_4A32_D192_ED03)
      return product.high ^ product.low
    }
  }
}
