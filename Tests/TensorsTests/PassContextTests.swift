import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Tensors

struct PassContextTests {
  @Test func rangesCoverEveryItemOnce() {
    for (count, grain, threads) in [
      (0, 1, 2), (1, 1, 4), (10, 1, 3), (10, 4, 4), (10, 0, 4), (100, 7, 64), (5, 100, 4), (70_000, 1, 2),
    ] {
      for perThread in [1, 8, 70_000] {
        let ranges = Mutex<[Range<Int>]>([])
        PassContext(threads: threads).ranges(count, grain: grain, rangesPerThread: perThread) { range in
          ranges.withLock { $0.append(range) }
        }
        let sorted = ranges.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } }
        #expect(sorted.flatMap { Array($0) } == Array(0..<count), "\(count) items, grain \(grain), \(threads) threads")
        #expect(sorted.count <= min(threads * perThread, WorkerPool.maximumParts))
        #expect(sorted.allSatisfy { count < grain || $0.count >= max(1, grain) })
      }
    }
  }

  @Test func noMoreThreadsTakePartThanAllowed() {
    for threads in [3, 1, 2] {  // the third worker of the first loop rests in the others
      let seen = Mutex<Set<UInt>>([])
      for _ in 0..<50 {
        PassContext(threads: threads).ranges(64, grain: 1, rangesPerThread: 16) { _ in
          let this = UInt(bitPattern: ObjectIdentifier(Thread.current).hashValue)
          seen.withLock { _ = $0.insert(this) }
        }
      }
      #expect(seen.withLock(\.count) <= threads)
    }
  }

  @Test func threadsAreFrom1To256() {
    var context = PassContext(threads: -3)
    #expect(context.threads == 1)
    context.threads = 1000
    #expect(context.threads == 256)
    #expect(PassContext.processorCount >= 1)
  }

  @Test(arguments: [2, 3, 8])
  func productsDifferOnlyByRounding(threads: Int) {
    for (rows, columns) in [(301, 64), (64, 301)] {
      let linear = Linear(weight: .random(columns, 40, seed: 1), bias: .random(1, columns, seed: 2))
      let x = Matrix.random(rows, 40, seed: 3)
      let one = linear.forward(x, then: .gelu, in: PassContext(threads: 1))
      let several = linear.forward(x, then: .gelu, in: PassContext(threads: threads))
      // Each is within this of the exact sum (ProductTests), and GELU's slope is below 1.13.
      expectEqual(several, Plain(one), within: 2 * 1.13 * 42 * 42 * unit)
    }
  }

  @Test(arguments: [2, 3, 8])
  func otherOperationsAreEqualBitForBit(threads: Int) {
    // Large enough to be split: 16,384 elements a thread and row-wise loop, 32,768 and column sum.
    let (x, dy) = (Matrix.random(401, 130, seed: 1), Matrix.random(401, 130, seed: 2))
    let norm = LayerNorm(scale: .random(1, 130, seed: 3, around: 1), shift: .random(1, 130, seed: 4))
    let attention = Attention(heads: 5)
    let texts = Attention.Texts(queries: [0, 100, 101, 401], keys: [0, 100, 101, 401])
    let kv = Matrix.random(401, 260, seed: 5)
    let dropout = Dropout(probability: 0.2, seed: 6)
    func results(in pass: PassContext) -> [(name: String, values: Matrix)] {
      let (y, saved) = norm.forwardSaving(x, adding: dy, epsilon: 1e-5, in: pass)
      var gradient = norm
      let dx = norm.backward(dy, saved, into: &gradient, in: pass)
      var dropped = x
      dropout.apply(to: &dropped, in: pass)
      var (parameter, first, second) = (x, dy, Matrix(rows: 401, columns: 130))
      AdamW().update(
        &parameter, gradient: dy, first: &first, second: &second, step: 2, learningRate: 0.1, weightDecay: 0.1,
        gradientScale: 1, in: pass)
      let (context, kept) = attention.forwardSaving(queries: x, keysValues: kv, texts, dropout: dropout, in: pass)
      let (dq, dkv, _) = attention.backward(dy, queries: x, keysValues: kv, kept, dropout: dropout, in: pass)
      return [
        ("norm", y), ("norm's gradient", dx), ("column sums", gradient.shift), ("weighted column sums", gradient.scale),
        ("GELU", Activation.gelu.forward(x, in: pass)),
        ("GELU's gradient", Activation.gelu.backward(dy, input: x, in: pass)),
        ("dropout", dropped),
        ("AdamW", parameter), ("first moment", first), ("second moment", second), ("attention", context),
        ("queries' gradient", dq), ("keys' and values' gradient", dkv),
      ]
    }
    let one = results(in: PassContext(threads: 1))
    let several = results(in: PassContext(threads: threads))
    for (one, several) in zip(one, several) {
      #expect(one.values.elements == several.values.elements, "\(one.name)")
    }
  }
}
