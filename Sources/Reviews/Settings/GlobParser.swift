/// Compiles a pattern into steps. Invalid notation matches itself.
struct GlobParser {
  private(set) var steps: [Glob.Step] = []
  private let pattern: [Unicode.Scalar]
  /// The index of the closing brace for each opening brace.
  private let closings: [Int: Int]

  /// Braces that are nested deeper match themselves.
  private static let maximumDepth = 8
  private static let notSlash = Glob.Step.set([], isNegated: true)

  init(_ pattern: String) {
    self.pattern = Array(pattern.unicodeScalars)
    closings = Self.closings(of: self.pattern)
    parse(0..<self.pattern.count)
  }

  private mutating func parse(_ range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound {
      let scalar = pattern[index]
      index += 1
      switch scalar {
      case "*":
        var end = index
        while end < range.upperBound, pattern[end] == "*" { end += 1 }
        let isName = index - 1 == 0 || pattern[index - 2] == "/"
        if end - index == 1, isName, end == range.upperBound {
          repeatAnyTimes(.anything)
        } else if end - index == 1, isName, pattern[end] == "/" {
          // Any folders and the slash after them, or nothing.
          let fork = steps.count
          steps.append(.fork([]))
          repeatAnyTimes(.anything)
          steps.append(.scalar("/"))
          steps[fork] = .fork([fork + 1, steps.count])
          end += 1
        } else {
          repeatAnyTimes(Self.notSlash)
        }
        index = end
      case "?": steps.append(Self.notSlash)
      case "[":
        if let (set, end) = set(from: index, in: range) {
          steps.append(set)
          index = end
        } else {
          steps.append(.scalar(scalar))
        }
      case "{":
        if let closing = closings[index - 1], closing < range.upperBound {
          alternatives(index..<closing)
          index = closing + 1
        } else {
          steps.append(.scalar(scalar))
        }
      case "\\" where index < range.upperBound:
        steps.append(.scalar(pattern[index]))
        index += 1
      default: steps.append(.scalar(scalar))
      }
    }
  }

  private mutating func repeatAnyTimes(_ step: Glob.Step) {
    let start = steps.count
    steps += [.fork([start + 1, start + 3]), step, .fork([start])]
  }

  /// Compiles the alternatives between braces.
  private mutating func alternatives(_ range: Range<Int>) {
    let fork = steps.count
    steps.append(.fork([]))
    var starts: [Int] = []
    var exits: [Int] = []
    var start = range.lowerBound
    for end in commas(in: range) + [range.upperBound] {
      starts.append(steps.count)
      parse(start..<end)
      exits.append(steps.count)
      steps.append(.fork([]))
      start = end + 1
    }
    steps[fork] = .fork(starts)
    for exit in exits { steps[exit] = .fork([steps.count]) }
  }

  private func commas(in range: Range<Int>) -> [Int] {
    var commas: [Int] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if pattern[index] == "," { commas.append(index) }
      index = pattern[index] == "\\" ? index + 2 : (closings[index] ?? index) + 1
    }
    return commas
  }

  /// The set that begins after an opening bracket, and the index after it; nil if there is no closing bracket.
  private func set(from start: Int, in range: Range<Int>) -> (Glob.Step, end: Int)? {
    var index = start
    let isNegated = index < range.upperBound && (pattern[index] == "!" || pattern[index] == "^")
    if isNegated { index += 1 }
    let first = index
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while index < range.upperBound {
      let lower = pattern[index]
      if lower == "]", index > first { return (.set(ranges, isNegated: isNegated), index + 1) }
      if index + 2 < range.upperBound, pattern[index + 1] == "-", pattern[index + 2] != "]", lower <= pattern[index + 2]
      {
        ranges.append(lower...pattern[index + 2])
        index += 3
      } else {
        ranges.append(lower...lower)
        index += 1
      }
    }
    return nil
  }

  private static func closings(of pattern: [Unicode.Scalar]) -> [Int: Int] {
    var closings: [Int: Int] = [:]
    var open: [Int] = []
    var index = 0
    while index < pattern.count {
      switch pattern[index] {
      case "\\": index += 1
      case "{": open.append(index)
      case "}":
        if let opening = open.popLast(), open.count < maximumDepth { closings[opening] = index }
      default: break
      }
      index += 1
    }
    return closings
  }
}
