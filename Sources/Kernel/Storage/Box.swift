/// A value in memory of its own, with one owner: as wide as a pointer, so that it is handed on at no cost however wide the value.
///
/// A wide struct that is passed to a method which only reads it is copied for the call. In a box it never is.
///
/// This file and ``Column`` are the only ones in which the engine touches memory itself. The invariant: `pointer` is the start
/// of memory for one initialised value that nobody else holds, or nil once the value was taken.
@frozen public struct Box<Value: ~Copyable>: ~Copyable {
  @usableFromInline var pointer: UnsafeMutablePointer<Value>?

  /// A box that holds `value`.
  @inlinable public init(_ value: consuming Value) {
    let pointer = UnsafeMutablePointer<Value>.allocate(capacity: 1)
    pointer.initialize(to: value)
    self.pointer = pointer
  }

  @inlinable init(pointer: UnsafeMutablePointer<Value>?) { self.pointer = pointer }

  /// A box that holds nothing until another's content is put into it.
  @inlinable public static var empty: Box { Box(pointer: nil) }

  /// Whether there is nothing in it.
  @inlinable public var isEmpty: Bool { pointer == nil }

  @inlinable deinit {
    pointer?.deinitialize(count: 1)
    pointer?.deallocate()
  }

  /// The value.
  ///
  /// - Precondition: the box is not empty.
  @inlinable public var value: Value {
    @inline(__always) unsafeAddress {
      guard let pointer else { preconditionFailure("an empty box") }
      return UnsafePointer(pointer)
    }
    @inline(__always) unsafeMutableAddress {
      guard let pointer else { preconditionFailure("an empty box") }
      return pointer
    }
  }

  /// Leaves the box empty and returns one with its content.
  @inlinable @inline(__always) public mutating func take() -> Box {
    let taken = Box(pointer: pointer)
    pointer = nil
    return taken
  }
}
