import Synchronization

/// Asks work on another thread to stop.
public final class Cancellation: Sendable {
  private let flag = Atomic(false)

  /// A request that nobody has made yet.
  public init() {}

  /// Whether the work should stop.
  public var isCancelled: Bool { flag.load(ordering: .relaxed) }

  /// Makes the request. It cannot be withdrawn.
  public func cancel() { flag.store(true, ordering: .relaxed) }
}
