import BERT
import Testing

@testable import Training

struct AlarmTests {
  @Test func aHealthyTrainingRaisesNone() {
    check(texts: 40, wrong: 4, training: 0.95, [])
  }

  @Test func oneAnswerToEverythingIsACollapse() {
    let evaluation = Self.evaluation((0..<40).map { (Float(3), $0 % 2, 30) })
    let alarms = Alarm.raised(by: evaluation, labels: ["bad", "good"], training: Self.sums(0.5), bestLoss: nil)
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
    let alarms = Alarm.raised(
      by: Self.evaluation(rows), labels: ["bad", "good"], training: Self.sums(0.99), bestLoss: nil)
    #expect(alarms.map(\.kind) == [.unsureOfShortTexts])
  }

  @Test(arguments: [(0.69, 200, true), (0.5, 200, false), (0.69, 50, false)])
  func aLossThatStaysAtGuessingIsTold(loss: Double, step: Int, isTold: Bool) {
    var sums = TrainerState.Sums()
    (sums.steps, sums.loss) = (50, 50 * loss)
    let alarm = Alarm.lossNotFalling(sums, step: step, warmupSteps: 20, guessing: 0.6931)
    #expect((alarm?.kind == .lossNotFalling) == isTold)
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
    let alarms = Alarm.raised(
      by: Self.evaluation(rows), labels: ["bad", "good"], training: Self.sums(accuracy), bestLoss: nil)
    #expect(alarms.map(\.kind) == kinds, sourceLocation: sourceLocation)
  }

  private static func evaluation(_ rows: [(logit: Float, label: Int, tokens: Int)]) -> Evaluation {
    var evaluation = Evaluation(.singleLabel)
    for row in rows { evaluation.add([0, row.logit], .label(row.label), tokens: row.tokens) }
    return evaluation
  }

  private static func sums(_ accuracy: Double) -> TrainerState.Sums {
    var sums = TrainerState.Sums()
    (sums.steps, sums.texts, sums.correct, sums.loss) = (100, 1000, Int(1000 * accuracy), 50)
    return sums
  }
}
