import Foundation
import Reviews
import SentimentAnalysis
import TestSupport
import Tensors

@testable import Training

/// Small trainings with a teacher, in a temporary folder.
struct TeacherSample {
  let folder: TemporaryFolder
  /// The folder that keeps what the teachers say.
  var cache: String { folder("cache") }

  init() throws {
    let rows = (0..<6).flatMap { _ in ["the film was good,1", "the film was awful,0", "a fine food,1", "bad food,0"] }
    folder = try TemporaryFolder([
      "data.csv": "text,label\n" + rows.joined(separator: "\n"),
      "more.txt": "a very good film\nawful food\n\nthe food was bad and awful\nfine film\n",
    ])
  }

  /// A DistilBERT with another tokenizer, whose labels have their polarity in its settings.
  func teacher() throws -> String {
    let path = folder("teacher")
    guard !FileManager.default.fileExists(atPath: path) else { return path }
    try FileManager.default.copyItem(atPath: TinyModel.distilBERT, toPath: path)
    try ModelSettings.update(inFolder: path) { $0.polarity = ["LABEL_0": .positive, "LABEL_1": .negative] }
    return path
  }

  /// A training of the tiny BERT, of four epochs of four updates.
  func task(
    _ output: String = "out", teachers: [String]? = nil, model: String = TinyModel.bert,
    unlabelled: [String] = ["more.txt"], validates: Bool = true, resumes: Bool = false,
    settings change: (inout DistillationSettings) -> Void = { _ in },
    overrides adjust: (inout FineTuning.Overrides) -> Void = { _ in },
    trainer set: (inout Trainer.Options) -> Void = { _ in }
  ) throws -> FineTuning {
    var data = TrainingData.Settings(train: [folder("data.csv")])
    (data.validation, data.unlabelled) = (validates ? folder("data.csv") : nil, unlabelled.map { folder($0) })
    var distillation = DistillationSettings()
    (distillation.teachers, distillation.cacheFolder) = (try teachers ?? [teacher()], cache)
    change(&distillation)
    var overrides = FineTuning.Overrides.length(16)
    adjust(&overrides)
    var trainer = Trainer.Options()
    (trainer.epochs, trainer.batchSize, trainer.learningRate) = (4, 8, 5e-3)
    set(&trainer)
    var options = FineTuning.Options()
    options.resume = resumes ? .latest : nil
    return try FineTuning(
      model: model, data: data, settings: overrides, distillation: distillation, output: folder(output),
      trainer: trainer, options: options, in: .test)
  }

  func weights(_ output: String) throws -> [UInt8] { try readWhole(path: folder("\(output)/model.safetensors")) }

  /// The files in the cache.
  func kept() throws -> [String] { try names(inFolder: cache).filter { !$0.hasPrefix(".") } }
}
