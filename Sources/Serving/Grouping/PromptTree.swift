/// All known prompts as one radix tree over the identities of their blocks, and the groups that share a prefix best.
///
/// BatchLLM's global prefix identification (Zheng et al., "BatchLLM: optimizing large batched LLM inference with global
/// prefix sharing and throughput-oriented token batching", 2024, section 4; `prefix_clustering.py` of its release). Each
/// request ends up with one prefix that it shares and a rest of its own, so that attention has two parts and no more.
///
/// Nodes stand in one block of memory and are found by (node, identity) in a table of open addressing, so that a million
/// prompts are grouped in about a second.
public struct PromptTree: ~Copyable {
  private var nodes: UnsafeMutablePointer<Node>
  private var nodeCapacity = 1024
  private(set) var nodeCount = 1
  private var text: UnsafeMutablePointer<UInt64>
  private var textCapacity = 4096
  private var textCount = 0
  private var places: UnsafeMutablePointer<Int32>
  private var mask = 2047
  /// The prompt that ends at the same node and was inserted before; by prompt.
  private var earlier: [Int32] = []

  /// A tree without prompts.
  public init() {
    nodes = .allocate(capacity: nodeCapacity)
    nodes.initialize(to: Node())
    text = .allocate(capacity: textCapacity)
    places = .allocate(capacity: mask + 1)
    places.initialize(repeating: Node.none, count: mask + 1)
  }

  deinit {
    nodes.deallocate()
    text.deallocate()
    places.deallocate()
  }

  /// Prompts inserted.
  public var promptCount: Int { earlier.count }

  /// Forgets all prompts, and memory that is far more than they needed.
  public mutating func removeAll() {
    if mask > 8 * nodeCount && mask > 2047 {
      places.deallocate()
      mask = 2047
      places = .allocate(capacity: mask + 1)
    }
    places.initialize(repeating: Node.none, count: mask + 1)
    nodes[0] = Node()
    (nodeCount, textCount) = (1, 0)
    earlier.removeAll(keepingCapacity: true)
  }

  /// Inserts a prompt, which gets the next number from 0 on. Prompts that are equal are kept apart by their numbers.
  public mutating func insert(_ identities: UnsafeBufferPointer<UInt64>) {
    var (node, done) = (Int32(0), 0)
    nodes[0].prompts += 1
    while done < identities.count {
      var child = find(identities[done], under: node)
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
    order.reserveCapacity(nodeCount)
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

  private func home(_ identity: UInt64, _ node: Int32) -> Int {
    let word = (identity ^ (UInt64(UInt32(bitPattern: node)) &* 0x9E37_79B9_7F4A_7C15)).multipliedFullWidth(by: 0xD1B5_4A32_D192_ED03)
    return Int(truncatingIfNeeded: word.high ^ word.low) & mask
  }

  /// The place in the table where the child of `node` that begins with `identity` stands, or would.
  private func place(of identity: UInt64, under node: Int32) -> Int {
    var place = home(identity, node)
    while places[place] >= 0 {
      let found = nodes[Int(places[place])]
      if found.parent == node && text[found.start] == identity { break }
      place = (place + 1) & mask
    }
    return place
  }

  private func find(_ identity: UInt64, under node: Int32) -> Int32 { places[place(of: identity, under: node)] }

  private mutating func addNode(_ identities: UnsafeBufferPointer<UInt64>, from first: Int, under parent: Int32) -> Int32 {
    let length = identities.count - first
    if textCount + length > textCapacity { growText(by: length) }
    for index in 0..<length { text[textCount + index] = identities[first + index] }
    let node = makeNode(Node(start: textCount, length: Int32(length), parent: parent))
    textCount += length
    enter(node)
    link(node, under: parent)
    return node
  }

  /// Cuts a node's edge after `length` identities. Returns the new node, which has the first part and stands above.
  private mutating func split(_ node: Int32, after length: Int) -> Int32 {
    let lower = nodes[Int(node)]
    let upper = makeNode(Node(start: lower.start, length: Int32(length), parent: lower.parent, prompts: lower.prompts))
    places[place(of: text[lower.start], under: lower.parent)] = upper
    unlink(node)
    link(upper, under: lower.parent)
    nodes[Int(node)].start += length
    nodes[Int(node)].length -= Int32(length)
    nodes[Int(node)].parent = upper
    enter(node)
    link(node, under: upper)
    return upper
  }

  private mutating func enter(_ node: Int32) {
    if 2 * nodeCount > mask { growTable() }
    places[place(of: text[nodes[Int(node)].start], under: nodes[Int(node)].parent)] = node
  }

  private mutating func makeNode(_ node: Node) -> Int32 {
    if nodeCount == nodeCapacity {
      precondition(nodeCapacity < 1 << 30, "more prompts than can be numbered")
      let larger = UnsafeMutablePointer<Node>.allocate(capacity: nodeCapacity * 2)
      larger.moveInitialize(from: nodes, count: nodeCount)
      nodes.deallocate()
      nodes = larger
      nodeCapacity *= 2
    }
    nodes[nodeCount] = node
    nodeCount += 1
    return Int32(nodeCount - 1)
  }

  private mutating func growText(by length: Int) {
    let capacity = max(2 * textCapacity, textCount + length)
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    larger.moveInitialize(from: text, count: textCount)
    text.deallocate()
    text = larger
    textCapacity = capacity
  }

  private mutating func growTable() {
    let (old, oldMask) = (places, mask)
    mask = 4 * mask + 3
    places = .allocate(capacity: mask + 1)
    places.initialize(repeating: Node.none, count: mask + 1)
    for index in 0...oldMask where old[index] >= 0 {
      let node = nodes[Int(old[index])]
      places[place(of: text[node.start], under: node.parent)] = old[index]
    }
    old.deallocate()
  }

  // MARK: Children

  private func link(_ node: Int32, under parent: Int32) {
    let first = nodes[Int(parent)].firstChild
    nodes[Int(node)].parent = parent
    nodes[Int(node)].nextSibling = first
    nodes[Int(node)].previousSibling = Node.none
    if first >= 0 { nodes[Int(first)].previousSibling = node }
    nodes[Int(parent)].firstChild = node
  }

  private func unlink(_ node: Int32) {
    let (next, previous) = (nodes[Int(node)].nextSibling, nodes[Int(node)].previousSibling)
    if previous >= 0 { nodes[Int(previous)].nextSibling = next } else { nodes[Int(nodes[Int(node)].parent)].firstChild = next }
    if next >= 0 { nodes[Int(next)].previousSibling = previous }
  }

  /// Makes those children of `node` its siblings that spare more on their own than its text costs once more; then what is
  /// left of `node` is merged with an only child, or dropped.
  private func hoistChildren(of node: Int32) {
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
    var numberOfTop = [Int32](repeating: Node.none, count: nodeCount)
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
  struct Node: BitwiseCopyable {
    /// No node, no prompt.
    static let none: Int32 = -1

    /// Where the edge's identities stand. After hoisting only their number counts.
    var start = 0
    var length: Int32 = 0
    var parent = Node.none
    var firstChild = Node.none
    var nextSibling = Node.none
    var previousSibling = Node.none
    /// Prompts that end here or below.
    var prompts: Int32 = 0
    /// Prompts that end here, the latest of them and how many.
    var latestPrompt = Node.none
    var promptsEnding: Int32 = 0
  }
}
