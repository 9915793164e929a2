import JSON
import JSONRPC
import SentimentAnalysis

/// The texts of a request that models are to classify.
struct ClassificationJob: Sendable {
  /// Makes the response from the classifications.
  typealias Answer = @Sendable (_ classifications: [ExactString: Classification]) throws -> JSONValue

  /// The explanation and the further heads of each classification.
  let options: SentimentModel.Options
  /// Whether the answer, a sentence, is also shown to the user.
  let isShown: Bool
  let answer: Answer

  fileprivate(set) var classifications: [ExactString: Classification] = [:]
  /// The texts without a classification and their models, the first text last.
  fileprivate var remaining: [(text: ExactString, model: ModelKey)]
  /// The texts in running batches.
  fileprivate var running: [(text: ExactString, model: ModelKey)] = []

  init(
    _ texts: [(text: ExactString, model: ModelKey)], _ options: SentimentModel.Options, isShown: Bool = false,
    answer: @escaping Answer
  ) {
    self.options = options
    self.isShown = isShown
    self.answer = answer
    remaining = texts.reversed()
  }

  var models: Set<ModelKey> { Set((remaining + running).map(\.model)) }

  /// The response, once no text remains.
  var response: Result<JSONValue, ResponseError> { Result { try answer(classifications) }.mapError(responseError) }
}

/// The classification jobs of requests, in order of arrival. A batch takes texts from as many of them as fit.
struct ClassificationQueue {
  /// Texts of several requests that one model classifies together.
  struct Batch: Sendable {
    let ids: Set<RequestID>
    let texts: [ExactString]
    let model: ModelKey
    let options: SentimentModel.Options
  }

  enum Step {
    case classify(Batch)
    case respond(RequestID, ClassificationJob)
  }

  private var jobs: [RequestID: ClassificationJob] = [:]
  private var line = Line()
  private var cache = Self.emptyCache
  /// Small: clients repeat a request soon or never.
  private static var emptyCache: ClassificationCache { ClassificationCache(byteLimit: 4 << 20) }

  var isEmpty: Bool { jobs.isEmpty }
  var cacheCount: Int { cache.count }

  var models: Set<ModelKey> { jobs.values.reduce(into: []) { $0.formUnion($1.models) } }

  func contains(_ id: RequestID) -> Bool { jobs[id] != nil }

  /// The requests that need a model.
  func ids(needing model: ModelKey) -> [RequestID] { jobs.filter { $0.value.models.contains(model) }.map(\.key) }

  mutating func add(_ job: ClassificationJob, for id: RequestID) {
    jobs[id] = job
    line.append(id)
  }

  mutating func remove(_ id: RequestID) { jobs[id] = nil }

  /// Empties the cache: its classifications may come from a model that is no longer used.
  mutating func clearCache() { cache = Self.emptyCache }

  /// The next step in a lane with the models that are ready; nil where there is none.
  mutating func next(byteLimit: Int, _ lane: ReadingLane, if isReady: (ModelKey) -> Bool) -> Step? {
    guard line.first(where: { jobs[$0] != nil }) != nil else { return nil }
    // Later jobs may have texts of this lane. The search is bounded, so that many of the other lane cost little.
    for id in line.waiting.prefix(Self.searchLimit) where jobs[id] != nil {
      jobs[id]?.takeKnown(&cache)
      if let (text, model) = jobs[id]?.remaining.last {
        if isReady(model), ReadingLane(of: text) == lane {
          return .classify(batch(byteLimit: byteLimit, lane, from: id, model))
        }
      } else if jobs[id]?.running.isEmpty == true {
        return jobs.removeValue(forKey: id).map { .respond(id, $0) }
      }
    }
    return nil
  }

  private static let searchLimit = 64

  /// Takes texts of a job, and of later jobs, that need the same model and options.
  private mutating func batch(
    byteLimit: Int, _ lane: ReadingLane, from first: RequestID, _ model: ModelKey
  ) -> Batch {
    let options = jobs[first]?.options ?? .init()
    var (ids, texts): (Set<RequestID>, [ExactString]) = ([], [])
    var size = 0
    var seen: Set<ExactString> = []
    for id in line.waiting.drop(while: { $0 != first }) {
      guard size < byteLimit else { break }
      // A job is removed while it changes: otherwise all its texts would be copied.
      guard jobs[id].map({ $0.options == options }) == true, var job = jobs.removeValue(forKey: id) else { continue }
      while size < byteLimit, let next = job.remaining.last, next.model == model, ReadingLane(of: next.text) == lane {
        job.remaining.removeLast()
        ids.insert(id)
        job.running.append(next)
        guard seen.insert(next.text).inserted else { continue }
        texts.append(next.text)
        size += next.text.value.utf8.count + 1
      }
      jobs[id] = job
    }
    return Batch(ids: ids, texts: texts, model: model, options: options)
  }

  /// Stores the classifications of a batch. Texts whose classification is nil go back into the queue.
  ///
  /// - Returns: the jobs that are complete.
  mutating func store(_ results: [Classification?], of batch: Batch) -> [(id: RequestID, job: ClassificationJob)] {
    var found: [ExactString: Classification] = [:]
    for (text, result) in zip(batch.texts, results) {
      guard let result else { continue }
      found[text] = result
      if batch.options.method != nil { cache.insert(result, for: ExplainedText(text, batch.options)) }
    }
    let texts = Set(batch.texts)
    var complete: [(id: RequestID, job: ClassificationJob)] = []
    for id in batch.ids {
      guard var job = jobs.removeValue(forKey: id) else { continue }
      // A batch of the other lane may hold further texts of the job.
      for next in job.running.reversed() where texts.contains(next.text) {
        if let result = found[next.text] { job.classifications[next.text] = result } else { job.remaining.append(next) }
      }
      job.running.removeAll { texts.contains($0.text) }
      job.takeKnown(&cache)
      if job.remaining.isEmpty, job.running.isEmpty { complete.append((id, job)) } else { jobs[id] = job }
    }
    return complete
  }
}

extension ClassificationJob {
  /// Removes the texts whose classification is known, from this request or an earlier one.
  fileprivate mutating func takeKnown(_ cache: inout ClassificationCache) {
    while let next = remaining.last {
      guard let known = classifications[next.text] ?? cache.reuse(ExplainedText(next.text, options)) else { return }
      classifications[next.text] = known
      remaining.removeLast()
    }
  }
}

/// Requests in order of arrival. Those that are answered are dropped when they reach the front.
private struct Line {
  private var entries: [RequestID] = []
  private var head = 0

  mutating func append(_ id: RequestID) { entries.append(id) }

  var waiting: ArraySlice<RequestID> { entries[head...] }

  /// The first that still waits.
  mutating func first(where isWaiting: (RequestID) -> Bool) -> RequestID? {
    while head < entries.count, !isWaiting(entries[head]) { head += 1 }
    if head * 2 > entries.count {
      entries.removeFirst(head)
      head = 0
    }
    return head < entries.count ? entries[head] : nil
  }
}

extension ReadingLane {
  fileprivate init(of text: ExactString) { self.init(bytes: text.value.utf8.count) }
}
