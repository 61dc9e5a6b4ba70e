/// Hand-overs that wait for room at one replica, first come first: numbers in the ``KVTransferTable``, linked through it.
struct TransferQueue: BitwiseCopyable {
  var first: Int32 = -1
  var last: Int32 = -1

  var isEmpty: Bool { first < 0 }
}
