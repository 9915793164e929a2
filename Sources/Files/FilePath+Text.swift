import Foundation
public import SystemPackage

extension FilePath {
  /// The path of a text that `text` returned, or that is plain UTF-8.
  public init(text: String) { self.init(bytes: text.keptBytes) }

  /// The path of bytes up to the first zero.
  init(bytes: [UInt8]) { self.init(platformString: bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]) }

  /// The path as text that keeps its bytes. Two paths have equal bytes if their texts do.
  public var text: String { String(keeping: bytes) }

  /// Resolves a path relative to a folder, without `.` and `..`. Absolute paths and `~/` ignore the folder. Links are not
  /// followed.
  public init(_ text: String, in folder: FilePath) {
    self = folder.pushing(FilePath(text: text.expandingHome())).lexicallyNormalized()
  }

  /// The absolute path for a command-line argument, in which the shell has already expanded `~`.
  public init(fromCommandLine text: String) { self = Self.current.pushing(FilePath(text: text)).lexicallyNormalized() }

  /// The working folder of the process.
  public static var current: FilePath {
    FilePath(".").resolvingLinks() ?? FilePath(text: FileManager.default.currentDirectoryPath)
  }

  /// All parent folders of an absolute path, nearest first, `/` last.
  public var foldersAbove: [FilePath] {
    guard isAbsolute else { return [] }
    return Array(sequence(first: lexicallyNormalized()) { $0.lastComponent == nil ? nil : $0.removingLastComponent() })
      .dropFirst().map(\.self)
  }
}

extension FilePath.Component {
  /// The name as text that keeps its bytes.
  public var text: String { FilePath(root: nil, components: self).text }
}

extension FilePath {
  /// The path of a `file:` URI; nil for another URI. An escaped byte that is not UTF-8 is kept.
  public init?(ofURI uri: String) {
    let scheme = "file:"
    guard uri.prefix(scheme.count).lowercased() == scheme else { return nil }
    var rest = uri.utf8.dropFirst(scheme.count).prefix { !"?#".utf8.contains($0) }
    // The host, which is empty, is not looked at.
    if rest.starts(with: "//".utf8) { rest = rest.dropFirst(2).drop { $0 != UInt8(ascii: "/") } }
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
      if byte == UInt8(ascii: "%"), digits.count == 2 {
        bytes.append(UInt8(16 * digits[0] + digits[1]))
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    // A path ends at a zero, so that the URI would name another file.
    guard bytes.first == UInt8(ascii: "/"), !bytes.contains(0) else { return nil }
    self.init(bytes: bytes)
  }

  /// A `file:` URI, or the reference of a relative path. All bytes are kept.
  public var uri: String {
    let path = bytes.map { byte in
      // A colon in the first component would be read as the end of a scheme.
      let isPlain = byte < 0x80 && (Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber)
      return isPlain || "/-._~!$&'()*+,=@".utf8.contains(byte)
        ? String(UnicodeScalar(byte)) : "%" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
    return isAbsolute ? "file://" + path : path
  }
}

extension String {
  /// Replaces a leading `~` in a path or pattern by the home folder.
  public func expandingHome() -> String {
    guard self == "~" || hasPrefix("~/") else { return self }
    return (CommandLine.textEnvironment["HOME"] ?? NSHomeDirectory()) + dropFirst()
  }
}
