import ArgumentParser
import Foundation
import Tensors
import Training

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fine-tunes a BERT, DistilBERT, RoBERTa or XLM-RoBERTa checkpoint on labelled reviews.",
    discussion: """
      Reads CSV, TSV, JSON lines, or a folder with a folder of .txt files for each label. Writes a Hugging Face model \
      folder: the best epoch on the validation texts, or the last without any.
      """)

  @Option(
    help: ArgumentHelp(
      "The checkpoint to start from: a folder, or a name in the Hugging Face cache.", valueName: "dir|name"))
  var model: String
  @OptionGroup var data: DataOptions
  @Option(help: "The folder to write.") var output: String
  @Option(name: .customLong("num-train-epochs"), help: "Passes over the training data.") var epochs = 3
  @Option(name: .customLong("per-device-train-batch-size"), help: "Texts an update.") var batchSize = 32
  @Option(help: "Peak learning rate; without it chosen by the model's width.") var learningRate: Double?
  @Option(help: "The share of updates over which the learning rate rises.") var warmupRatio = 0.1
  @Option(help: "AdamW's weight decay, not on biases and layer norms.") var weightDecay = 0.01
  @Option(help: "The gradient's norm is cut to this; 0 leaves it.") var maxGradNorm = 1.0
  @Option(help: "Fixes the fresh head, the order of the texts and the dropout.") var seed: UInt64 = 42
  @Flag(help: "Train without dropout.") var noDropout = false
  @Option(help: "Cores to use; without it all.") var threads: Int?

  func validate() throws {
    for (name, value, range) in [
      ("num-train-epochs", epochs, 1...100_000),
      ("per-device-train-batch-size", batchSize, 1...100_000), ("threads", threads ?? 1, 1...4096),
    ] where !range.contains(value) {
      throw ValidationError("--\(name) takes a number in \(range), got \(value)")
    }
    guard (0...1).contains(warmupRatio) else { throw ValidationError("--warmup-ratio is a share, from 0 to 1") }
    for (name, value) in [
      ("learning-rate", learningRate ?? 1), ("weight-decay", weightDecay), ("max-grad-norm", maxGradNorm),
    ] where !(value.isFinite && value >= 0) {
      throw ValidationError("--\(name) takes a number from 0 up, got \(value)")
    }
  }

  func run() throws {
    if let threads { Parallel.threads = threads }
    var options = Trainer.Options()
    (options.epochs, options.batchSize, options.learningRate) = (epochs, batchSize, learningRate)
    (options.warmupRatio, options.weightDecay, options.maxGradNorm) = (warmupRatio, weightDecay, maxGradNorm)
    (options.seed, options.usesDropout) = (seed, !noDropout)
    let task = try FineTuning(
      model: model, data: data.settings, problem: data.problemType, maxLength: data.maxLength, output: output,
      options: options)
    warn(task.data.problems)
    let audit = (task.data.remarks + task.audit.lines).map { $0 + "\n" }.joined()
    writeText(audit, toError: !data.dryRun)
    guard !data.dryRun else {
      if !task.data.problems.isEmpty { throw ExitCode(2) }
      return
    }
    warn(task.summary)
    let printer = ProgressPrinter()
    try task.run { event in printer.show(event) }
    warn("wrote \(output)")
    if !task.data.problems.isEmpty { throw ExitCode(2) }
  }
}

/// Shows a training's progress on standard error: one line that rewrites itself in a terminal, else a line now and then.
private final class ProgressPrinter {
  private let isTerminal = isatty(2) == 1
  private var lastLine = ContinuousClock.now - .seconds(60)

  func show(_ event: Trainer.Event) {
    switch event {
    case .progress(let progress):
      guard isTerminal || progress.step == progress.totalSteps || .now - lastLine >= .seconds(10) else { return }
      lastLine = .now
      let line = String(
        format: "epoch %.2f  step %d/%d  loss %.4f  lr %.2e  %.0f tokens/s  %@ left", progress.epoch, progress.step,
        progress.totalSteps, progress.loss, progress.learningRate, progress.tokensPerSecond,
        duration(progress.secondsLeft))
      writeText(isTerminal ? "\r\u{1B}[K\(line)" : line + "\n", toError: true)
    case .evaluated(let epoch, let evaluation):
      let line = "epoch \(epoch)  validation: \(evaluation.sentence)\n"
      writeText((isTerminal ? "\r\u{1B}[K" : "") + (evaluation.count > 0 ? line : ""), toError: true)
    }
  }

  private func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
  }
}
