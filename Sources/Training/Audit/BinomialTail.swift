import Foundation

/// The logarithm of the probability of at least `successes` among `trials`, each with this probability.
///
/// In logarithms, since the probabilities that matter here are far below the smallest `Double`.
func logBinomialTail(_ successes: Int, of trials: Int, probability: Double) -> Double {
  guard successes > 0, probability < 1 else { return 0 }
  guard probability > 0, successes <= trials else { return -.infinity }
  // The term of `successes`; each further one is the one before times a ratio that falls, so the sum soon ends.
  let (k, n) = (Double(successes), Double(trials))
  let first = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(probability) + (n - k) * log1p(-probability)
  let odds = probability / (1 - probability)
  var (term, sum) = (1.0, 1.0)
  for successes in successes..<trials {
    term *= Double(trials - successes) / Double(successes + 1) * odds
    sum += term
    if term < sum * 1e-17 { break }
  }
  return min(0, first + log(sum))
}
