// The calls of the system that swift-system does not have, and everything unsafe about them.

import Foundation
public import SystemPackage

extension Errno {
  /// The error of the call that failed last.
  static var last: Errno { Errno(rawValue: errno) }

  /// Throws the last error where a call returned −1.
  static func check(_ result: Int32) throws { if result < 0 { throw last } }
}

extension FileDescriptor {
  /// Has what was written reach the disk.
  func synchronize() throws { try Errno.check(fsync(rawValue)) }

  /// Fills the memory with the file's bytes from an offset on; returns how many there were before the file's end.
  func readAll(at offset: Int, into bytes: inout MutableRawSpan) throws -> Int {
    var done = 0
    while done < bytes.byteCount {
      let count = unsafe try bytes.withUnsafeMutableBytes {
        unsafe try read(fromAbsoluteOffset: Int64(offset + done), into: .init(rebasing: $0[done...]))
      }
      if count == 0 { break }
      done += count
    }
    return done
  }

  func setPermissions(_ permissions: FilePermissions) throws { try Errno.check(fchmod(rawValue, permissions.rawValue)) }

  /// Locks the file as `flock` does; false where another process has locked it. A lock ends when the file is closed.
  func lock(exclusively: Bool) throws -> Bool {
    if flock(rawValue, (exclusively ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 { return true }
    guard [Errno.wouldBlock, .interrupted].contains(.last) else { throw Errno.last }
    return false
  }
}

extension FilePath {
  /// The same place by a path without links; nil where nothing is there.
  public func resolvingLinks() -> FilePath? {
    unsafe withPlatformString { path in
      guard let resolved = unsafe realpath(path, nil) else { return nil }
      defer { unsafe free(resolved) }
      return unsafe FilePath(platformString: resolved)
    }
  }

  /// What the system compares paths by.
  public var bytes: [UInt8] {
    unsafe withPlatformString { path in
      unsafe UnsafeBufferPointer(start: path, count: strlen(path)).map { UInt8(bitPattern: $0) }
    }
  }

  func unlinkFile() throws { try Errno.check(unsafe withPlatformString { unsafe unlink($0) }) }

  func removeEmptyFolder() throws { try Errno.check(unsafe withPlatformString { unsafe rmdir($0) }) }

  func makeFolder(_ permissions: FilePermissions) throws {
    try Errno.check(unsafe withPlatformString { unsafe mkdir($0, permissions.rawValue) })
  }

  func setPermissions(_ permissions: FilePermissions) throws {
    try Errno.check(unsafe withPlatformString { unsafe chmod($0, permissions.rawValue) })
  }

  func setOwner(_ user: UInt32, _ group: UInt32) throws {
    try Errno.check(unsafe withPlatformString { unsafe lchown($0, user, group) })
  }

  func rename(to other: FilePath) throws {
    try Errno.check(
      unsafe withPlatformString { from in unsafe other.withPlatformString { unsafe systemRename(from, $0) } })
  }

  func isAllowed(_ mode: Int32) -> Bool { unsafe withPlatformString { unsafe access($0, mode) } == 0 }

  /// The names in a folder, but for `.` and `..`, in no order.
  func readNames() throws -> [FilePath.Component] {
    guard let stream = unsafe withPlatformString({ unsafe opendir($0) }) else { throw Errno.last }
    defer { unsafe closedir(stream) }
    var names: [FilePath.Component] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        if errno != 0 { throw Errno.last }
        return names
      }
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe FilePath.Component(platformString: $0) }
      }
      if let name, name.kind == .regular { names.append(name) }
    }
  }
}

func pauseForMilliseconds(_ count: UInt32) { usleep(count * 1000) }

// Outside the type, whose method would hide the call of the same name.
private func systemRename(_ from: UnsafePointer<CChar>, _ to: UnsafePointer<CChar>) -> Int32 { unsafe rename(from, to) }
