public import Reviews

/// Finds the same labels in two models.
public enum LabelMatching {
  /// For each label the index of the other model's label of the same name, in any case, or else of the same polarity, if no other
  /// label of either model has it; nil unless the labels match one to one.
  public static func indices(
    of labels: [String], _ polarities: [Polarity], in others: [String], _ otherPolarities: [Polarity]
  ) -> [Int]? {
    let names = others.map { $0.lowercased() }
    let indices = zip(labels, polarities).compactMap { label, polarity -> Int? in
      if let index = names.firstIndex(of: label.lowercased()) { return index }
      let isUnique = [polarities, otherPolarities].allSatisfy { $0.count { $0 == polarity } == 1 }
      return isUnique && polarity != .unknown ? otherPolarities.firstIndex(of: polarity) : nil
    }
    return Set(indices).count == labels.count && others.count == labels.count ? indices : nil
  }
}
