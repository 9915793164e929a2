public import Dispatch
import Synchronization

/// A first-in, first-out queue from any number of threads to one waiting thread.
public final class EventQueue<Element: Sendable>: Sendable {
  private struct Stacks {
    var incoming: [Element] = []
    /// Reversed, so that removing the oldest is cheap.
    var outgoing: [Element] = []
  }
  private let stacks = Mutex(Stacks())
  private let count = DispatchSemaphore(value: 0)

  /// Creates an empty queue.
  public init() {}

  /// Appends a value without waiting.
  public func push(_ element: sending Element) {
    stacks.withLock { $0.incoming.append(element) }
    count.signal()
  }

  /// Waits for the oldest value and removes it; nil if the deadline passes first.
  public func next(until deadline: DispatchTime = .distantFuture) -> Element? {
    guard count.wait(timeout: deadline) == .success else { return nil }
    return stacks.withLock { stacks in
      if stacks.outgoing.isEmpty {
        stacks.outgoing = stacks.incoming.reversed()
        stacks.incoming = []
      }
      return stacks.outgoing.popLast()
    }
  }
}
