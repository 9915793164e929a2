import BERT
import Files
import Foundation
import Reviews

/// The folder and the name of a model.
public struct ModelLocation: Sendable, Hashable {
  /// The folder of its files.
  public let folder: String
  /// Its name on the hub, else the folder's last component; `default` for the built-in model.
  public let name: String

  /// The name, without the revision of a model on the hub.
  public let repository: String

  /// Finds the model with this name, or without a name the one that `SENTIMENT_MODEL` names, else the built-in one.
  ///
  /// A name never refers to a folder in the current folder: paths begin with `./`, `../`, `/` or `~`.
  ///
  /// - Parameter name: a path, `[org/]name[@revision]` in the Hugging Face cache, or `default` for the built-in one.
  /// - Throws: `ModelError` with all places that were searched, or with the file of the folder that links to another place.
  public init(of name: String?) throws(ModelError) {
    try self.init(of: name, environment: CommandLine.textEnvironment)
  }

  init(of name: String?, environment: [String: String]) throws(ModelError) {
    let variable = environment["SENTIMENT_MODEL"].flatMap { $0.isEmpty ? nil : $0 }
    if let name = name ?? variable, name != ModelName.builtIn {
      let cache = HubCache(environment: environment)
      self = try Self.place(named: name, cache)
      try requireOwnFiles(cache)
      return
    }
    let places = Self.builtIn()
    guard let place = places.first(where: Self.containsModel) else {
      throw ModelError(
        "the built-in model is missing (searched in \(places.joined(separator: ", "))); name one with --model or SENTIMENT_MODEL"
      )
    }
    self.init(folder: place, name: ModelName.builtIn)
  }

  /// Whether a name is the built-in model's. Nil means `SENTIMENT_MODEL`, else the built-in one.
  public static func isBuiltIn(_ name: String?) -> Bool {
    let variable = CommandLine.textEnvironment["SENTIMENT_MODEL"].flatMap { $0.isEmpty ? nil : $0 }
    return (name ?? variable ?? ModelName.builtIn) == ModelName.builtIn
  }

  private init(folder: String, name: String, repository: String? = nil) {
    self.folder = folder
    self.name = name
    self.repository = repository ?? name
  }

  private static func place(named name: String, _ cache: HubCache) throws(ModelError) -> ModelLocation {
    let shown = name.excerpt(200)
    guard !ModelName.isPath(name) else {
      let folder = name.expandingHome()
      guard containsModel(folder) else {
        if let reason = UnsupportedFolder.explanation(folder) { throw ModelError("no model at \(shown): \(reason)") }
        let isFolder = FileStatus(FilePath(text: folder)) != nil
        throw ModelError(
          "no model at \(shown): " + (isFolder ? "the folder has no config.json" : "the folder does not exist")
            + "; name a folder with config.json, model.safetensors and a tokenizer")
      }
      let isBuiltIn = builtIn().contains(folder)
      let last = FilePath(fromCommandLine: folder).lastComponent?.string ?? folder
      return ModelLocation(folder: folder, name: isBuiltIn ? ModelName.builtIn : last)
    }
    let hint =
      containsModel("./" + name)
      ? "; for the folder of that name write \(FilePath(text: "./" + name).quotedForShell)" : ""
    guard let hubName = HubCache.Name(name) else {
      throw ModelError(
        "\(shown) is not a model's name; a name is org/name[@revision], a path begins with ./, ../, / or ~" + hint)
    }
    if let folder = try cache.folder(of: hubName) {
      return ModelLocation(folder: folder.text, name: name, repository: hubName.repository)
    }
    throw ModelError(
      "the model \(shown) is not in the Hugging Face cache (\(cache.roots.map(\.text).joined(separator: ", ")))"
        + (hint.isEmpty ? "; to download it: \(hubName.download)" : hint))
  }

  private static func containsModel(_ folder: String) -> Bool {
    FileStatus(FilePath(text: folder + "/config.json")) != nil
  }

  /// The built-in model's folder: beside the executable (links followed), under `../share/sentiment-lsp` from there, or in
  /// the build's resource folder. `Bundle.module` would trap if the folder has moved, so this lists the places itself.
  static func builtIn(executable: FilePath? = Bundle.main.executablePath.map { FilePath(text: $0) }) -> [String] {
    guard let folder = executable?.withoutLinks.removingLastComponent() else { return [] }
    let shared = folder.removingLastComponent().appending("share/sentiment-lsp")
    let resources = folder.appending("sentiment-lsp_SentimentAnalysis.resources")
    return [folder, shared, resources].map { $0.appending("Model").text }
  }
}

/// Why a model could not be loaded: a sentence with the file and what to do.
public struct ModelError: Error, CustomStringConvertible, Sendable, Hashable {
  /// The sentence.
  public var description: String
  init(_ description: String) { self.description = description }
}
