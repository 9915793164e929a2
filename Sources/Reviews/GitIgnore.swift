import Files

/// The patterns of one `.gitignore`, by git's rules (gitignore(5)): the last pattern that matches decides.
struct GitIgnore: Sendable {
  private let folder: FilePath
  private let rules: [Rule]
  /// The last rule for the bytes of each name, and of each path behind a slash, without wildcards: of folders, and of files.
  private var lastOfFolder: [[UInt8]: Int] = [:]
  private var lastOfFile: [[UInt8]: Int] = [:]
  /// The other rules.
  private var wildcards: [Int] = []
  /// The characters of the patterns that take time by their length.
  private(set) var globLength = 0

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
    for (index, rule) in rules.enumerated() {
      var key: String?
      switch rule.form {
      case .name(let name): key = name
      case .path(let path): key = "/" + path
      case .nameEnd: wildcards.append(index)
      case .nameGlob(let glob), .pathGlob(let glob):
        wildcards.append(index)
        globLength += glob.pattern.unicodeScalars.count
      }
      guard let key = key.map({ Array($0.utf8) }) else { continue }
      lastOfFolder[key] = index
      if !rule.needsFolder { lastOfFile[key] = index }
    }
  }

  /// Whether a path in the folder is ignored; nil if no pattern matches. A folder above the path must not be ignored: then all in
  /// it is.
  func ignores(_ path: FilePath, isFolder: Bool) -> Bool? {
    guard let name = path.lastComponent?.text.utf8 else { return nil }
    let literals = isFolder ? lastOfFolder : lastOfFile
    let (nameBytes, pathBytes) = (Array(name), Array(path.text.utf8))
    let last = max(literals[nameBytes] ?? -1, literals[Array("/\(path.relative(to: folder))".utf8)] ?? -1)
    let decisive = wildcards.last { index in
      guard index > last, isFolder || !rules[index].needsFolder else { return false }
      return switch rules[index].form {
      case .nameEnd(let end): name.reversed().starts(with: end.utf8.reversed())
      case .nameGlob(let glob): glob.matches(nameBytes)
      case .pathGlob(let glob): glob.matches(pathBytes)
      case .name, .path: false
      }
    }
    let index = decisive ?? last
    return rules.indices.contains(index) ? !rules[index].isNegated : nil
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
