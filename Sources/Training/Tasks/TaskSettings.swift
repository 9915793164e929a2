public import BERT

/// A task that a training learns besides the labels of the main head: its data and its further head.
public struct TaskSettings: Sendable, Hashable {
  /// The name of the head.
  public var name: String
  /// What the outputs of the head mean.
  public var kind: TaskHead.Kind
  /// The files to train on.
  public var train: [String]
  /// The file to validate on; nil holds out a part of `train` if the training does.
  public var validation: String?
  /// The columns or keys of the text and of the labels or spans.
  public var columns = LabelledData.Columns()
  /// The labels, or the types of spans, in their order; nil takes them from the head that the model has, or from the data.
  public var labels: [String]?
  /// The factor of the loss.
  public var weight = 1.0
  /// The share of the updates; nil takes the share of the texts.
  public var share: Double?
  /// The weights of the labels in the loss, of the tags for spans.
  public var classWeights = Trainer.ClassWeights.equal
  /// The share of each text's loss that is spread over all labels.
  public var labelSmoothing = 0.0
  /// The label of texts that have none of the others.
  public var uncertainLabel: String?

  /// The defaults, with these files to train on.
  public init(name: String, kind: TaskHead.Kind, train: [String]) {
    (self.name, self.kind, self.train) = (name, kind, train)
  }

  /// - Throws: `TrainingError` if a value is not valid or not supported for the kind.
  func check() throws(TrainingError) {
    let place = "task \(name)"
    guard TaskHead.isName(name) else {
      throw TrainingError("task \(name.debugDescription): the name should be \(TaskHead.nameRule)")
    }
    guard !train.isEmpty else { throw TrainingError("\(place): no file to train on; name one") }
    guard weight > 0, weight.isFinite else {
      throw TrainingError("\(place): \"weight\" should be above 0, is \(weight)")
    }
    guard share.map({ $0 > 0 && $0 <= 1 }) ?? true else {
      throw TrainingError("\(place): \"share\" should be above 0, at most 1, is \(share ?? 0)")
    }
    guard (0...0.999).contains(labelSmoothing) else {
      throw TrainingError("\(place): \"label_smoothing\" should be from 0 to 0.999, is \(labelSmoothing)")
    }
    guard kind.problem == .singleLabel || labelSmoothing == 0 && classWeights == .equal else {
      throw TrainingError(
        "\(place): \"label_smoothing\" and \"class_weights\" are supported for exclusive labels and spans, not for \(kind.rawValue)"
      )
    }
    guard uncertainLabel == nil || kind == .exclusive else {
      throw TrainingError("\(place): \"uncertain_label\" is supported for exclusive labels, not for \(kind.rawValue)")
    }
  }

  /// Every option by name: a resumed training must have the same values.
  var facts: [(name: String, value: String)] {
    [
      ("\(name): kind", kind.rawValue), ("\(name): weight", "\(weight)"),
      ("\(name): share", share.map { "\($0)" } ?? "by texts"), ("\(name): class weights", "\(classWeights)"),
      ("\(name): label smoothing", "\(labelSmoothing)"),
    ]
  }
}
