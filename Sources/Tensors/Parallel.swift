import COpenBLAS
import Foundation
import Synchronization

/// Spreads independent work over the cores.
///
/// OpenBLAS itself runs single-threaded here: the split of a product, of an attention's heads and of a row-wise loop is one
/// decision, made in one place, so that two pools never fight for the same cores. What is computed does not depend on which
/// thread computes it, so results repeat.
public enum Parallel {
  /// How many threads take part in one loop, at most 256. Set between passes.
  public static var threads: Int {
    get { setting.load(ordering: .relaxed) }
    set { setting.store(min(max(1, newValue), 256), ordering: .relaxed) }
  }

  private static let setting: Atomic<Int> = {
    openblas_set_num_threads(1)
    return Atomic(processorCount)
  }()

  /// So many rows of a product for each core are cut between the cores; with fewer the outputs are, so that each reads but its
  /// part of the weight.
  static let fewRows = 128

  /// The cores that this process may use.
  public static var processorCount: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// What `transform` makes of each element, in order, made on all cores.
  ///
  /// - Parameters:
  ///   - grain: below this many elements a second thread costs more than it brings.
  ///   - rangesPerThread: with several, the thread that is done first goes on with what is left.
  public static func map<Element: Sendable, Value: Sendable>(
    _ elements: [Element], grain: Int, rangesPerThread: Int = 1, _ transform: @Sendable (Element) -> Value
  ) -> [Value] {
    let parts = Mutex<[(start: Int, values: [Value])]>([])
    ranges(elements.count, grain: grain, rangesPerThread: rangesPerThread) { range in
      let values = elements[range].map(transform)
      parts.withLock { $0.append((range.lowerBound, values)) }
    }
    return parts.withLock { $0.sorted { $0.start < $1.start }.flatMap(\.values) }
  }

  /// Calls `body` with consecutive ranges that cover 0..<count, concurrently; returns when all are done.
  ///
  /// - Parameters:
  ///   - grain: below this many items a second thread costs more than it brings.
  ///   - rangesPerThread: with several, the thread that is done first goes on with what is left; other programs, too, take
  ///     their time of a core.
  static func ranges(_ count: Int, grain: Int, rangesPerThread: Int = 1, _ body: @Sendable (Range<Int>) -> Void) {
    let threads = threads
    // Nobody takes over a range of a loop within another.
    let perThread = WorkerPool.shared.isBusy ? 1 : rangesPerThread
    let most = threads == 1 ? 1 : min(threads * perThread, WorkerPool.mostParts)
    let parts = min(most, max(1, count / max(1, grain)))
    guard parts > 1 else {
      if count > 0 { body(0..<count) }
      return
    }
    WorkerPool.shared.run(parts, threads: threads) { part in
      body(count * part / parts..<count * (part + 1) / parts)
    }
  }
}
