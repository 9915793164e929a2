import Dispatch
import Synchronization

/// A serial queue in which newer work replaces queued work of the same name, so that the queue stays short even if the
/// work is slow.
public final class SupersedingQueue: Sendable {
  private let queue: DispatchQueue
  private let named = Mutex<[[UInt8]: @Sendable () -> Void]>([:])

  /// Creates an empty queue.
  ///
  /// - Parameter label: the queue's name in debuggers.
  public init(label: String) { queue = DispatchQueue(label: label) }

  /// Enqueues work, or replaces queued work of the same name.
  public func async(replacing name: [UInt8]? = nil, _ work: @escaping @Sendable () -> Void) {
    guard let name else { return queue.async(execute: work) }
    guard named.withLock({ $0.updateValue(work, forKey: name) }) == nil else { return }
    queue.async { [self] in named.withLock { $0.removeValue(forKey: name) }?() }
  }
}
