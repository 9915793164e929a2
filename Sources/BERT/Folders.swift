import Foundation

/// The path without links; for a path to nothing, that of the nearest folder above it that exists, with the rest.
public func realPath(_ path: String) -> String {
  var place = URL(filePath: path).standardizedFileURL.path
  var rest = ""
  // The path as it was given comes first: `..` behind a link does not lead back.
  for attempt in [path, place] {
    guard let real = unsafe realpath(attempt, nil) else { continue }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }
  while place != "/", let slash = place.utf8.lastIndex(of: UInt8(ascii: "/")) {
    rest = place[slash...] + rest
    place = slash == place.startIndex ? "/" : String(place[..<slash])
    if let real = unsafe realpath(place, nil) {
      defer { unsafe free(real) }
      let folder = unsafe String(cString: real)
      return (folder == "/" ? "" : folder) + rest
    }
  }
  return path
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

/// Has the names in a folder written to the disk.
///
/// - Throws: `CheckpointError` with the path and the system's reason.
public func synchronizeFolder(_ path: String) throws(CheckpointError) {
  let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  defer { if descriptor >= 0 { close(descriptor) } }
  guard descriptor >= 0, fsync(descriptor) == 0 else {
    throw CheckpointError("\(path): cannot be written: \(unsafe String(cString: strerror(errno)))")
  }
}

/// Moves a folder whose files are all written to the place where it is looked for, so that even a crash of the machine
/// leaves it there whole or not at all.
///
/// - Throws: `CheckpointError` with the path and the system's reason.
public func moveFolder(_ folder: String, to path: String) throws(CheckpointError) {
  try synchronizeFolder(folder)
  guard unsafe rename(folder, path) == 0 else {
    throw CheckpointError("\(path): cannot be written: \(unsafe String(cString: strerror(errno)))")
  }
  try synchronizeFolder(URL(filePath: path).deletingLastPathComponent().path)
}
