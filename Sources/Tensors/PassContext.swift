import Foundation
import Synchronization

/// What a pass of a model runs with: the threads, the kernels, whether it was cancelled, and when it may run.
///
/// Every operation takes it as a parameter, so that models with different threads run in one process.
public struct PassContext: Sendable {
  /// The number of threads that take part in one loop, from 1 to 256.
  public var threads: Int { didSet { threads = Self.supported(threads) } }
  /// The loops that multiply matrices.
  public var kernels: Kernels
  /// Stops the pass between two layers.
  public var cancellation: Cancellation
  /// Runs one pass of the encoder when it is this work's turn; by default at once.
  public var turn: @Sendable (() -> Void) -> Void

  /// A context with a thread for each core by default.
  public init(
    threads: Int = processorCount, kernels: Kernels = .best, cancellation: Cancellation = Cancellation(),
    turn: @escaping @Sendable (() -> Void) -> Void = { $0() }
  ) {
    self.threads = Self.supported(threads)
    self.kernels = kernels
    self.cancellation = cancellation
    self.turn = turn
  }

  private static func supported(_ threads: Int) -> Int { min(max(1, threads), 256) }

  /// The cores that this process may use.
  public static var processorCount: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// Ends the work where it was cancelled.
  public func checkCancellation() throws(CancellationError) {
    if cancellation.isCancelled { throw CancellationError() }
  }
}

extension PassContext {
  /// Runs one pass when it is this work's turn. A pass whose turn never comes counts as cancelled.
  package func inTurn<Value>(_ pass: () throws(CancellationError) -> Value) throws(CancellationError) -> Value {
    var result = Result<Value, CancellationError>.failure(CancellationError())
    turn { result = Result { () throws(CancellationError) in try pass() } }
    return try result.get()
  }
}

// MARK: - Parallel loops

// OpenBLAS itself runs on the calling thread: products, heads of attention and rows are split between threads here alone, so
// that two pools never compete for the cores. A result does not depend on the thread that computes it, so results repeat.
extension PassContext {
  /// Transforms each element, in order, on all threads.
  ///
  /// - Parameters:
  ///   - grain: the minimum of elements for each thread; waking a thread for fewer costs more than it saves.
  ///   - rangesPerThread: with several, a thread that finishes early takes ranges from the others.
  public func map<Element: Sendable, Value: Sendable>(
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
  ///   - grain: the minimum of items for each thread; waking a thread for fewer costs more than it saves.
  ///   - rangesPerThread: with several, a thread that finishes early takes ranges from the others. Other programs use the
  ///     cores, too, so threads differ in speed.
  func ranges(_ count: Int, grain: Int, rangesPerThread: Int = 1, _ body: @Sendable (Range<Int>) -> Void) {
    // A loop inside another one runs on one thread, which no other helps.
    let perThread = WorkerPool.shared.isBusy ? 1 : rangesPerThread
    let maximum = threads == 1 ? 1 : min(threads * perThread, WorkerPool.maximumParts)
    let parts = min(maximum, max(1, count / max(1, grain)))
    guard parts > 1 else {
      if count > 0 { body(0..<count) }
      return
    }
    WorkerPool.shared.run(parts, threads: threads) { part in
      body(count * part / parts..<count * (part + 1) / parts)
    }
  }
}
