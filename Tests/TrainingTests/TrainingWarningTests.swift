import BERT
import Testing

@testable import Training

struct TrainingWarningTests {
  @Test func aHealthyTrainingHasNoWarnings() {
    check(texts: 40, wrong: 4, training: 0.95, [])
  }

  @Test func warnsAboutACollapseToOneLabel() {
    let evaluation = Self.evaluation((0..<40).map { (Float(3), $0 % 2, 30) })
    let warnings = TrainingWarning.warnings(for: evaluation, training: Self.sums(0.5), bestLoss: nil)
    #expect(warnings.map(\.kind) == [.collapse])
    #expect(warnings.first?.sentence.contains("predicts \"good\" for 40 of 40 validation texts, but only 20") == true)
  }

  @Test func warnsAboutOverfitting() {
    check(texts: 40, wrong: 10, training: 0.99, [.overfitting])
    check(texts: 10, wrong: 4, training: 0.99, [])  // too few texts
  }

  @Test func warnsAboutLowConfidenceOnShortTexts() {
    let rows = (0..<80).map { index in
      let isShort = index % 2 == 0
      let sure: Float = isShort ? 0.2 : 4
      return (index % 4 < 2 ? sure : -sure, index % 4 < 2 ? 1 : 0, isShort ? 6 : 60)
    }
    let warnings = TrainingWarning.warnings(for: Self.evaluation(rows), training: Self.sums(0.99), bestLoss: nil)
    #expect(warnings.map(\.kind) == [.unsureOfShortTexts])
  }

  @Test(arguments: [(0.69, 200, true), (0.5, 200, false), (0.69, 50, false)])
  func warnsAboutALossThatDoesNotFall(loss: Double, step: Int, isExpected: Bool) {
    var sums = TrainerState.Sums()
    (sums.steps, sums.loss) = (50, 50 * loss)
    let warning = TrainingWarning.lossNotFalling(sums, step: step, warmupSteps: 20, guessingLoss: 0.6931)
    #expect((warning?.kind == .lossNotFalling) == isExpected)
  }

  @Test(arguments: [
    (texts: 40, wrong: 12, accuracy: 0.98, isExpected: true),
    (texts: 40, wrong: 12, accuracy: 0.72, isExpected: false),  // as bad as on the others
    (texts: 40, wrong: 3, accuracy: 0.98, isExpected: false),  // only slightly worse
    (texts: 4, wrong: 1, accuracy: 0.98, isExpected: false),  // too few texts
    (texts: 4, wrong: 1, accuracy: 1, isExpected: false),
    (texts: 40, wrong: 12, accuracy: 1, isExpected: true),
  ])
  func warnsAboutAFailingProbe(texts: Int, wrong: Int, accuracy: Double, isExpected: Bool) {
    let probe = Self.evaluation((0..<texts).map { (Float(2), $0 < wrong ? 0 : 1, 30) })
    let warning = TrainingWarning.probeFails(probe, accuracy: accuracy, on: "others")
    #expect((warning != nil) == isExpected)
    if let warning {
      #expect(warning.sentence.contains("it predicts \"good\" for \(wrong) of \(wrong) \"bad\" texts"))
    }
  }

  @Test func computesTheCumulativeBinomialDistribution() {
    // scipy.stats.binom.cdf
    for (successes, trials, probability, expected) in [
      (6, 8, 0.98, 0.010_336_892), (70, 100, 0.8, 0.011_248_98), (900, 1000, 0.92, 0.013_481_515), (3, 3, 0.5, 1),
      (0, 3, 0.5, 0.125),
    ] {
      let chance = TrainingWarning.chance(ofAtMost: successes, of: trials, each: probability)
      #expect(abs(chance - expected) < 1e-5 + 1e-4 * expected, "\(successes) of \(trials)")
    }
  }

  private func check(
    texts: Int, wrong: Int, training accuracy: Double, _ kinds: [TrainingWarning.Kind],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let rows = (0..<texts).map { index in
      let label = index % 2
      let isRight = index >= wrong
      return ((label == 1) == isRight ? Float(2) : Float(-2), label, 30)
    }
    let warnings = TrainingWarning.warnings(for: Self.evaluation(rows), training: Self.sums(accuracy), bestLoss: nil)
    #expect(warnings.map(\.kind) == kinds, sourceLocation: sourceLocation)
  }

  private static func evaluation(_ rows: [(logit: Float, label: Int, tokens: Int)]) -> Evaluation {
    var evaluation = Evaluation(.singleLabel, labels: ["bad", "good"])
    for row in rows { evaluation.add([0, row.logit], .label(row.label), tokens: row.tokens) }
    return evaluation
  }

  private static func sums(_ accuracy: Double) -> TrainerState.Sums {
    var sums = TrainerState.Sums()
    (sums.steps, sums.texts, sums.labelled) = (100, 1000, 1000)
    (sums.correct, sums.loss) = (Int(1000 * accuracy), 50)
    return sums
  }
}
