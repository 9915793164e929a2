import Foundation
public import SystemPackage

/// The kind, size, permissions and times of the file at a path.
public struct FileStatus: Sendable {
  /// The kind of a file.
  public enum Kind: Sendable {
    case file, folder, link, pipe, device
    /// A socket or an unknown kind.
    case other
  }

  let stat: Stat

  /// Reads the status of a path; nil if nothing exists there or access is denied.
  ///
  /// - Parameter followsLinks: whether to read the status of a link's target instead of the link.
  public init?(_ path: FilePath, followsLinks: Bool = true) {
    do throws(Errno) { stat = try Stat(path, followTargetSymlink: followsLinks) } catch { return nil }
  }

  /// Reads the status of a path's target.
  ///
  /// - Throws: `FileError` if nothing exists there, or if the status cannot be read.
  init(of path: FilePath) throws(FileError) {
    do throws(Errno) { stat = try Stat(path, followTargetSymlink: true) } catch {
      throw FileError(path, cannotBe: "read", error)
    }
  }

  init(_ stat: Stat) { self.stat = stat }

  /// The kind of the file.
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

  /// The size in bytes.
  public var size: Int { Int(stat.size) }
  /// The file's permissions.
  public var permissions: FilePermissions { stat.permissions }
  /// The id of the owner.
  public var owner: UInt32 { stat.userID.rawValue }
  /// The id of the group.
  public var group: UInt32 { stat.groupID.rawValue }
  /// The time of the last modification.
  public var modified: Time { Time(seconds: stat.st_mtim.tv_sec, nanoseconds: stat.st_mtim.tv_nsec) }

  /// A time since 1970.
  public struct Time: Sendable, Hashable, Comparable {
    /// Whole seconds.
    public var seconds: Int
    /// The fraction of the second.
    public var nanoseconds: Int

    /// Whether a time is before another.
    public static func < (one: Time, other: Time) -> Bool {
      (one.seconds, one.nanoseconds) < (other.seconds, other.nanoseconds)
    }
  }

  /// Identifies the file, independently of its name and content.
  public var identity: FileIdentity {
    FileIdentity(device: UInt64(truncatingIfNeeded: stat.deviceID.rawValue), inode: UInt64(stat.inode.rawValue))
  }
  /// Identifies the file's current state.
  public var signature: FileSignature { FileSignature(identity: identity, size: size, modified: modified) }
}

/// Identifies a file by device and inode, whatever its name.
public struct FileIdentity: Sendable, Hashable {
  let device: UInt64
  let inode: UInt64
}

/// Identifies a state of a file without reading it.
public struct FileSignature: Sendable, Hashable {
  let identity: FileIdentity
  let size: Int
  let modified: FileStatus.Time
}

extension FileSignature {
  /// The signature of a path's target; nil if it does not exist.
  public init?(_ path: FilePath) {
    guard let status = FileStatus(path) else { return nil }
    self = status.signature
  }
}
