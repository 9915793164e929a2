public import Files
import JSON
import Reviews
public import SentimentAnalysis

/// Texts with rationales, the spans that people marked as the reason for the label:
/// `{"text", "label", "rationales": [[start, end], …]}` a line. Offsets count Unicode scalars, ends are exclusive.
public struct RationaleData: Sendable {
  /// A labelled text with its rationales.
  public struct Example: Sendable, Hashable {
    /// The text and its label.
    public var example: LabelledData.Example
    /// UTF-8 ranges, sorted, overlaps merged; empty if nobody marked anything.
    public var rationales: [Range<Int>]
  }

  /// The examples in the order of the file.
  public private(set) var examples: [Example] = []
  /// Skipped rows and rationales, each a sentence with file and line.
  public private(set) var problems: [String]
  /// Sentences about how the labels were read.
  public private(set) var notes: [String]

  /// Reads a file of JSON lines. Other files, and rows without the key, have no rationales.
  ///
  /// - Parameters:
  ///   - model: its labels are the labels of the data.
  ///   - encoding: the encoding of a file without a byte-order mark; nil means UTF-8.
  /// - Throws: `TrainingError` if the file cannot be read or has no usable row.
  public init(path: String, model: SentimentModel, encoding: TextEncoding? = nil) throws(TrainingError) {
    let data = try LabelledData(
      path: path, columns: .init(encoding: encoding), labels: model.labels, problem: model.problem)
    (problems, notes) = (data.problems, data.notes)
    let isObjects = [.jsonl, .json].contains(DocumentFormat(pathEnding: path))
    let bytes: [UInt8]
    do {
      bytes =
        isObjects
        ? try DecodedText(InputFile.bytes(ofStream: FilePath(text: path)), name: path, encoding: encoding).bytes : []
    } catch {
      throw TrainingError("\(error)")
    }
    let lines = Array(Lines(bytes))
    var bad = RowProblems(path: path)
    examples = data.examples.map { example in
      guard lines.indices.contains(example.line - 1),
        let marked = Self.marked(bytes[lines[example.line - 1]]), !marked.isNull
      else { return Example(example: example, rationales: []) }
      let ranges = Self.ranges(marked, Self.offsets(in: example.text))
      if ranges == nil {
        bad.add(
          .format,
          "\"rationales\" should be a list of [start, end] within the text, which has "
            + "\(example.text.unicodeScalars.count) characters; the rationales are skipped", at: example.place)
      }
      return Example(example: example, rationales: ranges ?? [])
    }
    problems += bad.all
  }

  /// The rationales of a line. `LabelledData` has already reported lines that are not JSON.
  private static func marked(_ line: ArraySlice<UInt8>) -> JSONValue? {
    do { return try JSONValue(parsing: line)["rationales"] } catch { return nil }
  }

  /// The UTF-8 offsets of each Unicode scalar of a text, and of its end.
  static func offsets(in text: String) -> [Int] {
    text.unicodeScalars.reduce(into: [0]) { offsets, scalar in offsets.append((offsets.last ?? 0) + UTF8.width(scalar))
    }
  }

  /// The spans, as UTF-8 offsets; nil if they are not spans of the text.
  ///
  /// - Parameters:
  ///   - value: a list of `[start, end]` in Unicode scalars.
  ///   - offsets: those of the text.
  static func ranges(_ value: JSONValue, _ offsets: [Int]) -> [Range<Int>]? {
    guard let spans = value.arrayValue else { return nil }
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
