import ArgumentParser
import Files
import Tensors
import Training

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fine-tunes a BERT, DistilBERT, RoBERTa or XLM-RoBERTa checkpoint on labelled reviews.",
    discussion: """
      Reads CSV, TSV, JSON lines, or a folder with a folder of .txt files for each label. Writes a Hugging Face model \
      folder: the best evaluation on the validation texts, or the last without any; and report.html, a page with charts. \
      Ctrl-C finishes the step, saves, and says how to go on.
      """)

  @Option(
    help: ArgumentHelp(
      "The checkpoint to start from: a folder, or a name in the Hugging Face cache.", valueName: "dir|name"))
  var model: String
  @OptionGroup(title: "Data") var data: DataOptions
  @Option(help: "The folder to write.") var output: String
  @Option(help: "How many labels there should be; it is an error if the data have others.") var numLabels: Int?
  @OptionGroup var training: TrainingOptions
  @OptionGroup var cores: CoreOptions

  func run() throws {
    cores.set()
    if training.learning.halfPrecision, !PackedFactor.Precision.bfloat16.isFast {
      warn("this CPU has no instructions for bfloat16; training in float32")
    }
    var options = training.cadence.options(output: output)
    options.onlyAudits = data.dryRun
    let task = try FineTuning(
      model: model, data: data.settings, problem: data.problemType,
      settings: training.changes.settings(maxLength: data.maxLength), output: output, trainer: training.trainer,
      options: options)
    guard numLabels == nil || numLabels == task.labels.count else {
      throw ValidationError(
        "--num-labels is \(numLabels ?? 0), the data have \(task.labels.count): \(task.labels.joined(separator: ", "))")
    }
    warn(task.data.problems)
    let audit = (task.data.notes + task.audit.lines).map { $0 + "\n" }.joined()
    writeText(audit, toError: !data.dryRun)
    guard !data.dryRun else {
      if !task.data.problems.isEmpty { throw ExitCode(2) }
      return
    }
    warn(task.summary)
    Interruption.begin()
    // Until the report is written, too.
    let lock = try task.lockOutput()
    defer { withExtendedLifetime(lock) {} }
    let printer = TrainingPrinter(task.evaluationTable)
    defer { printer.clear() }
    let outcome = try task.run(in: lock, isStopped: { Interruption.signal != 0 }, printer.show)
    printer.clear()
    switch outcome {
    case .interrupted(let checkpoint, let step):
      warn("stopped after step \(step), saved in \(checkpoint); to go on, give the same command with --resume")
      throw ExitCode(128 + Interruption.signal)
    case .finished(let step, let evaluation, let test):
      warn("wrote \(output): the model of step \(step)\(evaluation.map { ", validation: " + $0.sentence } ?? "")")
      if let test { warn("test: \(test.sentence)") }
      Interruption.end()
      do {
        let form = try task.chooseExplanationForm(progress: printer.progress(of: "measuring forms of explanation"))
        printer.clear()
        if let form { warn("explanations: \(form)") }
      } catch {
        printer.clear()
        warn("the form of explanations was not chosen: \(error)")
      }
      let subject = try task.writeReport(
        step: step, validation: evaluation, test: test,
        progress: printer.progress(of: "explaining texts for report.html"))
      printer.clear()
      warn("wrote \(output)/report.html, a page to open in a browser, about \(subject)")
    }
    if training.cadence.pushToHub {
      let name = training.cadence.hubModelId ?? FilePath(fromCommandLine: output).lastComponent?.string ?? "NAME"
      warn("nothing is sent from here; to upload the model: hf upload '\(name)' '\(output)' --exclude 'checkpoint-*'")
    }
    if !task.data.problems.isEmpty { throw ExitCode(2) }
  }
}
