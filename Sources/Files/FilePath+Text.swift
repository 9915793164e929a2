import Foundation
public import SystemPackage

extension FilePath {
  /// A path that is written relative to a folder, without `.` and `..`; one that is absolute, or begins with `~/`, lies where
  /// it says. Links are not followed.
  public init(_ text: String, in folder: FilePath) {
    self = folder.pushing(FilePath(text.expandingHome())).lexicallyNormalized()
  }

  /// The absolute path of one that a user wrote in a shell, which has replaced `~` where it means the home folder.
  public init(fromCommandLine text: String) { self = Self.current.pushing(FilePath(text)).lexicallyNormalized() }

  /// The folder that the process is in.
  public static var current: FilePath { FilePath(FileManager.default.currentDirectoryPath) }

  /// The folder that an absolute path lies in, and all above it, nearest first, `/` last.
  public var foldersAbove: [FilePath] {
    guard isAbsolute else { return [] }
    return Array(sequence(first: lexicallyNormalized()) { $0.lastComponent == nil ? nil : $0.removingLastComponent() })
      .dropFirst().map(\.self)
  }

  /// As one word of a shell's command.
  public var quotedForShell: String {
    let isPlain = string.utf8.allSatisfy { byte in
      ("0"..."9").contains(UnicodeScalar(byte)) || ("a"..."z").contains(UnicodeScalar(byte))
        || ("A"..."Z").contains(UnicodeScalar(byte)) || "/._-+@,:=".utf8.contains(byte)
    }
    return isPlain && !isEmpty ? string : "'" + string.replacing("'", with: "'\\''") + "'"
  }
}

extension String {
  /// A path or a pattern with the home folder in place of a leading `~`.
  public func expandingHome() -> String {
    guard self == "~" || hasPrefix("~/") else { return self }
    return (ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()) + dropFirst()
  }
}
