import CFuzz
import Foundation
import TestSupport

/// Runs a target and ends the process if it takes steps or memory out of proportion to its input.
///
/// Steps are executed edges of the code and allocated bytes, so a count depends on nothing but the input.
final class Limits {
  private let target: FuzzTarget
  private let folder: TemporaryFolder

  /// A number in an input must not decide how much is done: a small file has few steps.
  private static let (steps, stepsPerByte) = (20_000_000, 5_000)
  private static let (memory, memoryPerByte) = (20_000_000, 6)

  init(_ target: FuzzTarget) throws {
    (self.target, folder) = (target, try TemporaryFolder())
    try target.prepare(folder)
  }

  /// Checks an input, and every sixteenth one also with a part of it repeated, as its hash says.
  func check(_ input: [UInt8]) {
    _ = steps(for: input)
    guard let growth = Growth(of: input) else { return }
    // Twice as many steps for each byte, at all sizes: more than any table that grows by doubling, less than a square. Few steps
    // may double, because a file is first looked at to a limit.
    var found = ""
    for size in growth.sizes {
      let (small, large) = (growth.input(ofSize: size), growth.input(ofSize: size * 8))
      let (few, many) = (steps(for: small), steps(for: large))
      guard many * small.count > 2 * few * large.count, many > 100 * large.count else { return }
      found += "\(few) steps for \(small.count) bytes, but \(many) for \(large.count). "
    }
    fail(found + "The steps grow faster than the input, which repeats \(growth).")
  }

  private func steps(for input: [UInt8]) -> Int {
    var (steps, memory) = cost(of: input)
    var isTooMuch: Bool {
      steps > Self.steps + Self.stepsPerByte * input.count || memory > Self.memory + Self.memoryPerByte * input.count
    }
    // The first run of some code makes a table that stays.
    if isTooMuch { (steps, memory) = cost(of: input) }
    if isTooMuch { fail("\(steps) steps and \(memory) bytes of memory for \(input.count) bytes.") }
    return steps
  }

  private func cost(of input: [UInt8]) -> (steps: Int, memory: Int) {
    let (memory, steps) = (fuzz_begin_memory(), fuzz_steps())
    target.run(input, in: folder)
    return (Int(fuzz_steps() - steps), Int(fuzz_highest_memory() - memory))
  }
}

/// Ends the process; libFuzzer then writes the input to a file.
func fail(_ message: String) -> Never {
  print(message)
  fflush(nil)
  abort()
}
