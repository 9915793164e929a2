import Files
import JSON

/// The state of a training besides weights and moments: `trainer_state.json` with transformers' keys. State without
/// such a key is under `stateful_callbacks`, where transformers allows any content.
struct TrainerState: Codable, Sendable {
  var bestGlobalStep: Int?
  var bestMetric: Double?
  var bestModelCheckpoint: String?
  var epoch = 0.0
  var globalStep = 0
  var logHistory: [JSONValue] = []
  var maxSteps = 0
  var numTrainEpochs = 0
  var trainBatchSize = 0
  var callbacks = Callbacks()

  struct Callbacks: Codable, Sendable {
    var earlyStopping: EarlyStopping?
    var training = TrainingState()

    private enum CodingKeys: String, CodingKey {
      case earlyStopping = "EarlyStoppingCallback"
      case training = "SentimentTraining"
    }
  }

  /// Ends a training that no longer improves, as transformers' `EarlyStoppingCallback` does.
  struct EarlyStopping: Codable, Sendable {
    struct Arguments: Codable, Sendable {
      var patience: Int
      var threshold: Double

      private enum CodingKeys: String, CodingKey {
        case patience = "early_stopping_patience"
        case threshold = "early_stopping_threshold"
      }
    }
    struct Attributes: Codable, Sendable {
      /// Evaluations in a row that were not better than the best by more than the threshold.
      var counter = 0

      private enum CodingKeys: String, CodingKey { case counter = "early_stopping_patience_counter" }
    }
    var args: Arguments
    var attributes = Attributes()
    var stops: Bool { attributes.counter >= args.patience }
  }

  /// The state that transformers has no key for.
  struct TrainingState: Codable, Sendable {
    /// The options that determine the weights, by name; a resumed training must have the same values.
    var settings: [String: String] = [:]
    var sinceLog = Sums()
    var sinceEvaluation = Sums()
    var sinceStart = Sums()
    /// The time of updates and evaluations.
    var seconds = 0.0
    /// The kinds of the warnings so far.
    var warnings: [String] = []

    private enum CodingKeys: String, CodingKey {
      case settings, sinceLog, sinceEvaluation, sinceStart, seconds
      case warnings = "alarms"
    }
  }

  /// Sums over updates.
  struct Sums: Codable, Sendable {
    var steps = 0
    var texts = 0
    var tokens = 0
    var labelled = 0
    var correct = 0
    var loss = 0.0

    /// Whether the sums are plausible; a file may contain anything.
    var isPlausible: Bool {
      [steps, texts, tokens, labelled, correct].allSatisfy { (0...1 << 52).contains($0) } && loss.isFinite
    }
    var meanLoss: Double { loss / Double(max(1, steps)) }
    var accuracy: Double { Double(correct) / Double(max(1, labelled)) }

    mutating func add(_ update: Trainer.Update) {
      steps += 1
      texts += update.texts
      tokens += update.tokens
      labelled += update.labelled
      correct += update.correct
      loss += update.loss
    }
  }

  private enum CodingKeys: String, CodingKey {
    case bestGlobalStep = "best_global_step"
    case bestMetric = "best_metric"
    case bestModelCheckpoint = "best_model_checkpoint"
    case epoch
    case globalStep = "global_step"
    case logHistory = "log_history"
    case maxSteps = "max_steps"
    case numTrainEpochs = "num_train_epochs"
    case trainBatchSize = "train_batch_size"
    case callbacks = "stateful_callbacks"
  }
}

extension TrainerState {
  static let fileName = "trainer_state.json"
  /// The size limit of the file, in bytes; a log entry takes a few hundred.
  static let byteLimit = 1 << 28

  /// The settings that are recorded only where they are used.
  private static let optionalSettings = ["freeze-encoder", "layers", "teacher"]

  /// Loads the state in a checkpoint folder.
  init(folder: String) throws(FileError) {
    let path = FilePath(text: "\(folder)/\(Self.fileName)")
    let bytes = try InputFile.bytes(of: path, atMost: Self.byteLimit)
    do {
      self = try JSONValue(parsing: bytes).decoded()
    } catch {
      throw FileError(path, "not a state of sentiment train (\(error)); name another checkpoint")
    }
  }

  /// Saves the state in a folder.
  func save(folder: String) throws {
    try OutputFile.write(JSONValue(encoding: self).fileBytes, to: FilePath(text: "\(folder)/\(Self.fileName)"))
  }

  /// Checks that the state belongs to a training with the same options and that its values are plausible.
  func check(
    _ settings: [(name: String, value: String)], totalSteps: Int, folder: String
  ) throws(FileError) {
    let recorded = callbacks.training.settings
    let missing = Self.optionalSettings.filter { name in
      recorded[name] != nil && !settings.contains { $0.name == name }
    }
    let differences =
      settings.compactMap { name, value -> String? in
        let before = recorded[name] ?? "not recorded"
        return before == value ? nil : "\(name) was \(before) and is now \(value)"
      } + missing.map { "\($0) was \(recorded[$0] ?? "") and is now missing" }
    guard differences.isEmpty else {
      throw FileError(
        "\(folder): the training in this checkpoint differs: \(differences.joined(separator: "; ")). Give the same "
          + "options, or start a new training from its weights with --model \(FilePath(text: folder).quotedForShell)")
    }
    guard maxSteps == totalSteps, (1...totalSteps).contains(globalStep) else {
      throw FileError(
        "\(folder)/\(Self.fileName): \"global_step\" is \(globalStep) of \"max_steps\" \(maxSteps), but this training makes "
          + "\(totalSteps) updates; name another checkpoint")
    }
    let sums = [callbacks.training.sinceLog, callbacks.training.sinceEvaluation, callbacks.training.sinceStart]
    guard sums.allSatisfy(\.isPlausible), callbacks.training.seconds >= 0,
      (0...totalSteps).contains(callbacks.earlyStopping?.attributes.counter ?? 0)
    else {
      throw FileError("\(folder)/\(Self.fileName): contains impossible counts; name another checkpoint")
    }
  }
}
