import Synchronization
public import Tensors

/// Computes a value for each text, in batches of similar length. The longest come first, so that memory peaks at once.
///
/// If there are several batches for each thread, every thread runs whole batches: it does not wait for others, and the output
/// of a layer stays in its core's cache. With fewer texts, all threads share each batch.
///
/// - Parameters:
///   - lengths: the number of tokens of each text.
///   - tokens: the maximum of tokens in a batch of several texts.
///   - isLight: false bounds the tokens of all threads together, since each pass needs much memory.
///   - pass: receives indices into `lengths` and returns a value for each. An error ends the work.
/// - Returns: the values in the order of the texts.
public func inBatches<Value: Sendable, E: Error>(
  ofLengths lengths: [Int], tokens: Int, isLight: Bool = true, in context: PassContext,
  _ pass: @Sendable ([Int]) throws(E) -> [Value]
) throws(E) -> [Value] {
  let hasFailed = Atomic(false)
  @Sendable func values(_ indices: [Int]) -> Result<[(index: Int, value: Value)], E> {
    guard !hasFailed.load(ordering: .relaxed) else { return .success([]) }
    do throws(E) {
      let values = try pass(indices)
      precondition(values.count == indices.count, "\(values.count) values for \(indices.count) texts")
      return .success(Array(zip(indices, values)))
    } catch {
      hasFailed.store(true, ordering: .relaxed)
      return .failure(error)
    }
  }
  let enough = batchesPerThread * context.threads
  let most = isLight ? tokens : tokens / context.threads
  let share = min(most, tokensInCache.upperBound, lengths.reduce(0, +) / enough)
  let areShort = isLight || lengths.allSatisfy { $0 <= most }
  let small = areShort && tokensInCache.contains(share) ? batches(ofLengths: lengths, tokens: share) : []
  let found =
    small.count >= enough
    ? context.map(small, grain: 1, rangesPerThread: small.count, values)
    : batches(ofLengths: lengths, tokens: tokens).map(values)
  var results = [Value?](repeating: nil, count: lengths.count)
  for batch in found { for (index, value) in try batch.get() { results[index] = value } }
  return results.compactMap(\.self)
}

/// With this number of batches, the last thread to finish keeps the others waiting only briefly.
private let batchesPerThread = 4

/// With fewer tokens in a batch, a layer's weights are fetched too often; with more, its output leaves the core's cache.
private let tokensInCache = 64...256

/// Groups texts of similar length, with at most `tokens` tokens or one text in each group.
///
/// - Returns: indices into `lengths`, the longest texts first.
func batches(ofLengths lengths: [Int], tokens: Int) -> [[Int]] {
  var batches: [[Int]] = []
  var room = 0
  for index in lengths.indices.sorted(by: { (lengths[$0], $1) > (lengths[$1], $0) }) {
    if batches.isEmpty || lengths[index] > room {
      batches.append([])
      room = tokens
    }
    batches[batches.count - 1].append(index)
    room -= lengths[index]
  }
  return batches
}
