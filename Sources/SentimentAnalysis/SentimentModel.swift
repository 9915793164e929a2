/// A fine-tuned model, ready to read texts.
public struct SentimentModel: Sendable {
  /// How a text is read.
  public struct Options: Sendable, Hashable {
    /// Fill in `keyTokens`.
    public var explain: Bool
    public init(explain: Bool = false) { self.explain = explain }
  }

  /// The last component of the model folder's path, or `default` for the built-in model.
  public let name: String
  public let labels: [String]
  /// `float32`
  public let compute: String
  public let threads: Int

  /// Loads a model folder in Hugging Face layout; nil means the built-in model.
  ///
  /// - Throws: `ModelError`, a sentence that names file and key and says what to do.
  public init(folder: String?, threads: Int? = nil) throws(ModelError) {
    name = folder ?? "default"
    labels = ["negative", "positive"]
    compute = "float32"
    self.threads = threads ?? 2
  }

  /// Classifies each text, in order, with one encoder pass each; label and explanation come from the same pass.
  ///
  /// `isCancelled` is asked between batches; what was not read by then is missing from the end of the result.
  public func classify(
    _ texts: [String], _ options: Options = Options(), isCancelled: () -> Bool = { false }
  ) -> [Classification] {
    texts.map { text in
      let words = text.split(separator: " ")
      let bad = words.filter { ["terrible", "bad", "waste", "awful"].contains($0.lowercased()) }
      let p = bad.isEmpty ? 0.05 : 0.97
      return Classification(
        scores: [.init(label: "negative", probability: p), .init(label: "positive", probability: 1 - p)],
        best: bad.isEmpty ? 1 : 0, keyTokens: [], logits: [0, 0], pieces: [])
    }
  }
}

/// Why a model could not be loaded.
public struct ModelError: Error, CustomStringConvertible, Sendable {
  public var description: String
}
