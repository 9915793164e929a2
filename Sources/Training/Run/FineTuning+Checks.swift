import BERT
import Files
import SentimentAnalysis

extension FineTuning {
  /// Checks that the folder exists and is writable, or can be created.
  private static func checkIsWritable(in output: String) throws(TrainingError) {
    guard !isInHubCache(output) else {
      throw TrainingError("\(output): is in the Hugging Face cache, which must not be changed; name another --output")
    }
    let path = FilePath(fromCommandLine: output)
    if FileStatus(path) == nil, FileStatus(path, followsLinks: false) != nil {
      throw TrainingError("\(output): is a broken link; remove it, or name another --output")
    }
    let place = ([path] + path.foldersAbove).first { FileStatus($0) != nil } ?? path
    guard FileStatus(place)?.kind == .folder else {
      throw TrainingError("\(place): is a file; name a folder with --output")
    }
    guard Folder.isWritable(place) else {
      throw TrainingError("\(place): is not writable; name another --output, or change its permissions")
    }
  }

  /// Checks the output folder. A folder that is not empty belongs to somebody, except for the files of a training that
  /// failed early.
  static func check(output: String, _ options: Options, isLocked: Bool = false) throws {
    guard !options.onlyAudits else { return }
    try checkIsWritable(in: output)
    if let folder = options.loggingFolder, isInHubCache(folder) {
      throw TrainingError(
        "\(folder): is in the Hugging Face cache, which must not be changed; name another --logging-dir")
    }
    if !isLocked { try OutputMarker.checkIsFree(output) }
    let path = FilePath(text: output)
    let names = try FileStatus(path) == nil ? [] : Folder.names(in: path).filter { $0 != OutputMarker.fileName }
    if options.overwrites, let foreign = CheckpointFolder.foreign(in: output).first {
      throw TrainingError(
        "\(output)/\(foreign): is not a checkpoint, or contains other files; move it away, or name another --output"
      )
    }
    if let first = names.first(where: { !$0.string.hasPrefix(".") && $0 != "runs" }), !options.overwrites,
      options.resume?.isIn(output) != true
    {
      throw TrainingError(
        "\(output): is not empty (\(first)\(names.count > 1 ? " …" : "")); name another --output, or replace it "
          + "with --overwrite"
          + (CheckpointFolder.all(in: output).isEmpty
            ? "" : ", or resume the training there with --resume"))
    }
    try ModelFiles.checkForCollisions(in: path)
    guard Report.mayBeWritten(inFolder: output, overwrites: options.overwrites) else {
      throw TrainingError("\(output)/report.html: was not written by sentiment; move it away, or name another --output")
    }
  }

  /// Checks that the output does not replace the model that the training starts from.
  static func check(output: String, base: String, _ options: Options) throws {
    guard !options.onlyAudits else { return }
    let output = FilePath(text: output).withoutLinks
    // A resumed training may have started from a checkpoint in its own folder.
    let isBase = try options.resume == nil ? holdsModel(base, in: output) : FilePath(text: base).withoutLinks == output
    guard isBase else { return }
    throw TrainingError(
      "\(output): contains the model that the training starts from; name another --output")
  }
}

extension Trainer.Options {
  /// - Throws: `TrainingError` if an option is not supported for the problem.
  func check(_ problem: Problem, labels: [String]) throws(TrainingError) {
    guard problem == .singleLabel || (labelSmoothing == 0 && classWeights == .equal) else {
      throw TrainingError(
        "--label-smoothing-factor and --class-weights are supported for exclusive labels, not for \(problem.rawValue)"
      )
    }
    if case .numbers(let numbers) = classWeights, numbers.count != labels.count {
      throw TrainingError(
        "--class-weights has \(numbers.count) numbers for \(labels.count) labels (\(labels.joined(separator: ", ")))")
    }
  }
}

extension FineTuning.Options {
  /// - Parameter tasks: the further heads with validation texts, and the names of their metrics.
  /// - Returns: the metric that decides which evaluation is the best, and the further head that it is of; nil for the main head,
  ///   or for the loss of all.
  /// - Throws: `TrainingError` if an option needs evaluations or a metric that do not exist.
  func check(
    _ configuration: Configuration, validation: [Target], targets: Set<Target> = [],
    tasks: [(name: String, metrics: [String])] = []
  ) throws(TrainingError) -> (task: String?, name: String) {
    let evaluates = (!validation.isEmpty || !tasks.isEmpty) && evaluation != .never
    guard evaluates || earlyStoppingPatience == nil else {
      throw TrainingError(
        "--early-stopping-patience needs evaluations; give --validation and an --eval-strategy")
    }
    let name = metricForBestModel.hasPrefix("eval_") ? String(metricForBestModel.dropFirst(5)) : metricForBestModel
    for task in tasks {
      if let metric = task.metrics.first(where: { name == "\(task.name)_\($0)" }) { return (task.name, metric) }
    }
    // Some metrics, such as the area under the curve, do not exist for all texts.
    var sample = Evaluation(configuration.problem, labels: configuration.labels, targets: targets)
    for target in validation { sample.add([Float](repeating: 0, count: configuration.labels.count), target) }
    let isKnown = validation.isEmpty ? name == "loss" || tasks.isEmpty : sample.metric(name) != nil
    guard isKnown else {
      let own = validation.isEmpty ? [] : sample.metrics.map(\.name).filter { $0 != "loss" }
      let further = tasks.flatMap { task in task.metrics.map { "\(task.name)_\($0)" } }
      throw TrainingError(
        "--metric-for-best-model \(metricForBestModel): no such metric; the metrics are "
          + (["loss"] + own + further).joined(separator: ", "))
    }
    return (nil, name)
  }
}

extension FineTuning.Resume {
  /// Whether the training continues in this folder.
  fileprivate func isIn(_ output: String) -> Bool {
    switch self {
    case .latest: true
    case .folder(let path):
      FilePath(fromCommandLine: path).removingLastComponent().withoutLinks == FilePath(text: output).withoutLinks
    }
  }
}
