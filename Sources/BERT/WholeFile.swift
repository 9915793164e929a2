import Foundation

/// Reads a file or a pipe to its end.
///
/// - Throws: `CheckpointError` with the path and the system's reason.
public func readWhole(path: String) throws(CheckpointError) -> [UInt8] {
  func failure() -> CheckpointError {
    CheckpointError("\(path): cannot be read: \(unsafe String(cString: strerror(errno)))")
  }
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw failure() }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 18)
  while true {
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    if count == 0 { return bytes }
    if count > 0 { bytes += chunk[..<count] } else if errno != EINTR { throw failure() }
  }
}

/// Writes a file beside its place, then renames it there: whoever looks sees the old one or the new one, whole. A link is
/// followed to the file that it leads to; a pipe or a device is written to as it is.
///
/// - Throws: `CheckpointError` with the path and the system's reason.
public func writeWhole(_ bytes: [UInt8], path: String) throws(CheckpointError) {
  try writeWhole(path: path) { write throws(CheckpointError) in try write(bytes) }
}

/// The same for a file that is made piece by piece: `body` calls what it is given with each piece.
public func writeWhole(
  path: String, _ body: (_ write: ([UInt8]) throws(CheckpointError) -> Void) throws(CheckpointError) -> Void
) throws(CheckpointError) {
  func failure() -> CheckpointError {
    CheckpointError("\(path): cannot be written: \(unsafe String(cString: strerror(errno)))")
  }
  var status = stat()
  let exists = unsafe stat(path, &status) == 0
  let isSpecial = exists && status.st_mode & S_IFMT != S_IFREG
  let place = exists && !isSpecial ? URL(fileURLWithPath: path).resolvingSymlinksInPath().path : path
  let beside = isSpecial ? path : "\(place).\(getpid()).part"
  let flags = isSpecial ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
  let descriptor = unsafe open(beside, flags, 0o644)
  guard descriptor >= 0 else { throw failure() }
  do throws(CheckpointError) {
    try body { bytes throws(CheckpointError) in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw failure() }
      }
    }
  } catch {
    close(descriptor)
    if !isSpecial { unsafe unlink(beside) }
    throw error
  }
  guard !isSpecial else {
    close(descriptor)
    return
  }
  // The data must be on the disk before the name is, or a crash could leave the new name on nothing.
  guard fsync(descriptor) == 0, close(descriptor) == 0, unsafe rename(beside, place) == 0 else {
    let failure = failure()
    unsafe unlink(beside)
    throw failure
  }
}

/// Makes a folder and those above it; one that is there already is fine.
///
/// - Throws: `CheckpointError` with the path and the system's reason.
public func makeFolder(_ path: String) throws(CheckpointError) {
  var parent = ""
  for component in path.split(separator: "/", omittingEmptySubsequences: false) {
    parent += component + "/"
    if unsafe mkdir(parent, 0o755) != 0, errno != EEXIST, errno != EROFS, errno != EACCES { break }
  }
  var status = stat()
  guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
    throw CheckpointError("\(path): the folder cannot be made: \(unsafe String(cString: strerror(errno)))")
  }
}

/// Moves a folder whose files are all written to the place where it is looked for, so that even a crash of the machine
/// leaves it there whole or not at all.
///
/// - Throws: `CheckpointError` with the path and the system's reason.
public func moveFolder(_ folder: String, to path: String) throws(CheckpointError) {
  func synchronize(_ folder: String) -> Bool {
    let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }
  let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
  guard synchronize(folder), unsafe rename(folder, path) == 0, synchronize(parent) else {
    throw CheckpointError("\(path): cannot be written: \(unsafe String(cString: strerror(errno)))")
  }
}
