import Foundation
import JSON
import Reviews
import TestSupport

@testable import Training

extension SpanRows {
  /// Reads a file of that content.
  static func read(
    _ content: some Sequence<UInt8>, _ name: String, _ columns: LabelledData.Columns = .init()
  ) throws -> SpanRows {
    let folder = try TemporaryFolder()
    return try withExtendedLifetime(folder) { try SpanRows(path: folder.write(content, to: name), columns) }
  }

  static func read(_ content: String, _ name: String, _ columns: LabelledData.Columns = .init()) throws -> SpanRows {
    try read(content.utf8, name, columns)
  }

  /// The spans of each row with their labels, excluded spans with a question mark: `food=positive, staff=?`.
  var shown: [String] {
    rows.map { row in
      let spans = row.spans.map { ($0.range, "\(row.text[utf8: $0.range])=\($0.label)") }
      let excluded = row.excluded.map { ($0, "\(row.text[utf8: $0])=?") }
      return (spans + excluded).sorted { $0.0.lowerBound < $1.0.lowerBound }.map(\.1).joined(separator: ", ")
    }
  }
}

/// The expected spans and metrics of seqeval: Tests/Reference/make_span_fixtures.py.
enum SpanFixture {
  static let value: JSONValue =
    (try? JSONValue(parsing: Data(contentsOf: fixtures.appending(path: "spans.json")))) ?? .null

  /// The tags of a text, which a space separates.
  static func tags(_ value: JSONValue?) -> [String] { value?.stringValue?.split(separator: " ").map(String.init) ?? [] }
}
