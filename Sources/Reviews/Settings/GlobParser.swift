/// Compiles a pattern into steps. Invalid notation matches itself.
struct GlobParser {
  private(set) var steps: [Glob.Step] = []
  /// The longest run of scalars that every matching path contains.
  private(set) var longestName: [Unicode.Scalar] = []
  private var name: [Unicode.Scalar] = []
  /// The number of braces around the current place.
  private var depth = 0
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
    endName()
  }

  /// Adds a step that matches one scalar.
  private mutating func append(_ scalar: Unicode.Scalar) {
    steps.append(.scalar(scalar))
    if depth == 0 { name.append(scalar) }
  }

  private mutating func endName() {
    if name.count > longestName.count { longestName = name }
    name = []
  }

  private mutating func parse(_ range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound {
      let scalar = pattern[index]
      index += 1
      switch scalar {
      case "*":
        endName()
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
      case "?":
        endName()
        steps.append(Self.notSlash)
      case "[":
        if let (set, end) = set(from: index, in: range) {
          endName()
          steps.append(set)
          index = end
        } else {
          append(scalar)
        }
      case "{":
        if let closing = closings[index - 1], closing < range.upperBound {
          endName()
          depth += 1
          alternatives(index..<closing)
          depth -= 1
          index = closing + 1
        } else {
          append(scalar)
        }
      case "\\" where index < range.upperBound:
        append(pattern[index])
        index += 1
      default: append(scalar)
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
    /// The scalar at an index, or the one that a backslash there escapes, and the index after it.
    func scalar(at index: Int) -> (Unicode.Scalar, end: Int) {
      let isEscape = pattern[index] == "\\" && index + 1 < range.upperBound
      return (pattern[isEscape ? index + 1 : index], isEscape ? index + 2 : index + 1)
    }
    while index < range.upperBound {
      if pattern[index] == "]", index > first { return (.set(ranges, isNegated: isNegated), index + 1) }
      if let (named, end) = namedSet(from: index, in: range) {
        ranges += named
        index = end
        continue
      }
      let (lower, end) = scalar(at: index)
      index = end
      ranges.append(lower...lower)
      guard end + 1 < range.upperBound, pattern[end] == "-", pattern[end + 1] != "]" else { continue }
      let (upper, next) = scalar(at: end + 1)
      guard lower <= upper else { continue }
      ranges[ranges.count - 1] = lower...upper
      index = next
    }
    return nil
  }

  /// The set that a name such as `[:digit:]` inside brackets stands for, and the index after it; nil if there is none.
  private func namedSet(from start: Int, in range: Range<Int>) -> ([ClosedRange<Unicode.Scalar>], end: Int)? {
    guard start + 1 < range.upperBound, pattern[start] == "[", pattern[start + 1] == ":" else { return nil }
    // The longest name has six letters.
    let name = pattern[(start + 2)..<min(start + 9, range.upperBound)].prefix { $0 != ":" }
    let end = name.endIndex + 2
    guard end <= range.upperBound, pattern[name.endIndex] == ":", pattern[name.endIndex + 1] == "]",
      let set = Self.namedSets[String(String.UnicodeScalarView(name))]
    else { return nil }
    return (set, end)
  }

  /// The classes of POSIX (IEEE 1003.1, 9.3.5) in ASCII.
  private static let namedSets: [String: [ClosedRange<Unicode.Scalar>]] = [
    "alnum": ["0"..."9", "A"..."Z", "a"..."z"], "alpha": ["A"..."Z", "a"..."z"], "blank": [" "..." ", "\t"..."\t"],
    "cntrl": ["\0"..."\u{1F}", "\u{7F}"..."\u{7F}"], "digit": ["0"..."9"], "graph": ["!"..."~"], "lower": ["a"..."z"],
    "print": [" "..."~"], "punct": ["!"..."/", ":"..."@", "["..."`", "{"..."~"], "space": ["\t"..."\r", " "..." "],
    "upper": ["A"..."Z"], "xdigit": ["0"..."9", "A"..."F", "a"..."f"],
  ]

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
