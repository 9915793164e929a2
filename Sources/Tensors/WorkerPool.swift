import CKernels
import Dispatch
import Foundation
import Synchronization

/// Threads that run the parts of loops. All passes of a process share them; the loop decides how many take part.
///
/// One pass of a small encoder has some forty loops of a tenth of a millisecond. Waking a sleeping thread for each would
/// cost as much as the second core saves, so a worker spins for a short while before it sleeps.
final class WorkerPool: @unchecked Sendable {
  static let shared = WorkerPool()

  /// The current loop, as generation (32 bits), parts (16) and the next part (16). The thread that increments the ticket owns
  /// the part. The loop's owner returns after all parts are done, so `body` outlives its use.
  private let ticket = Atomic<UInt64>(0)
  private let remaining = Atomic<Int>(0)
  private let busy = Atomic<Bool>(false)
  private let sleepers = Atomic<Int>(0)
  private let bell = DispatchSemaphore(value: 0)
  /// The number of workers that take part in the current loop, those with the lowest numbers.
  private let helpers = Atomic<Int>(0)
  /// The number of workers started so far.
  private var workers = 0
  private var body: (Int) -> Void = { _ in }

  private init() {}

  /// Whether a loop is running, so that any other runs on its own thread alone.
  var isBusy: Bool { busy.load(ordering: .relaxed) }

  /// Calls `body` with 0..<parts, on this number of threads, and returns when all are done. While one loop runs, a second one
  /// runs on its own thread alone.
  func run(_ parts: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    guard parts > 1, parts <= Self.maximumParts, !busy.exchange(true, ordering: .acquiring) else {
      for part in 0..<parts { body(part) }
      return
    }
    let helping = min(threads, parts) - 1
    helpers.store(helping, ordering: .relaxed)
    while workers < helping {
      let number = workers
      let thread = Thread { [self] in work(number) }
      thread.stackSize = 1 << 20
      thread.start()
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
        if spins < Self.spinLimit { kernel_pause() } else { sched_yield() }  // the worker may have been preempted
      }
      self.body = { _ in }
    }
    busy.store(false, ordering: .releasing)
  }

  /// The maximum of parts that a ticket can count.
  static let maximumParts = Int(UInt16.max)

  /// Some fifty microseconds.
  private static let spinLimit = 2000

  private func work(_ number: Int) {
    var spins = 0
    while true {
      if runNextPart(number) {
        spins = 0
      } else if spins < Self.spinLimit, number < helpers.load(ordering: .relaxed) {
        spins += 1
        kernel_pause()
      } else {
        spins = 0
        sleepers.add(1, ordering: .sequentiallyConsistent)
        // This sees a loop that began just before; a loop that begins later sees the sleeper.
        if !runNextPart(number) { bell.wait() }
      }
    }
  }

  /// Claims and runs one part of the current loop; false if no part is left or this worker does not take part. The loop's
  /// owner has the number −1.
  private func runNextPart(_ number: Int) -> Bool {
    let seen = ticket.load(ordering: .sequentiallyConsistent)
    let (parts, next) = (seen >> 16 & 0xFFFF, seen & 0xFFFF)
    // Read after the ticket: if another loop begins with other helpers, incrementing the ticket fails.
    guard next < parts, number < helpers.load(ordering: .relaxed) else { return false }
    let (isMine, _) = ticket.compareExchange(expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing)
    if isMine {
      body(Int(next))
      remaining.subtract(1, ordering: .releasing)
    }
    return true
  }
}
