import Foundation

/// Where a model is and what it is called.
public struct ModelLocation: Sendable, Hashable {
  /// The folder of its files.
  public let folder: String
  /// Its name on the hub, else the folder's last component; `default` for the built-in model.
  public let name: String

  /// The name; of one on the hub, without the revision.
  public let repository: String

  /// Finds the model that the user named, or without a name `SENTIMENT_MODEL`, then the built-in one.
  ///
  /// - Parameter name: a folder, `[org/]name[@revision]` in the Hugging Face cache, or `default` for the built-in one.
  /// - Throws: `ModelError` with every place that was tried, or the file of the folder that is a link to another place.
  public init(of name: String?) throws(ModelError) {
    try self.init(of: name, environment: ProcessInfo.processInfo.environment)
  }

  init(of name: String?, environment: [String: String]) throws(ModelError) {
    let variable = environment["SENTIMENT_MODEL"].flatMap { $0.isEmpty ? nil : $0 }
    if let name = name ?? variable, name != "default" || Self.holdsModel(name) {
      let cache = HubCache(environment: environment)
      self = try Self.place(named: name, cache)
      try requireOwnFiles(cache)
      return
    }
    let places = Self.builtIn()
    guard let place = places.first(where: Self.holdsModel) else {
      throw ModelError(
        "the built-in model is missing (looked in \(places.joined(separator: ", "))); name one with --model or SENTIMENT_MODEL"
      )
    }
    self.init(folder: place, name: "default")
  }

  private init(folder: String, name: String, repository: String? = nil) {
    self.folder = folder
    self.name = name
    self.repository = repository ?? name
  }

  private static func place(named name: String, _ cache: HubCache) throws(ModelError) -> ModelLocation {
    if holdsModel(name) {
      let isBuiltIn = builtIn().contains(name)
      let last = URL(fileURLWithPath: name).standardizedFileURL.lastPathComponent
      return ModelLocation(folder: name, name: isBuiltIn ? "default" : last)
    }
    let isFolder = FileManager.default.fileExists(atPath: name)
    let complaint = "no model at \(name): " + (isFolder ? "it holds no config.json" : "there is no such folder")
    guard let hubName = HubCache.Name(name) else {
      throw ModelError(complaint + "; give a folder with config.json, model.safetensors and a tokenizer")
    }
    if let folder = try cache.folder(of: hubName) {
      return ModelLocation(folder: folder, name: name, repository: hubName.repository)
    }
    throw ModelError(
      complaint + ", nor is it in the Hugging Face cache (\(cache.roots.joined(separator: ", "))); "
        + "to fetch it: \(hubName.download)")
  }

  private static func holdsModel(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/config.json")
  }

  /// The built-in model's folder: beside the executable (links followed), under `../share/sentiment-lsp` from there, or in
  /// the build's resource folder. `Bundle.module` would trap where the folder has moved, so the places are tried by hand.
  static func builtIn(executable: URL? = Bundle.main.executableURL) -> [String] {
    guard let folder = executable?.resolvingSymlinksInPath().deletingLastPathComponent() else { return [] }
    return [
      folder.appending(path: "Model").path,
      folder.deletingLastPathComponent().appending(path: "share/sentiment-lsp/Model").path,
      folder.appending(path: "sentiment-lsp_SentimentAnalysis.resources/Model").path,
    ]
  }
}

/// Why a model could not be loaded: a sentence with the file and what to do.
public struct ModelError: Error, CustomStringConvertible, Sendable, Hashable {
  /// The sentence.
  public var description: String
  init(_ description: String) { self.description = description }
}
