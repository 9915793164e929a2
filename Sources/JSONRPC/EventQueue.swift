public import Dispatch
import Synchronization

/// Hands values from any thread to one thread that waits for them, in the order in which they came.
public final class EventQueue<Element: Sendable>: Sendable {
  private struct Stacks {
    var incoming: [Element] = []
    /// Reversed, so that taking the oldest is cheap.
    var outgoing: [Element] = []
  }
  private let stacks = Mutex(Stacks())
  private let count = DispatchSemaphore(value: 0)

  /// An empty queue.
  public init() {}

  /// Appends a value; never waits.
  public func push(_ element: sending Element) {
    stacks.withLock { $0.incoming.append(element) }
    count.signal()
  }

  /// Waits for the oldest value; nil when the deadline has passed first.
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
