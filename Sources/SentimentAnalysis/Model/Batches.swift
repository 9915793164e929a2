import Synchronization
public import Tensors

/// What `pass` makes of texts, in their order. It gets them in batches of like length, the longest first, so that memory
/// peaks at once.
///
/// Where there are several batches for each core, every core passes whole ones by itself: it waits for no other, and what a
/// layer leaves stays in its cache. Of fewer texts, one batch after the other is spread over all cores.
///
/// - Parameters:
///   - lengths: how many tokens each text has.
///   - tokens: the most that a batch holds, or one text.
///   - isLight: false keeps to one batch at a time, where a pass takes memory that cores should not each take.
///   - pass: gets indices into `lengths`, and returns a value for each. What it throws ends the work.
public func inBatches<Value: Sendable, E: Error>(
  ofLengths lengths: [Int], tokens: Int, isLight: Bool = true, in context: PassContext,
  _ pass: @Sendable ([Int]) throws(E) -> [Value]
) throws(E) -> [Value] {
  let hasFailed = Atomic(false)
  @Sendable func values(_ indices: [Int]) -> Result<[(index: Int, value: Value)], E> {
    guard !hasFailed.load(ordering: .relaxed) else { return .success([]) }
    do throws(E) {
      let values = try pass(indices)
      precondition(values.count == indices.count, "\(values.count) values of \(indices.count) texts")
      return .success(Array(zip(indices, values)))
    } catch {
      hasFailed.store(true, ordering: .relaxed)
      return .failure(error)
    }
  }
  let enough = batchesForEachCore * context.threads
  let share = min(tokens, tokensInCache.upperBound, lengths.reduce(0, +) / enough)
  let small = isLight && tokensInCache.contains(share) ? batches(ofLengths: lengths, tokens: share) : []
  let found =
    small.count >= enough
    ? context.map(small, grain: 1, rangesPerThread: small.count, values)
    : batches(ofLengths: lengths, tokens: tokens).map(values)
  var results = [Value?](repeating: nil, count: lengths.count)
  for batch in found { for (index, value) in try batch.get() { results[index] = value } }
  return results.compactMap(\.self)
}

/// So many leave the last core to finish with little to wait for.
private let batchesForEachCore = 4

/// With fewer tokens in a batch, a layer's weights are fetched too often; what it makes of more leaves the core's cache.
private let tokensInCache = 64...256

/// Groups texts for the encoder: those of like length together, at most `tokens` tokens (or one text) a group.
///
/// - Returns: indices into `lengths`, longest texts first.
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
