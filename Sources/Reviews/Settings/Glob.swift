public import Files

/// A pattern of paths: `*` stands for any part of a file's or folder's name, `?` for one character of it, `[a-z]` and
/// `[!a-z]` for one that is or is not among these, `{a,b}` for either, and `**` for any number of folders.
///
/// ```swift
/// Glob("**/reviews/*.{csv,tsv}", in: "/home/me/project").matches("/home/me/project/2024/reviews/may.csv")  // true
/// ```
///
/// A pattern without a slash matches the last component of a path, any other the whole path from the folder of the source
/// that it was written in (so `./*.csv` is not `*.csv`); where that has none, it may begin in any folder. Absolute patterns, and those that begin with
/// `~/`, are taken as they are. A slash at the end means what is in a folder. `\` takes the next character as it is. Names
/// that begin with a dot are no exception.
///
/// Matching takes time in proportion to the product of both lengths, whatever the pattern.
public struct Glob: Sendable, Hashable {
  /// As it was written.
  public let pattern: String
  /// Where a path must begin.
  private let root: String
  private let steps: [Step]

  /// What has to come next in a path.
  enum Step: Sendable, Hashable {
    /// This scalar.
    case scalar(Unicode.Scalar)
    /// A scalar of a name that is among these, or that is not.
    case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    /// Any scalar, a slash included.
    case anything
    /// Nothing: each of these steps may go on from here.
    case fork([Int])
  }

  /// A pattern, and the folder that it is relative to, if any.
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
      root = ""
    } else if isPath {
      while text.hasPrefix("../"), let parent = folder {
        text.removeFirst(3)
        folder = parent.removingLastComponent()
      }
      root = folder.map { $0 == "/" ? "/" : $0.string + "/" } ?? ""
      if folder == nil { text = "**/" + text }
    } else {
      root = ""
      text = "**/" + text
    }
    steps = GlobParser(text + ending).steps
  }

  /// Whether it matches a path without `.` and `..`, as `FilePath.lexicallyNormalized` makes it.
  ///
  /// - Parameter orFolderAbove: whether it may as well match a folder that the path lies in.
  public func matches(_ path: FilePath, orFolderAbove: Bool = false) -> Bool {
    let path = path.string
    guard path.utf8.starts(with: root.utf8) else { return false }
    var states = States(steps)
    states.add(0)
    for scalar in Substring(path.utf8.dropFirst(root.utf8.count)).unicodeScalars {
      if orFolderAbove, scalar == "/", states.isAtEnd { return true }
      if states.current.isEmpty { return false }
      states.advance(over: scalar)
    }
    return states.isAtEnd
  }
}

/// All steps that may come next, so that no choice is ever taken back.
private struct States {
  let steps: [Glob.Step]
  private(set) var current: [Int] = []
  private(set) var isAtEnd = false
  private var isAdded: [Bool]

  init(_ steps: [Glob.Step]) {
    self.steps = steps
    isAdded = [Bool](repeating: false, count: steps.count)
  }

  /// Adds a step, or, where it takes nothing, those that come after it.
  mutating func add(_ step: Int) {
    var pending = [step]
    while let step = pending.popLast() {
      guard steps.indices.contains(step) else {
        isAtEnd = true
        continue
      }
      guard !isAdded[step] else { continue }
      isAdded[step] = true
      if case .fork(let targets) = steps[step] { pending += targets } else { current.append(step) }
    }
  }

  mutating func advance(over scalar: Unicode.Scalar) {
    let before = current
    current = []
    isAtEnd = false
    for index in isAdded.indices { isAdded[index] = false }
    for step in before where steps[step].takes(scalar) { add(step + 1) }
  }
}

extension Glob.Step {
  fileprivate func takes(_ scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .scalar(let wanted): scalar == wanted
    case .set(let ranges, let isNegated): scalar != "/" && ranges.contains { $0 ~= scalar } != isNegated
    case .anything: true
    case .fork: false
    }
  }
}
