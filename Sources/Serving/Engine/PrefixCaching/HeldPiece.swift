/// A piece of what a request holds: so many parts from the first of `extent` on, over its continuations where it was split.
struct HeldPiece: BitwiseCopyable {
  var extent: Int32
  var count: Int32
}
