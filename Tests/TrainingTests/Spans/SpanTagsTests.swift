import JSON
import Testing

@testable import Training

struct SpanTagsTests {
  @Test func spansOfTagsMatchSeqeval() throws {
    let sequences = try #require(SpanFixture.value["sequences"]?.arrayValue)
    #expect(sequences.count > 150)
    for sequence in sequences {
      let spans = SpanRows.spans(ofTags: SpanFixture.tags(sequence["tags"])).map { range, label in
        [.string(label), .integer(Int64(range.lowerBound)), .integer(Int64(range.upperBound - 1))] as JSONValue
      }
      #expect(.array(spans) == sequence["spans"], "\(sequence["tags"] ?? .null)")
    }
  }

  @Test func anEmptyTagIsOutside() {
    #expect(SpanRows.spans(ofTags: ["", "B-a", ""]).map(\.range) == [1..<2])
  }

  @Test(arguments: [
    ("O", true), ("B-a", true), ("I-a", true), ("E-a", true), ("S-a", true), ("B-a-b", true), ("S-价格", true),
    ("", false), ("B", false), ("B-", false), ("o", false), ("b-a", false), ("NN", false), ("X-a", false),
    ("O-a", false), ("Ba", false), ("-B-a", false),
  ])
  func tagsHaveAPrefixAndALabel(_ text: String, _ isTag: Bool) {
    #expect(SpanRows.isTag(text) == isTag)
  }
}
