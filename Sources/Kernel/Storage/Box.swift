/// A value in memory of its own, with one owner: as wide as a pointer, so that it is handed on at no cost however wide the value.
///
/// A wide struct that is passed to a method which only reads it is copied for the call. In a box it never is.
///
/// This file and ``Column`` are the only ones in which the engine touches memory itself. The invariant: `pointer` is the start
/// of memory for one initialised value that nobody else holds, or lies in the first page of the address space once the value was
/// taken. No process has that page, so a look into an empty box ends the program; and because the processor sees to that, a look
/// into a full one costs nothing more than the look.
@frozen public struct Box<Value: ~Copyable>: ~Copyable {
  @usableFromInline var pointer: UnsafeMutablePointer<Value>

  /// A box that holds `value`.
  ///
  /// - Precondition: the value is narrower than half a page.
  @inlinable public init(_ value: consuming Value) {
    precondition(MemoryLayout<Value>.size <= 2048 && MemoryLayout<Value>.alignment <= 16, "a value too wide for a box")
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: value)
  }

  @inlinable init(pointer: UnsafeMutablePointer<Value>) { self.pointer = pointer }

  /// A box that holds nothing until another's content is put into it.
  @inlinable public static var empty: Box { Box(pointer: nowhere) }

  /// A place in the first page.
  @inlinable static var nowhere: UnsafeMutablePointer<Value> { UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped }

  /// Whether there is nothing in it.
  @inlinable public var isEmpty: Bool { @inline(__always) get { pointer == Self.nowhere } }

  @inlinable deinit {
    if pointer == Self.nowhere { return }
    pointer.deinitialize(count: 1)
    pointer.deallocate()
  }

  /// The value.
  ///
  /// - Precondition: the box is not empty.
  @inlinable public var value: Value {
    @inline(__always) unsafeAddress { UnsafePointer(pointer) }
    @inline(__always) unsafeMutableAddress { pointer }
  }

  /// Leaves the box empty and returns one with its content.
  @inlinable @inline(__always) public mutating func take() -> Box {
    let taken = Box(pointer: pointer)
    pointer = Self.nowhere
    return taken
  }
}
