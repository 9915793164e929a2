import BERT
import Foundation
import SentimentAnalysis

extension FineTuning {
  /// The folder need not be there, but what is above it must let it be made.
  private static func checkThatFilesCanBeWritten(in output: String) throws(TrainingError) {
    guard !isInHubCache(output) else {
      throw TrainingError("\(output): is in the Hugging Face cache, which nothing is written to; name another --output")
    }
    if FileKind(at: output) == .link, !FileManager.default.fileExists(atPath: output) {
      throw TrainingError("\(output): is a link that leads nowhere; remove it, or name another --output")
    }
    var (isFolder, place) = (ObjCBool(false), URL(filePath: output).standardizedFileURL)
    while unsafe !FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder), place.path != "/" {
      place.deleteLastPathComponent()
    }
    guard isFolder.boolValue else { throw TrainingError("\(place.path): is a file; name a folder with --output") }
    guard FileManager.default.isWritableFile(atPath: place.path) else {
      throw TrainingError(
        "\(place.path): nothing can be written there; name another --output, or change its permissions")
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
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []).filter {
      $0 != OutputMarker.fileName
    }
    if options.overwrites, let foreign = CheckpointFolder.foreign(in: output).first {
      throw TrainingError(
        "\(output)/\(foreign): is no checkpoint of a training, or holds other files, too; move it away, or name another --output"
      )
    }
    if let first = names.filter({ !$0.hasPrefix(".") && $0 != "runs" }).min(), !options.overwrites,
      options.resume?.isIn(output) != true
    {
      throw TrainingError(
        "\(output): holds something already (\(first)\(names.count > 1 ? " …" : "")); name another --output, or replace it "
          + "with --overwrite"
          + (CheckpointFolder.all(in: output).isEmpty
            ? "" : ", or go on with the training that was begun there with --resume"))
    }
    try FinishedModel.checkPlaces(in: output)
    guard Report.mayBeWritten(inFolder: output, overwrites: options.overwrites) else {
      throw TrainingError("\(output)/report.html: was not written by sentiment; move it away, or name another --output")
    }
  }
}

extension FineTuning {
  /// The model that a training starts from is not what it replaces.
  static func check(output: String, base: String, _ options: Options) throws {
    let output = realPath(output)
    guard !options.onlyAudits else { return }
    // A training that goes on may have begun from a checkpoint in its own folder.
    guard try options.resume == nil ? holdsModel(base, inFolder: output) : realPath(base) == output else { return }
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
    func place(_ path: String) -> String { URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path }
    return switch self {
    case .latest: true
    case .folder(let path): place(path + "/..") == place(output)
    }
  }
}
