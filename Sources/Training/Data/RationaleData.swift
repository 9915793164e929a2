import Files
import JSON
import Reviews
public import SentimentAnalysis

/// Texts in which people marked what decided the label: `{"text", "label", "rationales": [[start, end], …]}` a line, starts
/// and ends in Unicode scalars, ends exclusive.
public struct RationaleData: Sendable {
  /// A text and what was marked in it.
  public struct Example: Sendable, Hashable {
    /// The text and its label.
    public var example: LabelledData.Example
    /// UTF-8 ranges, sorted, those that overlap united; none where nobody marked anything.
    public var rationales: [Range<Int>]
  }

  /// In the file's order.
  public private(set) var examples: [Example] = []
  /// Rows or rationales that could not be used, each a sentence with file and line.
  public private(set) var problems: [String]

  /// Reads a file of JSON lines; of other files, and of rows without the key, nothing is marked.
  ///
  /// - Parameter labels: the model's.
  /// - Throws: `DataError` where the file cannot be read or has no usable row.
  public init(path: String, model: SentimentModel) throws(DataError) {
    let data = try LabelledData(path: path, labels: model.labels, problem: model.problem)
    problems = data.problems
    let isObjects = [.jsonl, .json].contains(DocumentFormat(pathEnding: path))
    let bytes: [UInt8]
    do {
      bytes = isObjects ? try DecodedText(InputFile.bytes(ofStream: FilePath(path)), name: path).bytes : []
    } catch {
      throw DataError("\(error)")
    }
    let lines = Array(Lines(bytes))
    var bad = RowProblems(path: path)
    examples = data.examples.map { example in
      guard lines.indices.contains(example.line - 1),
        let marked = Self.marked(bytes[lines[example.line - 1]]), !marked.isNull
      else { return Example(example: example, rationales: []) }
      let ranges = Self.ranges(marked, in: example.text)
      if ranges == nil {
        bad.add(
          .format,
          "\"rationales\" should be a list of [start, end] within the text, which has "
            + "\(example.text.unicodeScalars.count) characters; they are left out", at: example.place)
      }
      return Example(example: example, rationales: ranges ?? [])
    }
    problems += bad.all
  }

  /// What a line has for rationales. What is no JSON has been told by `LabelledData`.
  private static func marked(_ line: ArraySlice<UInt8>) -> JSONValue? {
    do { return try JSONValue(parsing: line)["rationales"] } catch { return nil }
  }

  /// Nil where they are no spans of the text.
  private static func ranges(_ value: JSONValue, in text: String) -> [Range<Int>]? {
    guard let spans = value.arrayValue else { return nil }
    var offsets = [0]  // in UTF-8, of each scalar and of the end
    for scalar in text.unicodeScalars { offsets.append((offsets.last ?? 0) + UTF8.width(scalar)) }
    var ranges: [Range<Int>] = []
    for span in spans {
      guard let ends = span.arrayValue, ends.count == 2, let start = ends[0].intValue, let end = ends[1].intValue,
        start >= 0, start < end, end < offsets.count
      else { return nil }
      ranges.append(offsets[start]..<offsets[end])
    }
    return Array(RangeSet(ranges).ranges)
  }
}
