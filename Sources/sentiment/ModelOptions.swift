import ArgumentParser
import Reviews
import SentimentAnalysis

/// The options of commands that load one model.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Model folder (path starting with ./, ../, / or ~), or org/name[@revision] in the Hugging Face cache (default: $SENTIMENT_MODEL, else the built-in model).",
      valueName: "dir|name"))
  var model: String?

  @Option(help: "Arithmetic of the encoder.")
  var compute: SentimentModel.Compute = .auto

  @OptionGroup var cores: CoreOptions

  var threads: Int? { cores.threads }

  /// Loads the model and prints its warnings.
  ///
  /// - Parameter mayLackLabels: allows a model that has further heads only.
  func load(mayLackLabels: Bool = false) throws -> SentimentModel {
    let model = try SentimentModel(
      named: model, compute: compute, threads: threads, kernels: kernels, mayLackLabels: mayLackLabels)
    warn(model.warnings)
    return model
  }
}

/// The options of commands that classify with one model or several.
struct ClassifierOptions: ParsableArguments {
  @Option(
    name: .customLong("model"),
    help: ArgumentHelp(
      "Model folder (path starting with ./, ../, / or ~), or org/name[@revision] in the Hugging Face cache (default: $SENTIMENT_MODEL, else the built-in model). Repeatable: the probabilities of several models are averaged.",
      valueName: "dir|name"))
  var models: [String] = []

  @Option(help: "Arithmetic of the encoder.")
  var compute: SentimentModel.Compute = .auto

  @OptionGroup var cores: CoreOptions

  /// Whether several models classify together.
  var isEnsemble: Bool { models.count > 1 }

  /// Loads the models and prints their warnings.
  ///
  /// - Parameters:
  ///   - windows: the value of `--windows`.
  ///   - mayLackLabels: allows a single model that has further heads only.
  func load(
    polarities: [String: Polarity] = [:], windows: Int? = nil, mayLackLabels: Bool = false
  ) throws -> SentimentModel {
    let model = try SentimentModel(
      named: models, compute: compute, threads: cores.threads, kernels: kernels, polarities: polarities,
      windows: windows, mayLackLabels: mayLackLabels)
    warn(model.warnings)
    return model
  }

  /// Rejects an option that needs one model.
  ///
  /// - Parameter reason: completes the sentence `--details …`.
  func requireOneModel(for option: String, _ reason: String) throws {
    if isEnsemble { throw ValidationError("\(option) \(reason); name one --model, got \(models.count)") }
  }
}

/// The option of commands that read texts of any length.
struct WindowOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Maximum number of overlapping windows in which texts longer than the model's limit are read; 1 reads head and tail (default: the model's own).",
      valueName: "n"))
  var windows: Int?

  func validate() throws {
    if let windows, !(1...ModelSettings.maximumWindows).contains(windows) {
      throw ValidationError("--windows takes a number from 1 to \(ModelSettings.maximumWindows), got \(windows)")
    }
  }
}
