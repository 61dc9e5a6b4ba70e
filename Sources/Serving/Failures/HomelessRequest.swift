/// A request whose replica is gone, with the chained identities of its prompt's blocks, which went with the replica.
struct HomelessRequest {
  let slot: Int32
  let chain: [UInt64]
}
