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
    let plan = TrainingPlan([.init(lengths: [Int](repeating: 5, count: texts))], options)
    #expect(plan.stepsPerEpoch == perEpoch && plan.totalSteps == total)
  }

  @Test(arguments: [false, true])
  func anEpochHasEveryTextOnceInItsOwnOrder(grouped: Bool) {
    var options = Trainer.Options()
    (options.batchSize, options.accumulationSteps, options.groupsByLength) = (4, 2, grouped)
    let lengths = (0..<101).map { 3 + $0 * 7 % 50 }
    let plan = TrainingPlan([.init(lengths: lengths)], options)
    let orders = (0..<3).map { plan.order(part: 0, pass: $0) }
    #expect(Set(orders).count == 3 && orders.allSatisfy { $0.sorted() == Array(lengths.indices) })
    #expect(TrainingPlan([.init(lengths: lengths)], options).order(part: 0, pass: 1) == orders[1])
    let batches = (0..<plan.stepsPerEpoch).flatMap { plan.batches(index: $0, order: orders[0]) }
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
    let plan = TrainingPlan([.init(lengths: [5, 5])], Trainer.Options())
    let masks = (0..<4).map { String(describing: plan.dropout(step: $0 / 2, batch: $0 % 2)) }
    #expect(Set(masks).count == 4)
    #expect(masks[2] == String(describing: plan.dropout(step: 1, batch: 0)))
  }

  @Test(
    arguments: [
      ([10, 5], [nil, nil], [10, 5]), ([10, 5], [0.5, 0.5], [8, 7]), ([10, 5], [nil, 0.2], [12, 3]),
      ([10, 5, 5], [0.5, nil, nil], [10, 5, 5]), ([10, 5], [1, 1], [8, 7]), ([99, 1], [0.999, nil], [99, 1]),
      ([3], [0.1], [3]),
    ] as [([Int], [Double?], [Int])])
  func updatesAreDividedByStatedShares(steps: [Int], shares: [Double?], expected: [Int]) {
    let found = TrainingPlan.apportioned(steps, shares: shares)
    #expect(
      found.reduce(0, +) == steps.reduce(0, +) && zip(found, expected).allSatisfy { abs($0 - $1) <= 1 }, "\(found)")
  }

  @Test func anEpochHasEveryTaskByItsShareAndEveryTextOfATaskOnceInAPass() {
    var options = Trainer.Options()
    (options.batchSize, options.epochs) = (4, 3)
    let plan = TrainingPlan(
      [.init(lengths: [Int](repeating: 5, count: 41), share: 0.25), .init(lengths: [Int](repeating: 7, count: 40))],
      options)
    #expect(plan.stepsPerEpoch == 21 && plan.totalSteps == 63)
    var seen: [[Int: [Int]]] = [[:], [:]]
    for epoch in 0..<3 {
      let schedule = plan.schedule(epoch: epoch)
      #expect(schedule.count { $0.part == 0 } == 5)
      for (part, rank) in schedule {
        let (pass, index) = plan.place(ofPart: part, epoch: epoch, rank: rank)
        seen[part][pass, default: []] += plan.batches(index: index, order: plan.order(part: part, pass: pass)).flatMap {
          $0
        }
      }
    }
    #expect(seen[0][0]?.sorted() == Array(0..<41) && seen[1][0]?.sorted() == Array(0..<40))
    #expect(
      seen[0][0] != seen[0][0]?.sorted() && plan.schedule(epoch: 0).map(\.part) != plan.schedule(epoch: 1).map(\.part))
    for step in [0, 1, 20, 21, 40, 63] {
      let expected = (0..<step).reduce(into: [0, 0]) { counts, step in
        counts[plan.schedule(epoch: step / 21)[step % 21].part] += 1
      }
      #expect(plan.updates(before: step) == expected)
    }
  }
}
