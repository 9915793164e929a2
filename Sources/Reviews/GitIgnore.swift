import Files

/// The patterns of one `.gitignore`, by git's rules (gitignore(5)): the last pattern that matches decides.
struct GitIgnore: Sendable {
  private let folder: FilePath
  private var rules: [Rule] = []

  private struct Rule: Sendable {
    var form: Form
    /// Whether a match is not ignored: `!pattern`.
    var isNegated = false
    /// Whether only folders match: `pattern/`.
    var needsFolder = false
  }

  /// Most patterns are names and extensions, which need no `Glob`.
  private enum Form: Sendable {
    /// A name in any folder: `node_modules`.
    case name(String)
    /// The end of a name in any folder: `*.log`.
    case nameEnd(String)
    case nameGlob(Glob)
    /// A path relative to the folder: `/build`.
    case path(String)
    case pathGlob(Glob)
  }

  /// Parses the file of a folder.
  init(_ content: [UInt8], in folder: FilePath) {
    self.folder = folder
    rules = Lines(content).compactMap { line in
      Self.rule(String(decoding: content[line], as: UTF8.self), in: folder)
    }
  }

  /// Whether a path in the folder is ignored; nil if no pattern matches. A folder above the path must not be ignored: then all in
  /// it is.
  func ignores(_ path: FilePath, isFolder: Bool) -> Bool? {
    guard let name = path.lastComponent else { return nil }
    lazy var relative = path.relative(to: folder)
    let last = rules.last { rule in
      guard isFolder || !rule.needsFolder else { return false }
      return switch rule.form {
      case .name(let wanted): name.text.utf8.elementsEqual(wanted.utf8)
      case .nameEnd(let end): name.text.utf8.reversed().starts(with: end.utf8.reversed())
      case .nameGlob(let glob): glob.matches(FilePath(root: nil, [name]))
      case .path(let wanted): relative == wanted
      case .pathGlob(let glob): glob.matches(path)
      }
    }
    return last.map { !$0.isNegated }
  }

  /// Nil for a comment, an empty line, and a pattern that matches nothing.
  private static func rule(_ line: String, in folder: FilePath) -> Rule? {
    guard !line.hasPrefix("#"), var pattern = withoutSpaceBehind(line) else { return nil }
    var rule = Rule(form: .name(""))
    if pattern.hasPrefix("!") {
      rule.isNegated = true
      pattern.removeFirst()
    }
    if pattern.hasSuffix("/") {
      rule.needsFolder = true
      pattern.removeLast()
    }
    let isPath = pattern.contains("/")
    if pattern.hasPrefix("/") { pattern.removeFirst() }
    // A path has none of these components.
    guard
      !pattern.split(separator: "/", omittingEmptySubsequences: false).contains(where: { ["", ".", ".."].contains($0) })
    else { return nil }
    func isLiteral(_ text: some StringProtocol) -> Bool { !text.contains { "*?[\\".contains($0) } }
    if isLiteral(pattern) {
      rule.form = isPath ? .path(pattern) : .name(pattern)
    } else if !isPath, pattern.hasPrefix("*"), isLiteral(pattern.dropFirst()) {
      rule.form = .nameEnd(String(pattern.dropFirst()))
    } else {
      let glob = withoutBraces(pattern)
      rule.form = isPath ? .pathGlob(Glob("./" + glob, in: folder)) : .nameGlob(Glob(glob))
    }
    return rule
  }

  /// A line without spaces at its end, unless a backslash keeps them; nil if a backslash ends the line.
  private static func withoutSpaceBehind(_ line: String) -> String? {
    var (kept, isEscaped) = (line.unicodeScalars.startIndex, false)
    for index in line.unicodeScalars.indices {
      let scalar = line.unicodeScalars[index]
      if isEscaped || scalar != " " { kept = line.unicodeScalars.index(after: index) }
      isEscaped = scalar == "\\" && !isEscaped
    }
    return isEscaped ? nil : String(line.unicodeScalars[..<kept])
  }

  /// A pattern in which braces match themselves: git knows no alternatives.
  private static func withoutBraces(_ pattern: String) -> String {
    var (result, isEscaped) = ("", false)
    for character in pattern {
      if "{}".contains(character), !isEscaped { result += "\\" }
      result.append(character)
      isEscaped = character == "\\" && !isEscaped
    }
    return result
  }
}
