import BERT
import SentimentAnalysis

extension FineTuning {
  /// Reads the data of further tasks, and gives the model the heads that they train.
  ///
  /// - Parameters:
  ///   - trainsLabels: whether the main head is trained.
  ///   - frozen: whether the encoder is frozen.
  /// - Returns: the tasks with the indices of their heads, and sentences about heads that lose what they learned.
  static func heads(
    of tasks: [TaskSettings], in model: inout SequenceClassifier, _ common: TrainingData.Settings, trainsLabels: Bool,
    frozen: Bool, seed: UInt64, _ encoder: TextEncoder
  ) throws(TrainingError) -> (tasks: [(data: TaskData, head: Int)], warnings: [String]) {
    var heads: [(data: TaskData, head: Int)] = []
    var warnings: [String] = []
    for task in tasks {
      guard !heads.contains(where: { $0.data.settings.name == task.name }) else {
        throw TrainingError("task \(task.name): two tasks have this name; give each a different one")
      }
      guard !model.configuration.labels.isEmpty || task.name != TaskHead.ofTags else {
        throw TrainingError(
          "task \(task.name): the model's own head has this name, and cannot be trained further; use another name")
      }
      let known = model.taskHeads.firstIndex { $0.name == task.name }
      let data = try TaskData(task, common, head: known.map { model.taskHeads[$0] }, encoder)
      let index = known ?? model.taskHeads.count
      if known != nil, model.taskHeads[index].labels == data.outputs {
        // What was fitted belongs to the old weights.
        (model.taskHeads[index].temperature, model.taskHeads[index].thresholds) = (1, nil)
        model.taskHeads[index].mixedAbove = nil
      } else {
        if known != nil {
          warnings.append(
            "task \(task.name): the model's head of this name has other labels, so a new head starts from random weights"
          )
        }
        // Each head has its own random weights.
        let seed = seed &+ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
        model.setTaskHead(
          TaskHead(fresh: task.name, task.kind, labels: data.outputs, for: model.configuration, seed: seed), at: index)
      }
      heads.append((data, index))
    }
    guard !frozen else { return (heads, warnings) }
    if !trainsLabels, !model.configuration.labels.isEmpty {
      warnings.append(
        "the encoder changes, but the head of the labels is not trained, so its labels get worse; pass --freeze-encoder, or "
          + "texts with labels with --train")
    }
    let left = model.taskHeads.indices.filter { index in !heads.contains { $0.head == index } }
    if !left.isEmpty {
      let names = left.map { model.taskHeads[$0].name }.joined(separator: ", ")
      warnings.append(
        "the encoder changes, but the heads \(names) are not trained and get worse; train them with --task")
    }
    return (heads, warnings)
  }
}
