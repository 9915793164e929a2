import Testing

@testable import Training

struct TrainingPlanTests {
  @Test(
    arguments: [
      // Texts, batch size, accumulation, epochs, maximum steps; updates per epoch and in total.
      (64, 8, 1, 2.0, nil, 8, 16), (65, 8, 1, 2, nil, 9, 18), (65, 8, 4, 2, nil, 3, 6), (3, 8, 4, 1, nil, 1, 1),
      (64, 8, 1, 0.5, nil, 8, 4), (64, 8, 1, 2.01, nil, 8, 17), (64, 8, 1, 2, 3, 8, 3),
    ] as [(Int, Int, Int, Double, Int?, Int, Int)])
  func countsUpdatesLikeTransformers(
    texts: Int, batch: Int, accumulation: Int, epochs: Double, maxSteps: Int?, perEpoch: Int, total: Int
  ) {
    var options = Trainer.Options()
    (options.batchSize, options.accumulationSteps) = (batch, accumulation)
    (options.epochs, options.maxSteps) = (epochs, maxSteps)
    let plan = TrainingPlan(lengths: [Int](repeating: 5, count: texts), options)
    #expect(plan.stepsPerEpoch == perEpoch && plan.totalSteps == total)
  }

  @Test(arguments: [false, true])
  func anEpochHasEveryTextOnceInItsOwnOrder(grouped: Bool) {
    var options = Trainer.Options()
    (options.batchSize, options.accumulationSteps, options.groupsByLength) = (4, 2, grouped)
    let lengths = (0..<101).map { 3 + $0 * 7 % 50 }
    let plan = TrainingPlan(lengths: lengths, options)
    let orders = (0..<3).map { plan.order(epoch: $0) }
    #expect(Set(orders).count == 3 && orders.allSatisfy { $0.sorted() == Array(lengths.indices) })
    #expect(TrainingPlan(lengths: lengths, options).order(epoch: 1) == orders[1])
    let batches = (0..<plan.stepsPerEpoch).flatMap { plan.batches(step: $0, order: orders[0]) }
    #expect(batches.flatMap { $0 } == orders[0])
    #expect(batches.dropLast().allSatisfy { $0.count == 4 })
    if grouped {
      #expect(lengths[orders[0][0]] == lengths.max())
      let padding = batches.reduce(0) { sum, batch in
        let longest = batch.map { lengths[$0] }.max() ?? 0
        return sum + batch.reduce(0) { $0 + longest - lengths[$1] }
      }
      #expect(padding < lengths.reduce(0, +) / 4)
    }
  }

  @Test func dropoutMasksDifferBetweenStepsAndRepeat() {
    let plan = TrainingPlan(lengths: [5, 5], Trainer.Options())
    let masks = (0..<4).map { String(describing: plan.dropout(step: $0 / 2, batch: $0 % 2)) }
    #expect(Set(masks).count == 4)
    #expect(masks[2] == String(describing: plan.dropout(step: 1, batch: 0)))
  }
}
