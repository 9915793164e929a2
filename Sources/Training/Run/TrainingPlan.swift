import BERT
import Tensors

/// The texts and the dropout masks of each update. All follow from the seed, the epoch and the update, so a training
/// can be resumed from any update with the same result.
struct TrainingPlan: Sendable {
  let stepsPerEpoch: Int
  let totalSteps: Int
  private let lengths: [Int]
  private let options: Trainer.Options

  /// - Parameter lengths: the number of tokens of each text; at least one text.
  init(lengths: [Int], _ options: Trainer.Options) {
    self.lengths = lengths
    self.options = options
    let batches = (lengths.count + options.batchSize - 1) / options.batchSize
    stepsPerEpoch = (batches + options.accumulationSteps - 1) / options.accumulationSteps
    totalSteps = options.maxSteps ?? Int((options.epochs * Double(stepsPerEpoch)).rounded(.up))
  }

  /// The micro-batches of the update after `step` updates, as indices of texts; fewer at the end of an epoch.
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

  /// Sorts each stretch of about fifty updates by length, the longest first, and moves the longest text of all to the
  /// front, so that memory peaks at once; transformers' `get_length_grouped_indices`.
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

  /// The source of the dropout masks of one micro-batch.
  func dropout(step: Int, batch: Int) -> DropoutSource? {
    guard options.usesDropout else { return nil }
    // Two rounds: adjacent seeds give independent streams.
    var generator = SplitMix64(seed: options.seed ^ UInt64(step) &* 0xD1B5_4A32_D192_ED03)
    generator.state = generator.next() &+ UInt64(batch)
    return DropoutSource(seed: generator.next())
  }
}
