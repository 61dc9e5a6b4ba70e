import Kernel
import Hardware

/// A part of a prompt in the batch under way.
struct Chunk: BitwiseCopyable {
  var slot: Slot
  var tokens: Int32
}

/// The batch of one engine: being planned, then under way.
struct Batch: ~Copyable {
  /// What the policy has settled on so far.
  struct Proposal: BitwiseCopyable {
    var tokenBudget = 0
    var prefillTokens = 0
    var completions = 0
    var chunkCost = ChunkCost.zero
    /// Images that are encoded for the chunks.
    var encodedImages: Int32 = 0
    var decodes = false
    var repeats = false
    var arrivalsMatter = true
    var hasPreempted = false
    /// Whether it drafts another number of tokens than the one before, so that blocks came free after admissions were looked at, or the next
    /// may want another.
    var changesDrafts = false
    /// Tokens that the policy itself wants drafted for each sequence; negative where it leaves that to the engine's rule.
    var wantedDrafts = -1
    var fault: PlanFault?
  }

  var chunks: Column<Chunk>
  /// Whether the decode set takes part.
  var decodes = false
  var proposal = Proposal()
  /// Whether the latest plan could run nothing of what is here, or preempted the one request that ran.
  var lacksMemory = false

  init(maximumSequences: Int) { chunks = Column(minimumCapacity: maximumSequences) }

  /// Whether the plan being made holds nothing.
  var isEmpty: Bool { !proposal.decodes && chunks.isEmpty }

  /// Begins a plan anew.
  @inline(__always) mutating func open(tokenBudget: Int) {
    chunks.removeAll()
    proposal = Proposal(tokenBudget: tokenBudget)
  }
}
