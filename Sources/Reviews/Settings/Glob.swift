public import Files

/// A pattern of paths: `*` matches any part of a file or folder name, `?` one character, `[a-z]` and `[!a-z]` one character in
/// or not in a set, `[[:digit:]]` one of a named set, `{a,b}` either alternative, and `**` any number of folders.
///
/// ```swift
/// Glob("**/reviews/*.{csv,tsv}", in: "/home/me/project").matches("/home/me/project/2024/reviews/may.csv")  // true
/// ```
///
/// A pattern without a slash matches the last component of a path. A pattern with a slash matches the whole path relative to its
/// folder (so `./*.csv` differs from `*.csv`); without a folder, the match may begin anywhere. Absolute patterns and patterns
/// with `~/` ignore the folder. A trailing slash matches everything in a folder. `\` escapes the next character. Wildcards also
/// match a leading dot.
///
/// Matching takes time proportional to the product of both lengths, for any pattern. Most paths lack a name that the pattern
/// requires, which is found out in the time of a search for it.
public struct Glob: Sendable, Hashable {
  /// The pattern as it was written.
  public let pattern: String
  /// The prefix of all matching paths.
  private let root: [UInt8]
  /// Bytes that all matching paths contain behind it.
  private let part: [UInt8]
  private let steps: [Step]

  /// A state of the nondeterministic automaton that matches paths.
  enum Step: Sendable, Hashable {
    /// Matches this scalar.
    case scalar(Unicode.Scalar)
    /// Matches a scalar in the set, or not in it, but never a slash.
    case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    /// Matches any scalar, including a slash.
    case anything
    /// Matches nothing and continues at each of these steps.
    case fork([Int])
  }

  /// Parses a pattern, which is relative to a folder, if there is one.
  public init(_ pattern: String, in folder: FilePath? = nil) {
    self.pattern = pattern
    var text = pattern.expandingHome()
    var ending = ""
    if text.hasSuffix("/") && text.contains(where: { $0 != "/" }) {
      text.removeLast()
      ending = "/**"
    }
    let isPath = text.contains("/")
    while text.hasPrefix("./") { text.removeFirst(2) }
    var folder = folder?.lexicallyNormalized()
    if text.hasPrefix("/") {
      folder = nil
      root = []
    } else if isPath {
      while text.hasPrefix("../"), let parent = folder {
        text.removeFirst(3)
        folder = parent.removingLastComponent()
      }
      root = Array((folder.map { $0 == "/" ? "/" : $0.text + "/" } ?? "").utf8)
      if folder == nil { text = "**/" + text }
    } else {
      root = []
      text = "**/" + text
    }
    let parser = GlobParser(text + ending)
    (steps, part) = (parser.steps, Array(String(String.UnicodeScalarView(parser.longestName)).utf8))
  }

  /// Whether the pattern matches a lexically normalized path.
  ///
  /// - Parameter orFolderAbove: whether it may also match a folder above the path.
  public func matches(_ path: FilePath, orFolderAbove: Bool = false) -> Bool {
    matches(Array(path.text.utf8), orFolderAbove: orFolderAbove)
  }

  /// - Parameter path: the bytes of a path's text, for a search with many patterns.
  func matches(_ path: [UInt8], orFolderAbove: Bool = false) -> Bool {
    guard path.starts(with: root), path.contains(part, from: root.count) else { return false }
    var states = States(steps)
    states.add(0)
    for scalar in String(decoding: path[root.count...], as: UTF8.self).unicodeScalars {
      if orFolderAbove, scalar == "/", states.isAtEnd { return true }
      if states.current.isEmpty { return false }
      states.advance(over: scalar)
    }
    return states.isAtEnd
  }
}

/// The set of active steps. Tracking all of them avoids backtracking.
private struct States {
  let steps: [Glob.Step]
  private(set) var current: [Int] = []
  private(set) var isAtEnd = false
  /// The round in which each step was last activated.
  private var rounds: [Int]
  private var round = 1

  init(_ steps: [Glob.Step]) {
    self.steps = steps
    rounds = [Int](repeating: 0, count: steps.count)
  }

  /// Activates a step, or the targets of a fork.
  mutating func add(_ step: Int) {
    var pending = [step]
    while let step = pending.popLast() {
      guard steps.indices.contains(step) else {
        isAtEnd = true
        continue
      }
      guard rounds[step] != round else { continue }
      rounds[step] = round
      if case .fork(let targets) = steps[step] { pending += targets } else { current.append(step) }
    }
  }

  mutating func advance(over scalar: Unicode.Scalar) {
    let before = current
    current = []
    isAtEnd = false
    round += 1
    for step in before where steps[step].matches(scalar) { add(step + 1) }
  }
}

extension [UInt8] {
  /// Whether bytes occur from a place on.
  fileprivate func contains(_ wanted: [UInt8], from start: Int) -> Bool {
    guard let first = wanted.first else { return true }
    var index = start
    while index + wanted.count <= count {
      if self[index] == first, self[index..<index + wanted.count].elementsEqual(wanted) { return true }
      index += 1
    }
    return false
  }
}

extension Glob.Step {
  fileprivate func matches(_ scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .scalar(let wanted): scalar == wanted
    case .set(let ranges, let isNegated): scalar != "/" && ranges.contains { $0 ~= scalar } != isNegated
    case .anything: true
    case .fork: false
    }
  }
}
