/// Hand-overs that wait for room at one engine, first come first served: numbers in the ``KVTransferTable``, linked through it.
struct TransferQueue: BitwiseCopyable {
  var first: Int32 = -1
  var last: Int32 = -1

  var isEmpty: Bool { first < 0 }
}
