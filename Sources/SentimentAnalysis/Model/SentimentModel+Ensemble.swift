public import BERT
public import Reviews
public import Tensors

/// A model of several that classify together.
struct EnsembleMember: Sendable {
  let model: SentimentModel
  /// For each label of the first member, the index of this model's label.
  let labels: [Int]
  /// The names of the heads that it answers: those that no earlier member has.
  let heads: [String]

  /// This model's contrast for one of the first member's.
  func contrast(_ contrast: Contrast) -> Contrast {
    Contrast(label: labels[contrast.label], rival: contrast.rival.map { labels[$0] })
  }
}

extension SentimentModel {
  /// Loads a model, or several that classify together: the probability of a label is the mean of the models' calibrated
  /// probabilities, as is the threshold of uncertain labels; the weight of a word is the mean of its weights. A further head is
  /// answered by the first model that has it, and a text is in an unsupported language if it is for one of the models.
  ///
  /// Labels are those of the first model. The other models' labels are matched by name, whatever its case, else by a polarity that
  /// only one label of each model has.
  ///
  /// - Parameters:
  ///   - names: folders, or names in the Hugging Face cache; without any, as for one model without a name.
  ///   - mayLackLabels: allows a single model that has further heads only.
  /// - Throws: `ModelError` with the models and labels that do not match.
  public init(
    named names: [String], compute: Compute = .auto, threads: Int? = nil, kernels: Kernels = .best,
    polarities: [String: Polarity] = [:], windows: Int? = nil, mayLackLabels: Bool = false
  ) throws(ModelError) {
    func load(_ name: String?, mayLackLabels: Bool) throws(ModelError) -> SentimentModel {
      try SentimentModel(
        named: name, compute: compute, threads: threads, kernels: kernels, polarities: polarities, windows: windows,
        mayLackLabels: mayLackLabels)
    }
    self = try load(names.first, mayLackLabels: mayLackLabels && names.count < 2)
    guard names.count > 1 else { return }
    var joined = [EnsembleMember(model: self, labels: Array(labels.indices), heads: ownHeads.map(\.name))]
    for name in names.dropFirst() {
      let model = try load(name, mayLackLabels: false)
      let (indices, answered) = (try labelIndices(in: model), joined.flatMap(\.heads))
      joined.append(
        EnsembleMember(
          model: model, labels: indices, heads: model.ownHeads.map(\.name).filter { !answered.contains($0) }))
    }
    let models = joined.map(\.model)
    members = joined
    name = models.map(\.name).joined(separator: " + ")
    let thresholds = models.map(\.calibration.uncertainBelow)
    calibration = Calibration(temperature: 1, uncertainBelow: thresholds.reduce(0, +) / Double(models.count))
    warnings = models.flatMap(\.warnings).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// For each label, the index of the label of another model that matches it.
  private func labelIndices(in other: SentimentModel) throws(ModelError) -> [Int] {
    guard problem == other.problem else {
      throw ModelError(
        "\(folder) and \(other.folder) cannot classify together: the problem type of one is \(problem.rawValue), of the other "
          + "\(other.problem.rawValue)")
    }
    guard
      let found = LabelMatching.indices(of: labels, rule.polarities, in: other.labels, other.rule.polarities)
    else {
      throw ModelError(
        "\(folder) and \(other.folder) cannot classify together: the labels \(labels.joined(separator: ", ")) and "
          + "\(other.labels.joined(separator: ", ")) do not match; name models whose labels have the same names or polarities"
      )
    }
    return found
  }
}

extension SentimentModel {
  /// The folders of the models' files.
  public var folders: [String] { members.isEmpty ? [folder] : members.map(\.model.folder) }

  /// The further heads, by name; of several models, each from the first that has it.
  public var taskHeads: [TaskHead] {
    guard !members.isEmpty else { return ownHeads }
    return members.flatMap { member in member.model.ownHeads.filter { member.heads.contains($0.name) } }
  }

  /// The model that answers a further head.
  public func member(answering head: String) -> SentimentModel {
    members.first { $0.heads.contains(head) }?.model ?? self
  }

  /// The names of the heads that find aspects.
  private var aspectHeads: [String] {
    guard members.isEmpty else {
      return members.flatMap { member in member.model.aspectHeads.filter { member.heads.contains($0) } }
    }
    return zip(ownHeads, decoders).filter { $1.findsAspects }.map { $0.0.name }
  }

  /// The name of the head that finds aspects, the first if there are several; nil if there is none.
  public var aspectHead: String? { aspectHeads.first }

  /// Whether its classifications with the answers of these heads say which texts are mixed.
  public func findsMixed(by heads: HeadSelection) -> Bool {
    rule.polarities.contains(.mixed) || !heads.names(among: aspectHeads).isEmpty
  }
}
