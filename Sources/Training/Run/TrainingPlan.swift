import BERT
import Tensors

/// Which texts each update sees and which of their elements are dropped. All follows from the seed and the numbers of epoch
/// and update, so that a training can go on from any update as if it had never stopped.
struct TrainingPlan: Sendable {
  let stepsPerEpoch: Int
  let totalSteps: Int
  private let lengths: [Int]
  private let options: Trainer.Options

  /// - Parameter lengths: each text's tokens, at least one text.
  init(lengths: [Int], _ options: Trainer.Options) {
    self.lengths = lengths
    self.options = options
    let batches = (lengths.count + options.batchSize - 1) / options.batchSize
    stepsPerEpoch = (batches + options.accumulationSteps - 1) / options.accumulationSteps
    totalSteps = options.maxSteps ?? Int((options.epochs * Double(stepsPerEpoch)).rounded(.up))
  }

  /// The micro-batches of the update that follows `step` updates, as indices of texts; fewer at an epoch's end.
  func batches(step: Int, order: [Int]) -> [[Int]] {
    let size = options.batchSize * options.accumulationSteps
    let first = step % stepsPerEpoch * size
    let end = min(first + size, order.count)
    return stride(from: first, to: end, by: options.batchSize).map { start in
      Array(order[start..<min(start + options.batchSize, end)])
    }
  }

  /// The order of all texts in an epoch.
  func order(epoch: Int) -> [Int] {
    var generator = SplitMix64(seed: options.seed &+ UInt64(epoch) &* 0x9E37_79B9)
    let order = Array(lengths.indices).shuffled(using: &generator)
    return options.groupsByLength ? grouped(order) : order
  }

  /// Sorts each stretch of some fifty updates by length, the longest first, and puts the longest text of all in front, so
  /// that memory peaks at once; transformers' `get_length_grouped_indices`.
  private func grouped(_ order: [Int]) -> [Int] {
    let size = options.batchSize * options.accumulationSteps
    let stretch = size * max(1, min(order.count / (size * 4), 50))
    var result = stride(from: 0, to: order.count, by: stretch).flatMap { start in
      order[start..<min(start + stretch, order.count)].sorted { (lengths[$0], $1) > (lengths[$1], $0) }
    }
    let starts = stride(from: 0, to: order.count, by: stretch)
    if let longest = starts.max(by: { lengths[result[$0]] < lengths[result[$1]] }) { result.swapAt(0, longest) }
    return result
  }

  /// Names the masks of one micro-batch.
  func dropout(step: Int, batch: Int) -> DropoutSource? {
    guard options.usesDropout else { return nil }
    // Two rounds: neighbouring numbers give streams that have nothing in common.
    var generator = SplitMix64(seed: options.seed ^ UInt64(step) &* 0xD1B5_4A32_D192_ED03)
    generator.state = generator.next() &+ UInt64(batch)
    return DropoutSource(seed: generator.next())
  }
}
