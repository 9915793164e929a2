import Dispatch
import Synchronization

/// A serial queue on which work that waits under a name gives way to newer work of that name, so that however slowly it gets
/// done, little waits.
public final class SupersedingQueue: Sendable {
  private let queue: DispatchQueue
  private let named = Mutex<[[UInt8]: @Sendable () -> Void]>([:])

  /// An empty queue.
  ///
  /// - Parameter label: names its thread for debuggers.
  public init(label: String) { queue = DispatchQueue(label: label) }

  /// Has something done after what was asked for before, or in the place of what waits under the same name.
  public func async(inPlaceOf name: [UInt8]? = nil, _ work: @escaping @Sendable () -> Void) {
    guard let name else { return queue.async(execute: work) }
    guard named.withLock({ $0.updateValue(work, forKey: name) }) == nil else { return }
    queue.async { [self] in named.withLock { $0.removeValue(forKey: name) }?() }
  }
}
