import Foundation

/// Paths as text: nothing here looks at the disk, so links are not followed.
public enum FilePath {
  /// Without `.`, `..`, double slashes and a slash at the end.
  public static func normalized(_ path: String) -> String {
    let isAbsolute = path.isAbsolutePath
    var parts: [Substring] = []
    for part in path.pathComponents where part != "." {
      if part != ".." {
        parts.append(part)
      } else if let last = parts.last, last != ".." {
        parts.removeLast()
      } else if !isAbsolute {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
  }

  /// A path that is written relative to a folder; one that is absolute, or begins with `~/`, lies where it says.
  public static func resolved(_ path: String, in folder: String) -> String {
    let path = withHome(path)
    return normalized(path.isAbsolutePath ? path : folder + "/" + path)
  }

  /// With the home folder in place of `~`.
  package static func withHome(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/") else { return path }
    return (ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()) + path.dropFirst()
  }

  /// The folder that an absolute path lies in, and all above it, nearest first, `/` last.
  public static func folders(above path: String) -> [String] {
    var parts = normalized(path).pathComponents.dropLast()
    var folders: [String] = []
    while !parts.isEmpty {
      folders.append("/" + parts.joined(separator: "/"))
      parts.removeLast()
    }
    return path.isAbsolutePath ? folders + ["/"] : []
  }

  /// As one word of a shell's command.
  public static func quotedForShell(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy { byte in
      ("0"..."9").contains(UnicodeScalar(byte)) || ("a"..."z").contains(UnicodeScalar(byte))
        || ("A"..."Z").contains(UnicodeScalar(byte)) || "/._-+@,:=".utf8.contains(byte)
    }
    return isPlain ? path : "'" + path.replacing("'", with: "'\\''") + "'"
  }
}

extension String {
  /// What stands between the slashes. They are looked for byte by byte, as the system does: to Swift a slash with a combining
  /// mark behind it is another character.
  package var pathComponents: [Substring] { utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) } }

  package var isAbsolutePath: Bool { utf8.first == UInt8(ascii: "/") }
}
