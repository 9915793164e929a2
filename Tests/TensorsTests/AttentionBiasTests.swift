import Foundation
import Tensors
import TestSupport
import Testing

// M queries · N keys · C channels · H heads · P the maximum of tokens in a text

/// Attention with terms by distance, of two texts: one whose every token asks, and one whose first and fourth token ask.
struct AttentionBiasTests {
  private static let heads = 2
  private static let texts = Attention.Texts(
    queries: [0, 51, 53], keys: [0, 51, 58], positions: Array(0..<51) + [0, 3])
  private static let queries = Matrix.random(53, 12, seed: 1)
  private static let keysValues = Matrix.random(58, 24, seed: 2)
  private static let table = Matrix.random(heads, 2 * 60 - 1, seed: 3)
  private static let gradient = Matrix.random(53, 12, seed: 4)
  /// As in AttentionTests, for sums over up to 51 tokens.
  private static let tolerance = 51 * 2 * 1e-6

  private static func attention(_ precision: PackedFactor.Precision? = nil) -> Attention {
    Attention(heads: heads, bias: DistanceBias(table, isLearned: true), precision: precision)
  }

  @Test func forwardAddsTheTermsOfEachHeadAtEveryLevel() {
    let expected = Self.reference(Plain(Self.table))
    let (saving, _) = Self.attention().forwardSaving(
      queries: Self.queries, keysValues: Self.keysValues, Self.texts, in: .test)
    expectEqual(saving, expected, within: Self.tolerance)
    for (precision, tolerance) in [
      (PackedFactor.Precision?.none, Self.tolerance), (.float32, Self.tolerance), (.bfloat16, 0.02),
    ] {
      for kernels in Kernels.supported {
        let context = Self.attention(precision).forward(
          queries: Self.queries, keysValues: Self.keysValues, Self.texts, in: PassContext(kernels: kernels))
        expectEqual(context, expected, within: tolerance, "\(kernels)")
      }
    }
  }

  @Test func gradientOfTheTableMatchesFiniteDifferences() throws {
    let attention = Self.attention()
    let (_, saved) = attention.forwardSaving(
      queries: Self.queries, keysValues: Self.keysValues, Self.texts, in: .test)
    let dBias = try #require(
      attention.backward(
        Self.gradient, queries: Self.queries, keysValues: Self.keysValues, saved, in: .test
      ).dBias)
    expectEqual(dBias, slopes(at: Plain(Self.table), Self.gradient, Self.reference), within: Self.tolerance)
  }

  @Test func frozenProbabilitiesHaveTheTerms() {
    let (_, saved) = Self.attention().forwardSaving(
      queries: Self.queries, keysValues: Self.keysValues, Self.texts, in: .test)
    let dKeysValues = Self.attention().backward(
      Self.gradient, queries: Self.queries, keysValues: Self.keysValues, saved, in: .test
    ).dKeysValues
    let dValues = Plain(rows: 58, columns: 12) { Double(dKeysValues[$0, 12 + $1]) }
    let context = Self.reference(Plain(Self.table))
    for kernels in Kernels.supported {
      let found = Self.attention(.float32).valueGradientFreezingProbabilities(
        Self.gradient, queries: Self.queries, keysValues: Self.keysValues, Self.texts, in: PassContext(kernels: kernels)
      )
      expectEqual(found, dValues, within: Self.tolerance, "\(kernels)")
      let scores = Self.attention().contributions(
        contextGradient: Self.gradient, queries: Self.queries, keysValues: Self.keysValues, Self.texts,
        in: PassContext(kernels: kernels))
      for (text, rows) in [0..<51, 51..<53].enumerated() {
        let expected = rows.reduce(0) { sum, row in
          (0..<12).reduce(sum) { $0 + Double(Self.gradient[row, $1]) * context[row, $1] }
        }
        #expect(abs(scores[text].reduce(0) { $0 + Double($1) } - expected) < 51 * Self.tolerance, "\(kernels)")
      }
    }
  }

  /// One row of minus infinity beyond a distance for all heads: attention to a window.
  @Test func tokensBeyondAWindowDoNotCount() {
    let window = Matrix(rows: 1, columns: 119, (-59...59).map { abs($0) <= 4 ? 0 : -.infinity })
    let attention = Attention(heads: Self.heads, bias: DistanceBias(window, isLearned: false), precision: .float32)
    var other = Self.keysValues
    for column in 0..<24 { other[20, column] = 1e3 }
    for kernels in Kernels.supported {
      let context = PassContext(kernels: kernels)
      let (first, second) = (
        attention.forward(queries: Self.queries, keysValues: Self.keysValues, Self.texts, in: context),
        attention.forward(queries: Self.queries, keysValues: other, Self.texts, in: context)
      )
      for row in 0..<53 {
        #expect((first.rowArrays[row] == second.rowArrays[row]) == !(16...24).contains(row), "row \(row), \(kernels)")
      }
    }
    let (_, saved) = attention.forwardSaving(
      queries: Self.queries, keysValues: Self.keysValues, Self.texts, in: .test)
    let gradients = attention.backward(
      Self.gradient, queries: Self.queries, keysValues: Self.keysValues, saved, in: .test)
    #expect(gradients.dBias == nil && gradients.dQueries.elements.allSatisfy(\.isFinite))
  }

  /// Query by query and head by head.
  private static func reference(_ table: Plain) -> Plain {
    var context = Plain(rows: 53, columns: 12) { _, _ in 0 }
    for (text, keys) in [0..<51, 51..<58].enumerated() {
      for query in texts.queries[text]..<texts.queries[text + 1] {
        for head in 0..<heads {
          let channels = 6 * head..<6 * head + 6
          let terms = keys.enumerated().map { place, key in
            let product = channels.reduce(0) { $0 + Double(queries[query, $1]) * Double(keysValues[key, $1]) }
            return exp(product / 6.0.squareRoot() + table[head, place - texts.positions[query] + 59])
          }
          let sum = terms.reduce(0, +)
          for (key, term) in zip(keys, terms) {
            for c in channels { context[query, c] += term / sum * Double(keysValues[key, 12 + c]) }
          }
        }
      }
    }
    return context
  }
}
