import Tensors
import TestSupport
import Testing

@testable import BERT

struct BatchTests {
  @Test func concatenatesTexts() {
    let batch = Batch([[2, 5, 3], [2], [2, 3]])
    #expect(batch.ids == [2, 5, 3, 2, 2, 3])
    #expect(batch.offsets == [0, 3, 4, 6])
    #expect(batch.starts == [0, 3, 4])
    #expect(batch.count == 3)
  }

  @Test(
    arguments: [
      ([[2, 5, 3], [2], [2, 3]], nil, [0, 1, 2, 0, 0, 1]), ([[0, 5, 2], [0, 2]], 1, [2, 3, 4, 2, 3]),
      // A padding token in the text has its id as position and is not counted.
      ([[0, 1, 5, 1, 1, 2], [1, 1]], 1, [2, 1, 3, 1, 1, 4, 1, 1]), ([], 1, []),
    ] as [([[Int]], Int?, [Int])])
  func countsPositionsInEachText(texts: [[Int]], padding: Int?, positions: [Int]) {
    #expect(Batch(texts).positions(after: padding) == positions)
  }

  @Test(arguments: Family.allCases)
  func noTextsGiveNoLogits(family: Family) throws {
    let model = try tinyModel(family)
    let logits = try model.forward(Batch([]), in: .test)
    #expect(logits.rows == 0 && logits.columns == model.configuration.labels.count)
    #expect(try model.forwardExplaining(Batch([]), .lastLayers(1), in: .test).attributions.isEmpty)
  }

  @Test(arguments: Family.allCases)
  func readsATextOfTheMaximumLength(family: Family) throws {
    let model = try tinyModel(family)
    let logits = try model.forward(Batch([Array(repeating: 7, count: model.configuration.maximumTokens)]), in: .test)
    #expect(logits.elements.allSatisfy { $0.isFinite })
  }
}
