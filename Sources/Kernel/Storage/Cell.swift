/// A value in memory of its own that is lent for one use at a time: what an object keeps and changes often.
///
/// What Swift does to keep two uses of an object's property apart takes some 130 instructions each time, more than a counter's
/// whole work. This keeps them apart with a mark beside the value, and a second use while one lasts ends the program. It is not
/// for use by several threads.
///
/// The invariant: `content` is the start of memory for one initialised value and its mark, that nobody else holds.
@safe @frozen public struct Cell<Value: ~Copyable>: ~Copyable {
  @frozen @usableFromInline struct Content: ~Copyable {
    @usableFromInline var value: Value
    @usableFromInline var isLent = false

    @inlinable init(_ value: consuming Value) { self.value = value }
  }

  @usableFromInline let content: UnsafeMutablePointer<Content>

  /// A cell that holds `value`.
  @inlinable public init(_ value: consuming Value) {
    unsafe content = .allocate(capacity: 1)
    unsafe content.initialize(to: Content(value))
  }

  @inlinable deinit {
    unsafe content.deinitialize(count: 1)
    unsafe content.deallocate()
  }

  /// The value.
  ///
  /// - Precondition: it is not in use.
  @inlinable public var value: Value {
    @inline(__always) _read {
      lend()
      defer { unsafe content.pointee.isLent = false }
      yield unsafe content.pointee.value
    }
    @inline(__always) nonmutating _modify {
      lend()
      defer { unsafe content.pointee.isLent = false }
      yield unsafe &content.pointee.value
    }
  }

  @inlinable @inline(__always) func lend() {
    precondition(unsafe !content.pointee.isLent, "a value that is in use")
    unsafe content.pointee.isLent = true
  }
}
