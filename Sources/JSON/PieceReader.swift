/// Executes a reading plan: passes the pieces of a validated text to json-c one by one.
struct PieceReader: ~Copyable {
  private let text: [UInt8]
  private let pieceSize: Int
  private var reader: JSONCReader
  /// The current piece with brackets or quotes around it and a NUL at the end.
  private var piece: [UInt8] = []

  /// Parses a validated text, in one piece if it is short, otherwise by its plan.
  ///
  /// - Returns: nil if an object has a duplicate key.
  static func value(of scan: borrowing StrictScan, depth: Int) throws(JSONError) -> JSONValue? {
    var pieces = PieceReader(
      text: scan.bytes, pieceSize: scan.readingPlan.pieceSize,
      reader: try JSONCReader(depth: depth, keysContainNUL: scan.keysContainNUL))
    if !scan.isPlanning {
      try pieces.reader.addValue(of: scan.repairedText())
    } else if scan.readingPlan.steps.isEmpty {
      // A short value with much white space around it, or a long number.
      try pieces.reader.addValue(of: StrictScan.repaired(Array(scan.bytes[scan.start..<scan.end])))
    }
    for step in scan.readingPlan.steps { try pieces.execute(step) }
    guard pieces.reader.memberCount == scan.memberCount else { return Optional.none }
    return pieces.reader.value()
  }

  private mutating func execute(_ step: ReadingPlan.Step) throws(JSONError) {
    switch step.kind {
    case .openArray: reader.openContainer(isObject: false, count: Int(step.count))
    case .openObject: reader.openContainer(isObject: true, count: Int(step.count))
    case .close: reader.closeContainer()
    case .values: try reader.addChildren(of: wrapped("[", step.range, "]", isRepaired: step.needsRepair))
    case .members: try reader.addChildren(of: wrapped("{", step.range, "}", isRepaired: step.needsRepair))
    case .key: reader.setKey(try string(step))
    case .string: reader.add(.string(try string(step)))
    }
  }

  /// Parses a string in parts that start and end between scalars and escapes.
  private mutating func string(_ step: ReadingPlan.Step) throws(JSONError) -> String {
    var rest = step.range.lowerBound + 1..<step.range.upperBound - 1
    var string = ""
    if rest.count > pieceSize { string.reserveCapacity(rest.count) }
    repeat {
      let part = rest.lowerBound..<endOfPart(of: rest)
      string += try reader.string(of: wrapped("\"", part, "\"", isRepaired: step.needsRepair))
      rest = part.upperBound..<rest.upperBound
    } while !rest.isEmpty
    return string
  }

  /// The end of a part of about one piece that splits no scalar, escape or pair of escapes.
  private func endOfPart(of rest: Range<Int>) -> Int {
    guard rest.count > pieceSize else { return rest.upperBound }
    let goal = rest.lowerBound + pieceSize
    var position = rest.lowerBound
    while position < min(goal, rest.upperBound) {
      switch text[position] {
      case UInt8(ascii: "\\"): position += lengthOfEscape(at: position)
      case 0x00..<0x80: position += 1
      case ..<0xE0: position += 2
      case ..<0xF0: position += 3
      default: position += 4
      }
    }
    return position
  }

  private func lengthOfEscape(at backslash: Int) -> Int {
    guard text[backslash + 1] == UInt8(ascii: "u") else { return 2 }
    return isSurrogate(at: backslash, 0x8...0xB) && isSurrogate(at: backslash + 6, 0xC...0xF) ? 12 : 6
  }

  /// Whether there is an escape at a position whose unit starts with a D and one of the digits.
  private func isSurrogate(at position: Int, _ second: ClosedRange<UInt16>) -> Bool {
    text[position] == UInt8(ascii: "\\") && text[position + 1] == UInt8(ascii: "u")
      && text[position + 2] | 0x20 == UInt8(ascii: "d")
      && hexadecimalDigit(text[position + 3]).map(second.contains) ?? false
  }

  private mutating func wrapped(
    _ opening: Unicode.Scalar, _ range: Range<Int>, _ closing: Unicode.Scalar, isRepaired: Bool
  ) throws(JSONError) -> ArraySlice<UInt8> {
    piece.removeAll(keepingCapacity: piece.capacity <= 4 * ReadingPlan.defaultPieceSize)
    piece.append(UInt8(ascii: opening))
    piece.append(contentsOf: text[range])
    piece.append(UInt8(ascii: closing))
    if isRepaired {
      // The scan of the whole text only marks pieces for repair, because a list of repairs could be longer than the text.
      return try StrictScan.repaired(piece)
    }
    piece.append(0)
    return piece[...]
  }
}
