import BERT
import Tensors

/// The texts and the dropout masks of each update. All follow from the seed, the epoch and the update, so a training
/// can be resumed from any update with the same result.
///
/// The texts of an update are of one task. In an epoch, every task has its share of the updates, in random order; by default
/// the share of its texts, so that an epoch passes over all texts once.
struct TrainingPlan: Sendable {
  /// The texts of one task.
  struct Part: Sendable {
    /// The number of tokens of each text; at least one text.
    var lengths: [Int]
    /// The share of the updates; nil takes the share of the texts in what the other tasks leave.
    var share: Double?
  }

  let stepsPerEpoch: Int
  let totalSteps: Int
  private let parts: [Part]
  private let options: Trainer.Options
  /// The updates that pass over all texts of each task once.
  private let stepsPerPass: [Int]
  /// The updates of each task in an epoch.
  private let stepsOfParts: [Int]

  /// - Parameter parts: at least one.
  init(_ parts: [Part], _ options: Trainer.Options) {
    self.parts = parts
    self.options = options
    stepsPerPass = parts.map { part in
      let batches = (part.lengths.count + options.batchSize - 1) / options.batchSize
      return (batches + options.accumulationSteps - 1) / options.accumulationSteps
    }
    stepsOfParts = Self.apportioned(stepsPerPass, shares: parts.map(\.share))
    stepsPerEpoch = stepsOfParts.reduce(0, +)
    totalSteps = options.maxSteps ?? Int((options.epochs * Double(stepsPerEpoch)).rounded(.up))
  }

  /// Divides as many updates as all texts need by stated shares, by the method of the largest remainder; each task gets one at
  /// least.
  static func apportioned(_ steps: [Int], shares: [Double?]) -> [Int] {
    guard shares.contains(where: { $0 != nil }) else { return steps }
    let (total, stated) = (Double(steps.reduce(0, +)), shares.reduce(0) { $0 + ($1 ?? 0) })
    let rest = Double(zip(steps, shares).reduce(0) { $0 + ($1.1 == nil ? $1.0 : 0) })
    // Shares that leave nothing for the other tasks, or that do not fill the whole, are scaled.
    let scale = rest > 0 && stated < 1 ? 1 : stated
    let exact = zip(steps, shares).map { steps, share in
      total
        * (share.map { $0 / max(scale, .leastNormalMagnitude) } ?? max(0, 1 - stated) * Double(steps) / max(1, rest))
    }
    var whole = exact.map { max(1, Int($0)) }
    let byRemainder = exact.indices.sorted {
      (exact[$1] - Double(Int(exact[$1])), $0) < (exact[$0] - Double(Int(exact[$0])), $1)
    }
    let missing = Int(total) - whole.reduce(0, +)
    for index in byRemainder.prefix(max(0, missing)) { whole[index] += 1 }
    return whole
  }

  /// For each update of an epoch its task, and the number of earlier updates of that task in the epoch.
  func schedule(epoch: Int) -> [(part: Int, rank: Int)] {
    var order = stepsOfParts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    if parts.count > 1 {
      var generator = SplitMix64(seed: options.seed ^ 0x7A5C_0000_0000_0000 &+ UInt64(epoch) &* 0xBF58_476D_1CE4_E5B9)
      order.shuffle(using: &generator)
    }
    var counts = parts.map { _ in 0 }
    return order.map { part in
      defer { counts[part] += 1 }
      return (part, counts[part])
    }
  }

  /// The pass over the texts of a task that an update belongs to, and the updates before it in the pass.
  func place(ofPart part: Int, epoch: Int, rank: Int) -> (pass: Int, index: Int) {
    let before = epoch * stepsOfParts[part] + rank
    return (before / stepsPerPass[part], before % stepsPerPass[part])
  }

  /// The number of updates of each task before an update.
  func updates(before step: Int) -> [Int] {
    let (epoch, rest) = step.quotientAndRemainder(dividingBy: stepsPerEpoch)
    var counts = stepsOfParts.map { $0 * epoch }
    for (part, _) in schedule(epoch: epoch).prefix(rest) { counts[part] += 1 }
    return counts
  }

  /// The micro-batches of an update, as indices of its task's texts; fewer at the end of a pass.
  ///
  /// - Parameter index: the number of updates before it in the pass.
  func batches(index: Int, order: [Int]) -> [[Int]] {
    let size = options.batchSize * options.accumulationSteps
    let first = index * size
    let end = min(first + size, order.count)
    return stride(from: first, to: end, by: options.batchSize).map { start in
      Array(order[start..<min(start + options.batchSize, end)])
    }
  }

  /// The order of all texts of a task in a pass over them.
  func order(part: Int, pass: Int) -> [Int] {
    let seed = options.seed &+ UInt64(pass) &* 0x9E37_79B9 ^ UInt64(part) &* 0x94D0_49BB_1331_11EB
    var generator = SplitMix64(seed: seed)
    let order = Array(parts[part].lengths.indices).shuffled(using: &generator)
    return options.groupsByLength ? grouped(order, parts[part].lengths) : order
  }

  /// Sorts each stretch of about fifty updates by length, the longest first, and moves the longest text of all to the
  /// front, so that memory peaks at once; transformers' `get_length_grouped_indices`.
  private func grouped(_ order: [Int], _ lengths: [Int]) -> [Int] {
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
