public import Files
import JSON
import Reviews

/// Aspects with the opinions that people marked: `{"text", "aspects": [{"start", "end", "polarity", "opinions": [[start, end], …]}]}`
/// a line. Offsets count Unicode scalars, ends are exclusive.
public struct OpinionData: Sendable {
  /// An aspect of a text.
  struct Aspect: Sendable {
    /// UTF-8 offsets into the text.
    var range: Range<Int>
    var polarity: String
    /// The marked words, UTF-8 offsets.
    var opinions: [Range<Int>]
  }

  /// A text with the aspects that have opinions.
  struct Example: Sendable {
    var text: String
    var aspects: [Aspect]
  }

  /// The texts that have an aspect with opinions.
  private(set) var examples: [Example] = []
  /// Skipped lines, each a sentence with file and line.
  public private(set) var problems: [String]

  /// Reads a file of JSON lines.
  ///
  /// - Parameter encoding: the encoding of a file without a byte-order mark; nil means UTF-8.
  /// - Throws: `TrainingError` if the file cannot be read or has no aspect with opinions.
  public init(path: String, encoding: TextEncoding? = nil) throws(TrainingError) {
    let bytes: [UInt8]
    do {
      bytes = try DecodedText(InputFile.bytes(ofStream: FilePath(text: path)), name: path, encoding: encoding).bytes
    } catch {
      throw TrainingError("\(error)")
    }
    var bad = RowProblems(path: path)
    for (index, range) in Lines(bytes).enumerated() where !bytes[range].allSatisfy({ $0 <= 0x20 }) {
      do throws(RowProblem) {
        let example = try Self.example(bytes[range])
        if !example.aspects.isEmpty { examples.append(example) }
      } catch {
        bad.add(error.kind, error.sentence, at: "\(path):\(index + 1)")
      }
    }
    problems = bad.all
    guard !examples.isEmpty else {
      throw TrainingError(
        "\(path): no aspect has \"opinions\", a list of [start, end]" + (problems.first.map { "; \($0)" } ?? ""))
    }
  }

  /// Up to `limit` texts, spread evenly over the file.
  public mutating func limit(to limit: Int) { examples = examples.evenlySpaced(limit) }

  private static func example(_ line: ArraySlice<UInt8>) throws(RowProblem) -> Example {
    let object = try SpanRows.object(line)
    guard let text = object["text"]?.stringValue else {
      throw RowProblem(kind: .text, sentence: "no string under \"text\"")
    }
    let offsets = RationaleData.offsets(in: text)
    var aspects: [Aspect] = []
    for element in object["aspects"]?.arrayValue ?? [] {
      guard let start = element["start"], let end = element["end"], !start.isNull, let opinions = element["opinions"],
        opinions.arrayValue?.isEmpty != true
      else { continue }
      guard let range = RationaleData.ranges([[start, end]], offsets)?.first,
        let marked = RationaleData.ranges(opinions, offsets), let polarity = element["polarity"]?.stringValue
      else {
        throw RowProblem(
          kind: .span,
          sentence:
            "an aspect should have \"polarity\", and \"start\", \"end\" and \"opinions\" within the text, which has "
            + "\(text.unicodeScalars.count) characters")
      }
      aspects.append(Aspect(range: range, polarity: polarity, opinions: marked))
    }
    return Example(text: text, aspects: aspects)
  }
}
