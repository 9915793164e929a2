import BERT
import Files
import SentimentAnalysis

extension FineTuning {
  /// The folder need not be there, but what is above it must let it be made.
  private static func checkThatFilesCanBeWritten(in output: String) throws(TrainingError) {
    guard !isInHubCache(output) else {
      throw TrainingError("\(output): is in the Hugging Face cache, which nothing is written to; name another --output")
    }
    let path = FilePath(fromCommandLine: output)
    if FileStatus(path) == nil, FileStatus(path, followsLinks: false) != nil {
      throw TrainingError("\(output): is a link that leads nowhere; remove it, or name another --output")
    }
    let place = ([path] + path.foldersAbove).first { FileStatus($0) != nil } ?? path
    guard FileStatus(place)?.kind == .folder else {
      throw TrainingError("\(place): is a file; name a folder with --output")
    }
    guard Folder.isWritable(place) else {
      throw TrainingError("\(place): nothing can be written there; name another --output, or change its permissions")
    }
  }

  /// An output folder that holds something is somebody's, but for the records of a training that failed at its beginning.
  static func check(output: String, _ options: Options, isLocked: Bool = false) throws {
    guard !options.onlyAudits else { return }
    try checkThatFilesCanBeWritten(in: output)
    if let folder = options.loggingFolder, isInHubCache(folder) {
      throw TrainingError(
        "\(folder): is in the Hugging Face cache, which nothing is written to; name another --logging-dir")
    }
    if !isLocked { try OutputMarker.checkIsFree(output) }
    let path = FilePath(output)
    let names = try FileStatus(path) == nil ? [] : Folder.names(in: path).filter { $0 != OutputMarker.fileName }
    if options.overwrites, let foreign = CheckpointFolder.foreign(in: output).first {
      throw TrainingError(
        "\(output)/\(foreign): is no checkpoint of a training, or holds other files, too; move it away, or name another --output"
      )
    }
    if let first = names.first(where: { !$0.string.hasPrefix(".") && $0 != "runs" }), !options.overwrites,
      options.resume?.isIn(output) != true
    {
      throw TrainingError(
        "\(output): holds something already (\(first)\(names.count > 1 ? " …" : "")); name another --output, or replace it "
          + "with --overwrite"
          + (CheckpointFolder.all(in: output).isEmpty
            ? "" : ", or go on with the training that was begun there with --resume"))
    }
    try ModelFiles.checkPlaces(in: path)
    guard Report.mayBeWritten(inFolder: output, overwrites: options.overwrites) else {
      throw TrainingError("\(output)/report.html: was not written by sentiment; move it away, or name another --output")
    }
  }

  /// The model that a training starts from is not what it replaces.
  static func check(output: String, base: String, _ options: Options) throws {
    guard !options.onlyAudits else { return }
    let output = FilePath(output).withoutLinks
    // A training that goes on may have begun from a checkpoint in its own folder.
    let isBase = try options.resume == nil ? holdsModel(base, in: output) : FilePath(base).withoutLinks == output
    guard isBase else { return }
    throw TrainingError(
      "\(output): is the folder of the model that the training starts from, or one above it; name another --output")
  }
}

extension Trainer.Options {
  /// - Throws: `TrainingError` where the loss cannot be had for the problem.
  func check(_ problem: Problem, labels: [String]) throws(TrainingError) {
    guard problem == .singleLabel || (labelSmoothing == 0 && classWeights == .equal) else {
      throw TrainingError(
        "--label-smoothing-factor and --class-weights are for texts with one label of several, not for \(problem.rawValue)"
      )
    }
    if case .numbers(let numbers) = classWeights, numbers.count != labels.count {
      throw TrainingError(
        "--class-weights has \(numbers.count) numbers for \(labels.count) labels (\(labels.joined(separator: ", ")))")
    }
  }
}

extension FineTuning.Options {
  /// - Throws: `TrainingError` where an option asks for evaluations that will not be.
  func check(_ configuration: Configuration, validation: [Target]) throws(TrainingError) {
    let evaluates = !validation.isEmpty && evaluation != .never
    guard evaluates || earlyStoppingPatience == nil else {
      throw TrainingError(
        "--early-stopping-patience counts evaluations, and there are none: give --validation and an --eval-strategy")
    }
    guard !validation.isEmpty else { return }
    // Some figures, such as the area under the curve, not all texts have.
    var sample = Evaluation(configuration.problem, labels: configuration.labels)
    for target in validation { sample.add([Float](repeating: 0, count: configuration.labels.count), target) }
    guard sample.figure(metricForBestModel) != nil else {
      throw TrainingError(
        "--metric-for-best-model \(metricForBestModel): there is no such figure; there are loss, "
          + sample.figures.map(\.name).filter { $0 != "loss" }.joined(separator: ", "))
    }
  }
}

extension FineTuning.Resume {
  /// Whether it goes on in this folder.
  fileprivate func isIn(_ output: String) -> Bool {
    switch self {
    case .latest: true
    case .folder(let path):
      FilePath(fromCommandLine: path).removingLastComponent().withoutLinks == FilePath(output).withoutLinks
    }
  }
}
