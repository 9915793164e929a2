import JSON

/// The `.sentiment.json` files of the folders that files lie in, each read once until it changes.
///
/// ```swift
/// var project = ProjectSettings()
/// let settings = project.settings(over: Settings(), forFile: "/home/me/project/reviews.csv") { print($0) }
/// ```
public struct ProjectSettings: Sendable {
  /// The name of such a file.
  public static let fileName = ".sentiment.json"

  /// All places that were looked at, whether there was a file or not.
  private var files: [String: File] = [:]
  /// The settings of folders, over the settings that they were asked for last.
  private var layered: [String: (base: Settings, settings: Settings)] = [:]

  private struct File {
    var content: JSONValue
    var signature: FileSignature?
    /// Whether it has changed since, and is to be read again when it is next needed.
    var isOutdated = false
    /// Whether the content is from before, since what the file holds now is no JSON.
    var isKept = false
  }

  private static let mostBytes = 1 << 20

  /// Nothing is read yet.
  public init() {}

  /// The settings of a file: those of the `.sentiment.json` in each folder that it lies in, the outermost first, laid over
  /// `base`, and then the patterns that match it.
  ///
  /// - Parameters:
  ///   - path: an absolute path; the file itself need not be there.
  ///   - warn: gets a sentence for all that cannot be used, once for every time that a file is read.
  public mutating func settings(
    over base: Settings, forFile path: String, warn: (String) -> Void
  ) -> Settings {
    let folders = FilePath.folders(above: path)
    guard let nearest = folders.first else { return base.settings(forFile: path) }
    if let known = layered[nearest], known.base == base { return known.settings.settings(forFile: path) }
    var settings = base
    for folder in folders.reversed() {
      let file = (folder == "/" ? "" : folder) + "/" + Self.fileName
      let known = files[file].flatMap { $0.isOutdated ? nil : $0 }
      let content = known?.content ?? read(file, warn)
      let isTold = known != nil || files[file]?.isKept == true
      settings.apply(content, from: file, folder: folder, hasOthers: false) { if !isTold { warn($0) } }
    }
    layered[nearest] = (base, settings)
    return settings.settings(forFile: path)
  }

  /// Looks whether a file has come, gone or changed since it was read. What has is read again when it is next needed.
  ///
  /// - Returns: whether any has, so that settings from before no longer hold.
  public mutating func refresh() -> Bool {
    let changed = files.filter { path, file in !file.isOutdated && FileSignature(path: path) != file.signature }
    guard !changed.isEmpty else { return false }
    for path in changed.keys { files[path]?.isOutdated = true }
    layered = [:]
    return true
  }

  /// Reads a file. Of one that is not wholly JSON, as while it is being written, nothing is used but what it said before.
  private mutating func read(_ path: String, _ warn: (String) -> Void) -> JSONValue {
    let before = files[path]?.content
    var file = File(content: .null, signature: nil)
    do {
      if let (bytes, signature) = try readSmallFile(path: path, atMost: Self.mostBytes) {
        file.signature = signature
        file.content = before ?? .null
        file.content = try JSONValue(parsing: bytes)
      }
    } catch let error as JSONError {
      file.isKept = true
      warn("\(path): \(error)" + (file.content == .null ? "" : "; what it said before still holds"))
    } catch {
      file.signature = FileSignature(path: path)
      warn("\(error)")
    }
    files[path] = file
    return file.content
  }
}
