import Foundation
import Tensors
import TestSupport
import Testing

// B texts · M queries · N keys · C channels · H heads · D = C/H channels a head
struct AttentionTests {
  private struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var queries: [Int]
    var keys: [Int]
    var heads: Int
    var channels: Int
    var dropout: Dropout?

    var texts: Attention.Texts { Attention.Texts(queries: queries, keys: keys) }
    var size: Int {
      zip(zip(queries, queries.dropFirst()), zip(keys, keys.dropFirst())).reduce(0) {
        $0 + heads * ($1.0.1 - $1.0.0) * ($1.1.1 - $1.1.0)
      }
    }
  }

  private static let cases = [
    Case(testDescription: "one token", queries: [0, 1], keys: [0, 1], heads: 1, channels: 1),
    Case(
      testDescription: "texts of different lengths", queries: [0, 3, 4, 11], keys: [0, 3, 4, 11], heads: 2, channels: 6),
    Case(testDescription: "one query a text", queries: [0, 1, 2, 3], keys: [0, 3, 4, 21], heads: 3, channels: 12),
    Case(
      testDescription: "with dropout", queries: [0, 3, 4, 11], keys: [0, 3, 4, 11], heads: 2, channels: 6,
      dropout: Dropout(probability: 0.4, seed: 5)),
    Case(
      testDescription: "one query a text, with dropout", queries: [0, 1, 2], keys: [0, 5, 12], heads: 2, channels: 8,
      dropout: Dropout(probability: 0.25, seed: 6)),
    Case(testDescription: "a text without tokens", queries: [0, 0, 2], keys: [0, 0, 2], heads: 2, channels: 4),
  ]

  /// Probabilities have a relative error of 1e-6 (SoftmaxTests, and scores with D roundings) and sum to 1; their factors are
  /// below 2, including the dropout's 1/(1 − p); a key's gradient is a sum over at most 10 queries.
  private static let tolerance = 10 * 2 * 1e-6

  @Test(arguments: cases)
  private func forwardEqualsThePlainLoop(_ row: Case) {
    let (q, kv, _) = Self.sample(row)
    let attention = Attention(heads: row.heads)
    let (context, _) = attention.forwardSaving(queries: q, keysValues: kv, row.texts, dropout: row.dropout, in: .test)
    expectEqual(context, Self.reference(row, Plain(q), Plain(kv)), within: Self.tolerance)
    if row.dropout == nil {
      #expect(attention.forward(queries: q, keysValues: kv, row.texts, in: .test).elements == context.elements)
    }
  }

  /// With packed products: blocks of queries, panels of keys, odd numbers of both, and heads that are narrow or wide.
  @Test(arguments: [(1, 1, 8, 1), (3, 5, 64, 2), (4, 17, 24, 1), (130, 130, 64, 1), (50, 67, 70, 1), (101, 97, 96, 3)])
  func packedForwardIsNearThePlainLoop(queries: Int, keys: Int, channels: Int, heads: Int) {
    let row = Case(
      testDescription: "", queries: [0, 2, 2 + queries], keys: [0, 3, 3 + keys], heads: heads, channels: channels)
    let (q, kv, _) = Self.sample(row)
    let expected = Self.reference(row, Plain(q), Plain(kv))
    for (precision, tolerance) in [(PackedFactor.Precision.float32, Self.tolerance), (.bfloat16, 0.02)] {
      for kernels in Kernels.supported {
        let context = Attention(heads: heads, precision: precision).forward(
          queries: q, keysValues: kv, row.texts, in: PassContext(kernels: kernels))
        expectEqual(context, expected, within: tolerance, "\(kernels), \(precision)")
      }
    }
  }

  @Test(arguments: cases)
  private func backwardMatchesFiniteDifferences(_ row: Case) {
    let (q, kv, dContext) = Self.sample(row)
    let (plainQ, plainKV) = (Plain(q), Plain(kv))
    let expected = (
      dq: slopes(at: plainQ, dContext) { Self.reference(row, $0, plainKV) },
      dkv: slopes(at: plainKV, dContext) { Self.reference(row, plainQ, $0) }
    )
    // The error of a rounded product is 2⁻⁸ of its terms; at most three products follow each other.
    let size = max(1, expected.dq.largestMagnitude, expected.dkv.largestMagnitude)
    let precisions = [
      (PackedFactor.Precision?.none, Self.tolerance), (.float32, Self.tolerance), (.bfloat16, size * 3 / 256),
    ]
    for (precision, tolerance) in precisions {
      let attention = Attention(heads: row.heads, precision: precision)
      let (_, saved) = attention.forwardSaving(queries: q, keysValues: kv, row.texts, dropout: row.dropout, in: .test)
      let (dq, dkv, _) = attention.backward(
        dContext, queries: q, keysValues: kv, saved, dropout: row.dropout, in: .test)
      expectEqual(dq, expected.dq, within: tolerance, "dq")
      expectEqual(dkv, expected.dkv, within: tolerance, "dkv")
    }
  }

  @Test func textsDoNotAttendToEachOther() {
    let attention = Attention(heads: 2)
    let (q, kv) = (Matrix.random(7, 6, seed: 1), Matrix.random(7, 12, seed: 2))
    var other = kv
    for column in 0..<12 { other[5, column] = 1e30 }  // in the second text
    let offsets = Attention.Texts(queries: [0, 4, 7], keys: [0, 4, 7])
    let (y, z) = (
      attention.forward(queries: q, keysValues: kv, offsets, in: .test),
      attention.forward(queries: q, keysValues: other, offsets, in: .test)
    )
    #expect(y.elements[..<24] == z.elements[..<24])
    #expect(y.elements[24...] != z.elements[24...])
  }

  /// Token j's share is Σ over heads of p(j) · (g · v(j)); together they make g · context.
  @Test func contributionsSplitGradientTimesContext() {
    let row = Case(testDescription: "", queries: [0, 1, 2, 3], keys: [0, 3, 4, 21], heads: 2, channels: 8)
    let (q, kv, g) = Self.sample(row)
    let attention = Attention(heads: 2)
    let context = attention.forward(queries: q, keysValues: kv, row.texts, in: .test)
    for kernels in Kernels.supported {
      let scores = attention.contributions(
        contextGradient: g, queries: q, keysValues: kv, row.texts, in: PassContext(kernels: kernels))
      expectContributions(scores, row, q, kv, g, context)
    }
  }

  private func expectContributions(
    _ scores: [[Float]], _ row: Case, _ q: Matrix, _ kv: Matrix, _ g: Matrix, _ context: Matrix
  ) {
    for text in 0..<3 {
      let keys = row.keys[text]..<row.keys[text + 1]
      #expect(scores[text].count == keys.count)
      for (token, score) in scores[text].enumerated() {
        // With the other tokens' values at zero, g · context is this token's share alone.
        var alone = Plain(kv)
        for key in keys where key != keys.lowerBound + token { for c in 8..<16 { alone[key, c] = 0 } }
        let context = Self.reference(row, Plain(q), alone)
        let expected = (0..<8).reduce(0) { $0 + Double(g[text, $1]) * context[text, $1] }
        #expect(abs(Double(score) - expected) <= Self.tolerance, "text \(text), token \(token)")
      }
      let whole = (0..<8).reduce(0) { $0 + Double(g[text, $1]) * Double(context[text, $1]) }
      #expect(abs(scores[text].reduce(0) { $0 + Double($1) } - whole) <= Self.tolerance)
    }
  }

  /// dv = pᵀ · dcontext, for blocks of queries and panels of keys, odd numbers of both.
  @Test(arguments: [(1, 1, 8, 1), (3, 5, 64, 2), (4, 17, 24, 1), (130, 130, 64, 1), (50, 67, 70, 1), (101, 97, 96, 3)])
  func valueGradientsFreezeTheProbabilities(queries: Int, keys: Int, channels: Int, heads: Int) {
    let row = Case(
      testDescription: "", queries: [0, 2, 2, 2 + queries], keys: [0, 3, 4, 4 + keys], heads: heads, channels: channels)
    let (q, kv, dContext) = Self.sample(row)
    // The map from values to context is linear, so its gradient needs no small step.
    let plain = Attention(heads: heads).valueGradientFreezingProbabilities(
      dContext, queries: q, keysValues: kv, row.texts, in: PassContext(kernels: .portable))
    let (_, saved) = Attention(heads: heads).forwardSaving(queries: q, keysValues: kv, row.texts, in: .test)
    let expected = Attention(heads: heads).backward(dContext, queries: q, keysValues: kv, saved, in: .test).dKeysValues
    let values = Plain(rows: expected.rows, columns: channels) { Double(expected[$0, channels + $1]) }
    expectEqual(plain, values, within: Self.tolerance * 10)
    for (precision, tolerance) in [(PackedFactor.Precision.float32, Self.tolerance * 10), (.bfloat16, 0.05)] {
      for kernels in Kernels.supported {
        let gradient = Attention(heads: heads, precision: precision).valueGradientFreezingProbabilities(
          dContext, queries: q, keysValues: kv, row.texts, in: PassContext(kernels: kernels))
        expectEqual(gradient, values, within: tolerance, "\(kernels), \(precision)")
      }
    }
  }

  private static func sample(_ row: Case) -> (queries: Matrix, keysValues: Matrix, dContext: Matrix) {
    let (m, n) = (row.queries.last ?? 0, row.keys.last ?? 0)
    return (
      .random(m, row.channels, seed: 1), .random(n, 2 * row.channels, seed: 2), .random(m, row.channels, seed: 3)
    )
  }

  /// Text by text, head by head, query by query; the dropout's mask is the one it makes of ones.
  private static func reference(_ row: Case, _ q: Plain, _ kv: Plain) -> Plain {
    var mask = Matrix(rows: 1, columns: row.size, Array(repeating: 1, count: row.size))
    row.dropout?.apply(to: &mask, in: .test)
    var factors = mask.elements.makeIterator()
    let width = row.channels / row.heads
    var context = Plain(rows: q.rows, columns: q.columns) { _, _ in 0 }
    for text in 0..<row.texts.count {
      let keys = row.keys[text]..<row.keys[text + 1]
      for head in 0..<row.heads {
        let channels = head * width..<(head + 1) * width
        for query in row.queries[text]..<row.queries[text + 1] {
          let terms = keys.map { key in
            exp(channels.reduce(0) { $0 + q[query, $1] * kv[key, $1] } / Double(width).squareRoot())
          }
          let sum = terms.reduce(0, +)
          for (key, term) in zip(keys, terms) {
            let p = term / sum * Double(factors.next() ?? .nan)
            for c in channels { context[query, c] += p * kv[key, row.channels + c] }
          }
        }
      }
    }
    return context
  }
}
