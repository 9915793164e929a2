import JSON
import JSONRPC
import SentimentAnalysis

/// A request that waits until the model has read its texts.
struct RequestJob: Sendable {
  /// Makes the answer of what the model said of each text.
  typealias Answer = @Sendable (_ results: [ExactString: Classification]) throws -> JSONValue

  let id: RequestID
  /// How the words that decided are found; nil where they are not wanted.
  let method: ExplanationMethod?
  let isShown: Bool
  let answer: Answer

  fileprivate(set) var results: [ExactString: Classification] = [:]
  /// What is still to be read and by which model, last text first.
  fileprivate var remaining: [(text: ExactString, model: ModelKey)]
  /// What the model reads now.
  fileprivate var reading: [(text: ExactString, model: ModelKey)] = []

  init(
    _ id: RequestID, _ texts: [(text: ExactString, model: ModelKey)], method: ExplanationMethod?,
    isShown: Bool, answer: @escaping Answer
  ) {
    self.id = id
    self.method = method
    self.isShown = isShown
    self.answer = answer
    remaining = texts.reversed()
  }

  var models: Set<ModelKey> { Set((remaining + reading).map(\.model)) }
}

/// The requests that wait for the model, in order of arrival. A batch takes texts from as many of them as it holds.
struct RequestQueue {
  /// Texts that are read together.
  struct Batch: Sendable {
    let ids: Set<RequestID>
    let texts: [ExactString]
    let model: ModelKey
    let method: ExplanationMethod?
  }

  enum Step {
    case read(Batch)
    case answer(RequestJob)
  }

  private var jobs: [RequestID: RequestJob] = [:]
  private var line = Line()
  private var cache = Self.emptyCache
  /// Small: who asks again does so soon.
  private static var emptyCache: ClassificationCache { ClassificationCache(byteLimit: 4 << 20) }

  var isEmpty: Bool { jobs.isEmpty }
  var cacheCount: Int { cache.count }

  var models: Set<ModelKey> { jobs.values.reduce(into: []) { $0.formUnion($1.models) } }

  func contains(_ id: RequestID) -> Bool { jobs[id] != nil }

  /// The requests that need a model.
  func ids(needing model: ModelKey) -> [RequestID] { jobs.values.filter { $0.models.contains(model) }.map(\.id) }

  mutating func add(_ job: RequestJob) {
    jobs[job.id] = job
    line.append(job.id)
  }

  /// False where there is no such request.
  mutating func remove(_ id: RequestID) -> Bool { jobs.removeValue(forKey: id) != nil }

  /// What was said by models that are no longer used is forgotten.
  mutating func forgetResults() { cache = Self.emptyCache }

  /// What is to be done next in a lane, as far as models are ready; nil where there is nothing.
  mutating func next(atMost bytes: Int, _ lane: ReadingLane, if isReady: (ModelKey) -> Bool) -> Step? {
    guard line.first(where: { jobs[$0] != nil }) != nil else { return nil }
    // Those behind may have texts of this lane; no further is looked, so that many of the other cost little.
    for id in line.waiting.prefix(Self.mostPassedOver) where jobs[id] != nil {
      jobs[id]?.takeKnown(&cache)
      if let (text, model) = jobs[id]?.remaining.last {
        if isReady(model), ReadingLane(of: text) == lane { return .read(batch(atMost: bytes, lane, from: id, model)) }
      } else if jobs[id]?.reading.isEmpty == true {
        return jobs.removeValue(forKey: id).map(Step.answer)
      }
    }
    return nil
  }

  private static let mostPassedOver = 64

  /// Texts of a job, and of those behind it, that one model reads by one method.
  private mutating func batch(
    atMost bytes: Int, _ lane: ReadingLane, from first: RequestID, _ model: ModelKey
  ) -> Batch {
    let method = jobs[first]?.method
    var (ids, texts): (Set<RequestID>, [ExactString]) = ([], [])
    var size = 0
    var seen: Set<ExactString> = []
    for id in line.waiting.drop(while: { $0 != first }) {
      guard size < bytes else { break }
      // A job that is changed is taken out meanwhile, or all its texts would be copied.
      guard jobs[id].map({ $0.method == method }) == true, var job = jobs.removeValue(forKey: id) else { continue }
      while size < bytes, let next = job.remaining.last, next.model == model, ReadingLane(of: next.text) == lane {
        job.remaining.removeLast()
        ids.insert(id)
        job.reading.append(next)
        guard seen.insert(next.text).inserted else { continue }
        texts.append(next.text)
        size += next.text.value.utf8.count + 1
      }
      jobs[id] = job
    }
    return Batch(ids: ids, texts: texts, model: model, method: method)
  }

  /// Takes in what the model said of a batch; what is nil is to be read again.
  ///
  /// - Returns: the requests that need no more.
  mutating func take(_ results: [Classification?], of batch: Batch) -> [RequestJob] {
    var found: [ExactString: Classification] = [:]
    for (text, result) in zip(batch.texts, results) {
      guard let result else { continue }
      found[text] = result
      if let method = batch.method { cache.insert(result, for: ExplainedText(text, by: method)) }
    }
    let asked = Set(batch.texts)
    var done: [RequestJob] = []
    for id in batch.ids {
      guard var job = jobs.removeValue(forKey: id) else { continue }
      // Texts of the other lane may still be being read.
      for next in job.reading.reversed() where asked.contains(next.text) {
        if let result = found[next.text] { job.results[next.text] = result } else { job.remaining.append(next) }
      }
      job.reading.removeAll { asked.contains($0.text) }
      job.takeKnown(&cache)
      if job.remaining.isEmpty, job.reading.isEmpty { done.append(job) } else { jobs[id] = job }
    }
    return done
  }
}

extension RequestJob {
  /// Passes over the texts that are known, from this request or from one before.
  fileprivate mutating func takeKnown(_ cache: inout ClassificationCache) {
    while let next = remaining.last {
      guard let known = results[next.text] ?? cache.reuse(ExplainedText(next.text, by: method)) else { return }
      results[next.text] = known
      remaining.removeLast()
    }
  }
}

/// Requests in order of arrival. Those that are answered stay in line until they are passed over.
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
