import CKernels
import Dispatch
import Foundation
import Synchronization

/// Threads that wait for the parts of a loop.
///
/// One pass of a small encoder has some forty loops of a tenth of a millisecond: waking a sleeping thread for each would
/// cost as much as the second core brings. So a worker looks for the next loop for a short while before it goes to sleep.
final class WorkerPool: @unchecked Sendable {
  static let shared = WorkerPool()

  /// The loop that is run now, as generation (32 bits), parts (16) and the next part (16). A part belongs to whoever
  /// moves the ticket on; the loop's owner does not return before all parts are done, so `body` outlives its use.
  private let ticket = Atomic<UInt64>(0)
  private let remaining = Atomic<Int>(0)
  private let busy = Atomic<Bool>(false)
  private let sleepers = Atomic<Int>(0)
  private let bell = DispatchSemaphore(value: 0)
  /// So many of the workers take part in the current loop, those with the lowest numbers.
  private let helpers = Atomic<Int>(0)
  /// Those that were started.
  private var workers = 0
  private var body: (Int) -> Void = { _ in }

  private init() {}

  /// Whether a loop is being run, in which case others run alone.
  var isBusy: Bool { busy.load(ordering: .relaxed) }

  /// Calls `body` with 0..<parts, on so many threads, and returns when all are done. While one loop runs, another from a
  /// second thread is run by that thread alone.
  func run(_ parts: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    guard parts > 1, parts <= Self.maximumParts, !busy.exchange(true, ordering: .acquiring) else {
      for part in 0..<parts { body(part) }
      return
    }
    let helping = min(threads, parts) - 1
    helpers.store(helping, ordering: .relaxed)
    while workers < helping {
      let number = workers
      Thread.detachNewThread { [self] in work(number) }
      workers += 1
    }
    withoutActuallyEscaping(body) { body in
      self.body = body
      remaining.store(parts, ordering: .relaxed)
      let generation = (ticket.load(ordering: .relaxed) >> 32) &+ 1
      ticket.store(generation << 32 | UInt64(parts) << 16, ordering: .sequentiallyConsistent)
      for _ in 0..<sleepers.exchange(0, ordering: .sequentiallyConsistent) { bell.signal() }
      while runNextPart(-1) {}
      var spins = 0
      while remaining.load(ordering: .acquiring) > 0 {
        spins += 1
        if spins < Self.patience { kernel_pause() } else { sched_yield() }  // the worker may have lost its core
      }
      self.body = { _ in }
    }
    busy.store(false, ordering: .releasing)
  }

  /// The parts that a ticket has room for.
  static let maximumParts = Int(UInt16.max)

  /// Some fifty microseconds of looking.
  private static let patience = 2000

  private func work(_ number: Int) {
    var spins = 0
    while true {
      if runNextPart(number) {
        spins = 0
      } else if spins < Self.patience, number < helpers.load(ordering: .relaxed) {
        spins += 1
        kernel_pause()
      } else {
        spins = 0
        sleepers.add(1, ordering: .sequentiallyConsistent)
        // A loop that began just before is seen here; one that begins from now on sees the sleeper.
        if !runNextPart(number) { bell.wait() }
      }
    }
  }

  /// Takes one part of the current loop and runs it; false where none is left, or none for the worker of that number. The
  /// loop's owner counts as −1.
  private func runNextPart(_ number: Int) -> Bool {
    let seen = ticket.load(ordering: .sequentiallyConsistent)
    let (parts, next) = (seen >> 16 & 0xFFFF, seen & 0xFFFF)
    // Read behind the ticket: should another loop begin with other helpers, the ticket cannot be moved on.
    guard next < parts, number < helpers.load(ordering: .relaxed) else { return false }
    let (isMine, _) = ticket.compareExchange(expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing)
    if isMine {
      body(Int(next))
      remaining.subtract(1, ordering: .releasing)
    }
    return true
  }
}
