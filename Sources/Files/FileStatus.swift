import Foundation
public import SystemPackage

/// What stands at a path.
public struct FileStatus: Sendable {
  /// The kinds of what a path may lead to.
  public enum Kind: Sendable {
    case file, folder, link, pipe, device
    /// A socket, or what the system alone knows.
    case other
  }

  let stat: Stat

  /// Nil where nothing is there, or it may not be looked at.
  ///
  /// - Parameter followsLinks: whether a link stands for what it leads to.
  public init?(_ path: FilePath, followsLinks: Bool = true) {
    do throws(Errno) { stat = try Stat(path, followTargetSymlink: followsLinks) } catch { return nil }
  }

  init(_ stat: Stat) { self.stat = stat }

  /// What it is.
  public var kind: Kind {
    switch stat.type {
    case .regular: .file
    case .directory: .folder
    case .symbolicLink: .link
    case .fifo: .pipe
    case .characterSpecial, .blockSpecial: .device
    default: .other
    }
  }

  /// Its size in bytes.
  public var size: Int { Int(stat.size) }
  /// Who may do what with it.
  public var permissions: FilePermissions { stat.permissions }
  /// The number of the user who owns it.
  public var owner: UInt32 { stat.userID.rawValue }
  /// The number of the group that it belongs to.
  public var group: UInt32 { stat.groupID.rawValue }
  /// When it was last written.
  public var modified: Time { Time(seconds: stat.st_mtim.tv_sec, nanoseconds: stat.st_mtim.tv_nsec) }

  /// A time since 1970.
  public struct Time: Sendable, Hashable, Comparable {
    /// Whole seconds.
    public var seconds: Int
    /// The rest.
    public var nanoseconds: Int

    /// Whether a time is before another.
    public static func < (one: Time, other: Time) -> Bool {
      (one.seconds, one.nanoseconds) < (other.seconds, other.nanoseconds)
    }
  }

  /// The file itself, whatever it is called and holds.
  public var identity: FileIdentity {
    FileIdentity(device: UInt64(truncatingIfNeeded: stat.deviceID.rawValue), inode: UInt64(stat.inode.rawValue))
  }
  /// The state that the file is in.
  public var signature: FileSignature { FileSignature(identity: identity, size: size, modified: modified) }
}

/// Tells one file from another, by whatever name.
public struct FileIdentity: Sendable, Hashable {
  let device: UInt64
  let inode: UInt64
}

/// Tells one state of a file from another without reading it.
public struct FileSignature: Sendable, Hashable {
  let identity: FileIdentity
  let size: Int
  let modified: FileStatus.Time
}

extension FileSignature {
  /// That of whatever a path leads to; nil where it leads to nothing.
  public init?(_ path: FilePath) {
    guard let status = FileStatus(path) else { return nil }
    self = status.signature
  }
}
