import Synchronization

/// Asks work on another thread to stop.
public final class Cancellation: Sendable {
  private let flag = Atomic(false)

  /// A cancellation that is not requested yet.
  public init() {}

  /// Whether the work should stop.
  public var isCancelled: Bool { flag.load(ordering: .relaxed) }

  /// Requests that the work stops. There is no way back.
  public func cancel() { flag.store(true, ordering: .relaxed) }
}
