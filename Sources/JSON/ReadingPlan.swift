/// A plan for parsing a long text in pieces of some kilobytes, because json-c's tree takes up to 400 times the text's
/// memory.
///
/// `JSONCReader` itself opens and closes containers longer than a piece. Runs of their members or elements, each about one
/// piece long, go to json-c. A string longer than a piece is parsed in parts. The steps are in text order.
struct ReadingPlan {
  struct Step {
    enum Kind: UInt8 {
      /// The start of an array or object with `count` children.
      case openArray, openObject
      /// The end of an array or object.
      case close
      /// `count` complete elements with commas between them, or the value of the preceding key.
      case values
      /// `count` complete members with commas between them.
      case members
      /// A key in quotes, whose value is the next step.
      case key
      /// A long string, in quotes.
      case string
    }
    var kind: Kind
    /// Whether json-c would misread a part of the text.
    var needsRepair = false
    // 32 bits, because a text of nothing but nested arrays has many steps.
    var start: UInt32 = 0
    var end: UInt32 = 0
    var count: UInt32 = 0

    var range: Range<Int> { Int(start)..<Int(end) }
  }

  /// The bytes of text that json-c parses at once.
  static let defaultPieceSize = 1 << 14

  let pieceSize: Int
  private(set) var steps: [Step] = []
  private var open: [Container] = []
  /// The number of open containers with their own steps: the outer ones, which are longer than a piece.
  private var plannedCount = 0
  /// Whether the last value has its own steps.
  private var isPlanned = false
  /// The start of the last place that json-c would misread; −1 before any.
  private var lastRepair = -1

  init(pieceSize: Int) { self.pieceSize = pieceSize }

  /// A container that is being scanned.
  private struct Container {
    let isObject: Bool
    /// The offset of its bracket.
    let start: Int
    /// The start of the current child, including a key.
    var child = 0
    /// The end of the current child's key, and the start of its value.
    var keyEnd = 0
    var value = 0
    /// The complete children since the last step.
    var run = 0..<0
    var runCount = 0
    /// The number of all complete children.
    var count = 0
    /// The index of its first step, once it is longer than a piece.
    var step = 0
  }
}

// Calls from the scan, in text order.
extension ReadingPlan {
  mutating func noteRepair(at position: Int) { lastRepair = position }

  mutating func open(isObject: Bool, at position: Int) { open.append(Container(isObject: isObject, start: position)) }

  /// Marks the start of an element or of a member's key.
  mutating func beginChild(at position: Int) { open[open.count - 1].child = position }

  mutating func endKey(at end: Int, valueAt value: Int) {
    open[open.count - 1].keyEnd = end
    open[open.count - 1].value = value
  }

  /// Records a string value.
  mutating func noteString(_ literal: Range<Int>) {
    guard literal.count > pieceSize else { return }
    if !open.isEmpty {
      plan(throughDepth: open.count)
      finishRun(andKeyAt: open.count - 1)
    }
    add(.string, literal)
    isPlanned = true
  }

  /// Marks the end of a child of the innermost open container, or of the whole value.
  mutating func endValue(at end: Int) {
    guard var container = open.popLast() else { return }
    defer { isPlanned = false }
    container.count += 1
    guard !isPlanned else { return open.append(container) }
    if container.isObject, container.keyEnd - container.child > pieceSize {
      // A long key gets its own step.
      open.append(container)
      plan(throughDepth: open.count)
      finishRun(andKeyAt: open.count - 1)
      return add(.values, container.value..<end, count: 1)
    }
    container.run = (container.runCount == 0 ? container.child : container.run.lowerBound)..<end
    container.runCount += 1
    open.append(container)
    guard end - container.start > pieceSize else { return }
    plan(throughDepth: open.count)
    if container.run.count >= pieceSize { finishRun(at: open.count - 1) }
  }

  /// Closes the innermost open container.
  ///
  /// - Returns: whether the container has its own steps.
  mutating func close() -> Bool {
    isPlanned = plannedCount == open.count
    if isPlanned {
      finishRun(at: open.count - 1)
      steps[open[open.count - 1].step].count = UInt32(open[open.count - 1].count)
      steps.append(Step(kind: .close))
      plannedCount -= 1
    }
    open.removeLast()
    return isPlanned
  }
}

extension ReadingPlan {
  /// Adds steps for the outermost `depth` containers; complete children of a container come before the container inside it.
  private mutating func plan(throughDepth depth: Int) {
    while plannedCount < depth {
      if plannedCount > 0 { finishRun(andKeyAt: plannedCount - 1) }
      open[plannedCount].step = steps.count
      steps.append(Step(kind: open[plannedCount].isObject ? .openObject : .openArray))
      plannedCount += 1
    }
  }

  private mutating func finishRun(andKeyAt depth: Int) {
    finishRun(at: depth)
    if open[depth].isObject { add(.key, open[depth].child..<open[depth].keyEnd, count: 1) }
  }

  private mutating func finishRun(at depth: Int) {
    guard open[depth].runCount > 0 else { return }
    add(open[depth].isObject ? .members : .values, open[depth].run, count: open[depth].runCount)
    open[depth].runCount = 0
  }

  private mutating func add(_ kind: Step.Kind, _ range: Range<Int>, count: Int = 0) {
    steps.append(
      Step(
        kind: kind, needsRepair: lastRepair >= range.lowerBound, start: UInt32(range.lowerBound),
        end: UInt32(range.upperBound), count: UInt32(count)))
  }
}
