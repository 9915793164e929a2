// System calls that swift-system lacks, wrapped safely.

import Foundation
public import SystemPackage

extension Errno {
  /// The error of the last failed call.
  static var last: Errno { Errno(rawValue: errno) }

  /// Throws the last error if a call returned −1.
  static func check(_ result: Int32) throws { if result < 0 { throw last } }
}

extension FileDescriptor {
  /// Flushes written data to the disk.
  func synchronize() throws { try Errno.check(fsync(rawValue)) }

  /// Fills the memory with the file's bytes from an offset on; returns the number of bytes before the file's end.
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

  /// - Parameter user: the highest number keeps the owner.
  func setOwner(_ user: UInt32, _ group: UInt32) throws { try Errno.check(fchown(rawValue, user, group)) }

  /// Locks the file by `flock`; returns false if another process has the lock. Closing the file releases the lock.
  func lock(exclusively: Bool) throws -> Bool {
    if flock(rawValue, (exclusively ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 { return true }
    guard [Errno.wouldBlock, .interrupted].contains(.last) else { throw Errno.last }
    return false
  }
}

extension CommandLine {
  /// The arguments after the program's name, as text that keeps bytes that are not UTF-8.
  public static var textArguments: [String] {
    (1..<max(1, Int(argc))).compactMap { index in
      unsafe unsafeArgv[index].map { unsafe String(keeping: $0.bytes) }
    }
  }

  /// The environment, as text that keeps bytes that are not UTF-8.
  public static var textEnvironment: [String: String] {
    Dictionary(
      uniqueKeysWithValues: ProcessInfo.processInfo.environment.map { name, value in
        (name, unsafe getenv(name).map { unsafe String(keeping: $0.bytes) } ?? value)
      })
  }
}

extension UnsafeMutablePointer<CChar> {
  /// The bytes of a C string.
  fileprivate var bytes: [UInt8] {
    unsafe UnsafeBufferPointer(start: self, count: strlen(self)).map { UInt8(bitPattern: $0) }
  }
}

extension FilePath {
  /// The path with all links resolved; nil if nothing exists there.
  public func resolvingLinks() -> FilePath? {
    unsafe withPlatformString { path in
      guard let resolved = unsafe realpath(path, nil) else { return nil }
      defer { unsafe free(resolved) }
      return unsafe FilePath(platformString: resolved)
    }
  }

  /// The path's bytes, by which the system compares paths.
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

  func rename(to other: FilePath) throws {
    try Errno.check(
      unsafe withPlatformString { from in unsafe other.withPlatformString { unsafe systemRename(from, $0) } })
  }

  func isAllowed(_ mode: Int32) -> Bool { unsafe withPlatformString { unsafe access($0, mode) } == 0 }

  /// The names in a folder except `.` and `..`, in no particular order.
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

// Outside the type, because its method hides the call of the same name.
private func systemRename(_ from: UnsafePointer<CChar>, _ to: UnsafePointer<CChar>) -> Int32 { unsafe rename(from, to) }
