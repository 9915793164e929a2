import Foundation

/// Where models are looked for.
enum ModelLocation {
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

  /// The folder to load for what the user named, or for nothing: `SENTIMENT_MODEL`, then the built-in one.
  ///
  /// - Throws: `ModelError` with every place that was tried.
  static func resolve(_ name: String?) throws(ModelError) -> String {
    let environment = ProcessInfo.processInfo.environment["SENTIMENT_MODEL"].flatMap { $0.isEmpty ? nil : $0 }
    if let name = name ?? environment {
      guard FileManager.default.fileExists(atPath: name + "/config.json") else {
        throw ModelError("no model at \(name); give a folder with config.json, model.safetensors and a tokenizer")
      }
      return name
    }
    let places = builtIn()
    if let place = places.first(where: { FileManager.default.fileExists(atPath: $0 + "/config.json") }) { return place }
    throw ModelError(
      "the built-in model is missing (looked in \(places.joined(separator: ", "))); name one with --model or SENTIMENT_MODEL"
    )
  }
}

/// Why a model could not be loaded: a sentence with the file and what to do.
public struct ModelError: Error, CustomStringConvertible, Sendable, Hashable {
  /// The sentence.
  public var description: String
  init(_ description: String) { self.description = description }
}
