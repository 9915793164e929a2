import Foundation
import JSON
import Testing

@testable import Training

struct SplitTests {
  /// Tests/Reference/make_split_fixtures.py
  @Test func splitsLikeScikitLearn() throws {
    let file = try Data(contentsOf: fixtures.appending(path: "splits.json"))
    let cases = try #require(try JSONValue(parsing: file).arrayValue)
    #expect(cases.count == 189)
    for expected in cases {
      let numbers = try #require(expected.arrayValue)
      let (count, labels) = (try #require(numbers[0].intValue), try #require(numbers[3].intValue))
      let targets = (0..<count).map { Target.label(labels == 0 ? 0 : ($0 * $0 + $0 / 3) % 7 % labels) }
      let method: SplitMethod = labels == 0 ? .sklearn : .sklearnStratified
      let (kept, heldOut) = try method.split(
        targets, share: try #require(numbers[2].doubleValue), seed: UInt64(try #require(numbers[1].intValue)))
      #expect(kept.prefix(3).map { JSONValue.integer(Int64($0)) } == numbers[4].arrayValue, "\(expected)")
      #expect(heldOut.prefix(3).map { JSONValue.integer(Int64($0)) } == numbers[5].arrayValue, "\(expected)")
      #expect([kept, heldOut].map(checksum) == numbers[6...].map(\.intValue), "\(expected)")
    }
  }

  private func checksum(_ indices: [Int]) -> Int? {
    indices.enumerated().reduce(0) { ($0 + ($1.offset + 1) * ($1.element + 1)) % (1 << 31) }
  }

  @Test(arguments: [(100, 0.1), (10, 0.5), (1000, 0.25), (7, 0.2)])
  func holdsOutTheShareOfEachLabel(_ row: (count: Int, share: Double)) throws {
    let targets = (0..<row.count).map { Target.label($0 % 5 == 0 ? 1 : 0) }
    let (kept, heldOut) = try SplitMethod.stratified.split(targets, share: row.share, seed: 1)
    #expect((kept + heldOut).sorted() == Array(0..<row.count))
    #expect(kept == kept.sorted() && heldOut == heldOut.sorted())
    for label in [0, 1] {
      let count = targets.filter { $0 == .label(label) }.count
      let heldOutCount = heldOut.filter { targets[$0] == .label(label) }.count
      #expect(abs(Double(heldOutCount) - row.share * Double(count)) <= 1 && heldOutCount > 0 && heldOutCount < count)
    }
  }

  @Test func splitsDependOnTheSeedOnly() throws {
    let targets = (0..<200).map { Target.labels($0 % 3 == 0 ? [] : [0, $0 % 2]) }
    let splits = try [3, 3, 4].map { try SplitMethod.stratified.split(targets, share: 0.2, seed: $0).heldOut }
    #expect(splits[0] == splits[1] && splits[0] != splits[2])
  }

  @Test func aLabelWithOneTextStaysInTraining() throws {
    let targets = [Target.label(0), .label(0), .label(1), .label(0), .label(0)]
    #expect(try SplitMethod.stratified.split(targets, share: 0.5, seed: 0).kept.contains(2))
    #expect { try SplitMethod.sklearnStratified.split(targets, share: 0.5, seed: 0) } throws: {
      "\($0)".contains("two texts of each label")
    }
  }

  @Test func reportsImpossibleSplits() {
    #expect { try SplitMethod.stratified.split([.label(0)], share: 0.2, seed: 0) } throws: {
      "\($0)".contains("1 texts cannot be split")
    }
    #expect { try SplitMethod.sklearn.split([.label(0), .label(1)], share: 0.2, seed: 1 << 32) } throws: {
      "\($0)".contains("seeds up to 4294967295")
    }
  }
}
