import Synchronization

/// A value that is computed at its first use and then stored.
final class LazyValue<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let make: @Sendable () -> Value

  init(_ make: @escaping @Sendable () -> Value) { self.make = make }

  func callAsFunction() -> Value {
    value.withLock { value in
      let made = value ?? make()
      value = made
      return made
    }
  }
}
