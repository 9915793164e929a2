import BERT
import Testing

@testable import Training

struct AlarmTests {
  @Test func aHealthyTrainingRaisesNone() {
    check(texts: 40, wrong: 4, training: 0.95, [])
  }

  @Test func oneAnswerToEverythingIsACollapse() {
    let evaluation = Self.evaluation((0..<40).map { (Float(3), $0 % 2, 30) })
    let alarms = Alarm.raised(by: evaluation, training: Self.sums(0.5), bestLoss: nil)
    #expect(alarms.map(\.kind) == [.collapse])
    #expect(alarms.first?.sentence.contains("40 of 40 validation texts \"good\", and 20 are") == true)
  }

  @Test func knowingTheTrainingTextsMuchBetterIsOverfitting() {
    check(texts: 40, wrong: 10, training: 0.99, [.overfitting])
    check(texts: 10, wrong: 4, training: 0.99, [])  // too few to tell
  }

  @Test func beingUnsureOfShortTextsAloneIsTold() {
    let rows = (0..<80).map { index in
      let isShort = index % 2 == 0
      let sure: Float = isShort ? 0.2 : 4
      return (index % 4 < 2 ? sure : -sure, index % 4 < 2 ? 1 : 0, isShort ? 6 : 60)
    }
    let alarms = Alarm.raised(by: Self.evaluation(rows), training: Self.sums(0.99), bestLoss: nil)
    #expect(alarms.map(\.kind) == [.unsureOfShortTexts])
  }

  @Test(arguments: [(0.69, 200, true), (0.5, 200, false), (0.69, 50, false)])
  func aLossThatStaysAtGuessingIsTold(loss: Double, step: Int, isTold: Bool) {
    var sums = TrainerState.Sums()
    (sums.steps, sums.loss) = (50, 50 * loss)
    let alarm = Alarm.lossNotFalling(sums, step: step, warmupSteps: 20, guessing: 0.6931)
    #expect((alarm?.kind == .lossNotFalling) == isTold)
  }

  @Test(arguments: [
    (texts: 40, wrong: 12, accuracy: 0.98, isTold: true),
    (texts: 40, wrong: 12, accuracy: 0.72, isTold: false),  // as the others
    (texts: 40, wrong: 3, accuracy: 0.98, isTold: false),  // hardly worse
    (texts: 4, wrong: 1, accuracy: 0.98, isTold: false),  // too few to tell
    (texts: 4, wrong: 1, accuracy: 1, isTold: false),
    (texts: 40, wrong: 12, accuracy: 1, isTold: true),
  ])
  func doingWorseOnTheProbeIsTold(texts: Int, wrong: Int, accuracy: Double, isTold: Bool) {
    let probe = Self.evaluation((0..<texts).map { (Float(2), $0 < wrong ? 0 : 1, 30) })
    let alarm = Alarm.probeFails(probe, accuracy: accuracy, on: "others")
    #expect((alarm != nil) == isTold)
    if let alarm {
      #expect(alarm.sentence.contains("it calls \(wrong) of \(wrong) \"bad\" texts \"good\""))
    }
  }

  @Test func theChanceOfSoFewSuccessesIsTheBinomialDistributions() {
    // scipy.stats.binom.cdf
    for (successes, trials, probability, expected) in [
      (6, 8, 0.98, 0.010_336_892), (70, 100, 0.8, 0.011_248_98), (900, 1000, 0.92, 0.013_481_515), (3, 3, 0.5, 1),
      (0, 3, 0.5, 0.125),
    ] {
      let chance = Alarm.chance(ofAtMost: successes, of: trials, each: probability)
      #expect(abs(chance - expected) < 1e-5 + 1e-4 * expected, "\(successes) of \(trials)")
    }
  }

  private func check(
    texts: Int, wrong: Int, training accuracy: Double, _ kinds: [Alarm.Kind],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let rows = (0..<texts).map { index in
      let label = index % 2
      let isRight = index >= wrong
      return ((label == 1) == isRight ? Float(2) : Float(-2), label, 30)
    }
    let alarms = Alarm.raised(by: Self.evaluation(rows), training: Self.sums(accuracy), bestLoss: nil)
    #expect(alarms.map(\.kind) == kinds, sourceLocation: sourceLocation)
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
