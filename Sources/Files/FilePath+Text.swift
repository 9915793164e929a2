import Foundation
public import SystemPackage

extension FilePath {
  /// Resolves a path relative to a folder, without `.` and `..`. Absolute paths and `~/` ignore the folder. Links are not
  /// followed.
  public init(_ text: String, in folder: FilePath) {
    self = folder.pushing(FilePath(text.expandingHome())).lexicallyNormalized()
  }

  /// The absolute path for a command-line argument, in which the shell has already expanded `~`.
  public init(fromCommandLine text: String) { self = Self.current.pushing(FilePath(text)).lexicallyNormalized() }

  /// The working folder of the process.
  public static var current: FilePath { FilePath(FileManager.default.currentDirectoryPath) }

  /// All parent folders of an absolute path, nearest first, `/` last.
  public var foldersAbove: [FilePath] {
    guard isAbsolute else { return [] }
    return Array(sequence(first: lexicallyNormalized()) { $0.lastComponent == nil ? nil : $0.removingLastComponent() })
      .dropFirst().map(\.self)
  }

  /// The path quoted as one word of a shell command.
  public var quotedForShell: String {
    let isPlain = string.utf8.allSatisfy { byte in
      ("0"..."9").contains(UnicodeScalar(byte)) || ("a"..."z").contains(UnicodeScalar(byte))
        || ("A"..."Z").contains(UnicodeScalar(byte)) || "/._-+@,:=".utf8.contains(byte)
    }
    return isPlain && !isEmpty ? string : "'" + string.replacing("'", with: "'\\''") + "'"
  }
}

extension String {
  /// Replaces a leading `~` in a path or pattern by the home folder.
  public func expandingHome() -> String {
    guard self == "~" || hasPrefix("~/") else { return self }
    return (ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()) + dropFirst()
  }
}
