import JSON
import LanguageServerProtocol
import Reviews
import SentimentAnalysis
import TestSupport
import Testing

@testable import SentimentServer

/// The same text as scalars, edited by plain loops: slow, and obviously right.
private struct Reference {
  var scalars: [Unicode.Scalar]

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  var string: String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// The scalars of every line, without its end.
  var lines: [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    var index = 0
    while index < scalars.count {
      let isEnd = scalars[index] == "\n" || scalars[index] == "\r"
      let isPair = scalars[index] == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
      if isEnd { lines.append(start..<index) }
      index += isPair ? 2 : 1
      if isEnd { start = index }
    }
    return lines + [start..<scalars.count]
  }

  func width(_ scalar: Unicode.Scalar, _ encoding: PositionEncoding) -> Int {
    switch encoding {
    case .utf8: String(scalar).utf8.count
    case .utf16: String(scalar).utf16.count
    case .utf32: 1
    }
  }

  func index(of position: Position, _ encoding: PositionEncoding) -> Int {
    if position.line < 0 { return 0 }
    let lines = self.lines
    guard position.line < lines.count else { return scalars.count }
    let line = lines[position.line]
    // The last place with no more than so many units.
    return line.last(where: { end in units(line.lowerBound..<end + 1, encoding) <= position.character }).map { $0 + 1 }
      ?? line.lowerBound
  }

  func units(_ range: Range<Int>, _ encoding: PositionEncoding) -> Int {
    scalars[range].reduce(0) { $0 + width($1, encoding) }
  }

  func utf8Offset(_ index: Int) -> Int { units(0..<index, .utf8) }
}

extension SeededGenerator {
  fileprivate mutating func text(atMost count: Int) -> String {
    let pieces = [
      "a", "b ", "é", "e\u{301}", "😀", "👩‍👩‍👧", "\n", "\r\n", "\r", "影", "\u{FEFF}", "\u{0}", "\u{2028}", "\u{10FFFF}",
    ]
    return (0..<Int.random(in: 0...count, using: &self)).map { _ in
      pieces[Int.random(in: 0..<pieces.count, using: &self)]
    }.joined()
  }

  fileprivate mutating func position() -> Position {
    let wild = [-1, .min, .max, 1 << 40]
    func number(_ limit: Int) -> Int {
      Int.random(in: 0..<20, using: &self) == 0
        ? wild[Int.random(in: 0..<wild.count, using: &self)] : Int.random(in: 0...limit, using: &self)
    }
    return Position(line: number(6), character: number(12))
  }
}

struct DocumentTextTests {
  @Test(arguments: PositionEncoding.allCases) func positionsAgreeWithAPlainLoop(encoding: PositionEncoding) {
    var chance = SeededGenerator(seed: 1)
    for _ in 0..<300 {
      let string = chance.text(atMost: 16)
      let text = DocumentText(string)
      let reference = Reference(string)
      for (number, line) in reference.lines.enumerated() {
        for index in line.lowerBound...line.upperBound {
          let position = Position(line: number, character: reference.units(line.lowerBound..<index, encoding))
          #expect(text.offset(of: position, in: encoding) == reference.utf8Offset(index))
          #expect(text.position(of: reference.utf8Offset(index), in: encoding) == position)
        }
      }
      for _ in 0..<20 {
        let position = chance.position()
        let expected = reference.utf8Offset(reference.index(of: position, encoding))
        #expect(text.offset(of: position, in: encoding) == expected, "\(position) in \(string.debugDescription)")
      }
    }
  }

  @Test(arguments: PositionEncoding.allCases) func editsAgreeWithAPlainLoop(
    encoding: PositionEncoding
  ) {
    var chance = SeededGenerator(seed: 2)
    for _ in 0..<10_000 {
      let start = chance.text(atMost: 12)
      var reference = Reference(start)
      var document = Document(item(start), encoding: encoding, settings: Settings(), edition: 0)
      for _ in 0..<6 {
        let range = PositionRange(start: chance.position(), end: chance.position())
        let new = chance.text(atMost: 4)
        let ends = [range.start, range.end].map { reference.index(of: $0, encoding) }.sorted()
        reference.scalars.replaceSubrange(ends[0]..<ends[1], with: new.unicodeScalars)
        document.apply([TextDocumentContentChange(range: range, text: new)], version: 1)
        let isSame = document.text.bytes == Array(reference.string.utf8)
        #expect(isSame, "\(range) by \(new.debugDescription)")
        #expect(document.text.lineStarts == reference.lines.map { reference.utf8Offset($0.lowerBound) })
        guard isSame else { return }
      }
    }
  }

  @Test func positionsInsideAScalarSnapToItsStart() {
    let text = DocumentText("a😀é")
    #expect((0...5).map { text.offset(of: Position(line: 0, character: $0), in: .utf16) } == [0, 1, 1, 5, 7, 7])
    #expect(
      (0...8).map { text.offset(of: Position(line: 0, character: $0), in: .utf8) } == [0, 1, 1, 1, 1, 5, 5, 7, 7])
    #expect((0...4).map { text.offset(of: Position(line: 0, character: $0), in: .utf32) } == [0, 1, 5, 7, 7])
  }

  private func item(_ text: String) -> TextDocumentItem {
    do {
      return try DidOpenTextDocumentNotification(params: [
        "textDocument": ["uri": "a", "languageId": "text", "version": 1, "text": .string(text)]
      ]).textDocument
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
