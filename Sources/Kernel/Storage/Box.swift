/// A value in memory of its own, with one owner: as wide as a pointer, so that it is handed on at no cost however wide the value.
///
/// A wide struct that is passed to a method which only reads it is copied for the call. In a box it never is.
///
/// The files of this folder are the only ones in which the simulator touches memory itself. The invariant: `pointer` is the start
/// of memory for one initialised value that nobody else holds, or lies in the first page of the address space once the value was
/// taken. No process has that page, so a look into an empty box ends the program; and because the processor sees to that, a look
/// into a full one costs nothing more than the look.
@safe @frozen public struct Box<Value: ~Copyable>: ~Copyable {
  @usableFromInline var pointer: UnsafeMutablePointer<Value>

  /// A box that holds `value`.
  ///
  /// - Precondition: the value is narrower than half a page.
  @inlinable public init(_ value: consuming Value) {
    precondition(MemoryLayout<Value>.size <= 2048 && MemoryLayout<Value>.alignment <= 16, "a value too wide for a box")
    unsafe pointer = .allocate(capacity: 1)
    unsafe pointer.initialize(to: value)
  }

  @inlinable init(pointer: UnsafeMutablePointer<Value>) { unsafe self.pointer = pointer }

  /// A box that holds nothing until another's content is put into it.
  @inlinable public static var empty: Box { unsafe Box(pointer: nowhere) }

  /// A place in the first page.
  @inlinable static var nowhere: UnsafeMutablePointer<Value> { unsafe UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped }

  /// Whether there is nothing in it.
  @inlinable public var isEmpty: Bool { @inline(__always) get { unsafe pointer == Self.nowhere } }

  @inlinable deinit {
    if isEmpty { return }
    unsafe pointer.deinitialize(count: 1)
    unsafe pointer.deallocate()
  }

  /// The value.
  ///
  /// - Precondition: the box is not empty.
  @inlinable public var value: Value {
    @inline(__always) unsafeAddress { unsafe UnsafePointer(pointer) }
    @inline(__always) unsafeMutableAddress { unsafe pointer }
  }

  /// Leaves the box empty and returns one with its content.
  @inlinable @inline(__always) public mutating func take() -> Box {
    let taken = unsafe Box(pointer: pointer)
    unsafe pointer = Self.nowhere
    return taken
  }
}
