import Files
import Foundation
import JSON
import TestSupport
import Testing

@testable import Training

struct TensorBoardWriterTests {
  /// TensorBoard's own writer made the expected bytes: Tests/Reference/make_tensorboard_fixture.py.
  @Test func writesTheBytesOfTensorBoard() throws {
    let expected = try JSONValue(parsing: Data(contentsOf: fixtures.appending(path: "tensorboard.json")))
    let records: [(TensorBoardWriter.Content, Double, Int)] = [
      (.fileVersion, 1_700_000_000.25, 0), (.start, 1_700_000_000.25, 300),
      (.summary([("train/loss", 0.625), ("eval/精度", -1e-3)]), 1_700_000_001.5, 300),
      (.summary([("train/loss", .infinity)]), 1_700_000_002.75, 5_000_000_000),
    ]
    #expect(expected.arrayValue?.count == records.count)
    for (index, (content, time, step)) in records.enumerated() {
      let bytes = TensorBoardWriter.record(content, wallTime: time, step: step)
      #expect(bytes.map { String(format: "%02x", $0) }.joined() == expected[index]?.stringValue)
    }
  }

  @Test func everyCallWritesWholeRecords() throws {
    let folder = try TemporaryFolder()
    let writer = try TensorBoardWriter(folder: folder("logs"), now: 1_700_000_000)
    #expect(writer.path.string.hasPrefix(folder("logs/events.out.tfevents.1700000000.")))
    var expected = TensorBoardWriter.record(.fileVersion, wallTime: 1_700_000_000, step: 0)
    #expect(try Data(contentsOf: URL(filePath: writer.path.string)) == Data(expected))
    for step in 1...3 {
      try writer.write(step: step, [("train/loss", 1 / Double(step))], now: 1_700_000_000)
      expected += TensorBoardWriter.record(
        .summary([("train/loss", 1 / Double(step))]), wallTime: 1_700_000_000, step: step)
      #expect(try Data(contentsOf: URL(filePath: writer.path.string)) == Data(expected))
    }
    try writer.write(step: 4, [])
    #expect(try Data(contentsOf: URL(filePath: writer.path.string)) == Data(expected))
  }

  @Test func reportsAFolderThatCannotBeCreated() {
    #expect { try TensorBoardWriter(folder: "/dev/null/runs") } throws: { "\($0)".hasPrefix("/dev/null/runs: ") }
  }
}
