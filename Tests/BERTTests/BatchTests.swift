import BERT
import Tensors
import Testing

struct BatchTests {
  @Test func packsTextsOneAfterTheOther() {
    let batch = Batch([[2, 5, 3], [2], [2, 3]])
    #expect(batch.ids == [2, 5, 3, 2, 2, 3])
    #expect(batch.offsets == [0, 3, 4, 6])
    #expect(batch.starts == [0, 3, 4])
    #expect(batch.count == 3)
  }

  @Test func noTextsGiveNoLogits() throws {
    let logits = try tinyModel().forward(Batch([]))
    #expect(logits.rows == 0 && logits.columns == 3)
    #expect(try tinyModel().forwardExplaining(Batch([])).scores.isEmpty)
  }

  @Test func theLongestTextThatHasPositionsIsRead() throws {
    let logits = try tinyModel().forward(Batch([Array(repeating: 7, count: 32)]))
    #expect(logits.elements.allSatisfy { $0.isFinite })
  }
}
