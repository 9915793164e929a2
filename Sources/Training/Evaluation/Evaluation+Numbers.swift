extension Evaluation {
  /// What numbers were given and which are true; none where the answers are labels.
  var values: [(given: Double, truth: Double)] {
    rows.compactMap { row in
      guard case .value(let truth) = row.target else { return nil }
      return (Double(row.logits.first ?? 0), truth)
    }
  }

  /// The mean distance of numbers from the true ones.
  public var absoluteError: Double {
    share(values.reduce(0) { $0 + abs($1.given - $1.truth) }, of: Double(count))
  }

  /// Pearson's correlation of given and true numbers; 0 where either is always the same.
  public var correlation: Double {
    let (given, truth, product) = spreads
    return share(product, of: (given * truth).squareRoot())
  }

  /// The share of the true numbers' variance that is explained, R²: 1 at best, 0 for always saying their mean, below for
  /// worse. Where they are all the same it is 1 if they were met and 0 if not.
  public var explainedVariance: Double {
    let (_, truth, _) = spreads
    let errors = values.reduce(0) { $0 + ($1.given - $1.truth) * ($1.given - $1.truth) }
    guard values.count > 1 else { return 0 }
    return truth == 0 ? (errors == 0 ? 1 : 0) : 1 - errors / truth
  }

  /// Sums of squared distances from the means, and of their products.
  private var spreads: (given: Double, truth: Double, product: Double) {
    let values = values
    let (givenMean, truthMean) = (
      share(values.reduce(0) { $0 + $1.given }, of: Double(values.count)),
      share(values.reduce(0) { $0 + $1.truth }, of: Double(values.count))
    )
    return values.reduce((0, 0, 0)) { sums, value in
      let (given, truth) = (value.given - givenMean, value.truth - truthMean)
      return (sums.0 + given * given, sums.1 + truth * truth, sums.2 + given * truth)
    }
  }
}
