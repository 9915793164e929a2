/// How a long text is read piece by piece: json-c's tree takes up to 400 times the text that it stands for, so json-c only ever
/// sees some kilobytes.
///
/// Containers longer than a piece are opened and closed by us. Their members or elements between are read in runs, each about
/// one piece long. A string longer than a piece is read in parts. The plan is a list of steps in the order of the text.
struct ReadingPlan {
  struct Step {
    enum Kind: UInt8 {
      /// An array or an object begins; `count` is how many elements or members it has.
      case openArray, openObject
      /// It ends.
      case close
      /// `count` complete elements with commas between them, or the value of the key before.
      case values
      /// `count` complete members with commas between them.
      case members
      /// A key of its own, in quotes; its value is the next step.
      case key
      /// A long string, in quotes.
      case string
    }
    var kind: Kind
    /// Whether json-c would misread a part of it.
    var needsRepair = false
    // 32 bits, because a text of nothing but nested arrays has many steps.
    var start: UInt32 = 0
    var end: UInt32 = 0
    var count: UInt32 = 0

    var range: Range<Int> { Int(start)..<Int(end) }
  }

  /// How much text json-c gets at once.
  static let usualPieceSize = 1 << 14

  let pieceSize: Int
  private(set) var steps: [Step] = []
  private var open: [Container] = []
  /// How many of the open containers are longer than a piece: they have their own steps, those inside have none yet.
  private var plannedCount = 0
  /// Whether the value scanned last has steps of its own.
  private var isPlanned = false
  /// Where the last place begins that json-c would misread; −1 before any.
  private var lastRepair = -1

  init(pieceSize: Int) { self.pieceSize = pieceSize }

  /// A container that is being scanned.
  private struct Container {
    let isObject: Bool
    /// Where its bracket stands.
    let start: Int
    /// Where the child begins that is being scanned, with its key if it has one.
    var child = 0
    /// Where its key ends and its value begins.
    var keyEnd = 0
    var value = 0
    /// The complete children since the last step.
    var run = 0..<0
    var runCount = 0
    /// All complete children.
    var count = 0
    /// Its first step, once it is longer than a piece.
    var step = 0
  }
}

// What the scan tells the plan, in the order of the text.
extension ReadingPlan {
  mutating func noteRepair(at position: Int) { lastRepair = position }

  mutating func open(isObject: Bool, at position: Int) { open.append(Container(isObject: isObject, start: position)) }

  /// An element, or the key of a member, begins.
  mutating func beginChild(at position: Int) { open[open.count - 1].child = position }

  mutating func endKey(at end: Int, valueAt value: Int) {
    open[open.count - 1].keyEnd = end
    open[open.count - 1].value = value
  }

  /// A string value was scanned.
  mutating func noteString(_ literal: Range<Int>) {
    guard literal.count > pieceSize else { return }
    if !open.isEmpty {
      plan(throughDepth: open.count)
      finishRun(andKeyAt: open.count - 1)
    }
    add(.string, literal)
    isPlanned = true
  }

  /// A value that is a child of the innermost open container, or the whole text, ends.
  mutating func endValue(at end: Int) {
    guard var container = open.popLast() else { return }
    defer { isPlanned = false }
    container.count += 1
    guard !isPlanned else { return open.append(container) }
    if container.isObject, container.keyEnd - container.child > pieceSize {
      // A long key is a string of its own, too.
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

  /// The innermost open container ends.
  ///
  /// - Returns: whether it has steps of its own.
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
  /// Gives the outermost containers, so many, steps of their own; what is complete of each around another comes before that.
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
