import JSONRPC
import SentimentAnalysis

/// Texts that someone waits to have classified.
struct Job {
  /// Who waits. Each owner has one job at most: a new one takes the place of the old one.
  enum Owner: Hashable {
    case request(RequestID)
    case document(ExactString)
  }

  enum Urgency: Int { case background, hover }

  /// What is done once all texts are classified.
  enum Completion {
    case answer(Reply.Answer)
    case publish(Document, [Review])
  }

  let owner: Owner
  let urgency: Urgency
  /// How the words that decided are found; nil where they are not wanted.
  let method: ExplanationMethod?
  let completion: Completion

  fileprivate(set) var ticket = 0
  fileprivate(set) var results: [ExactString: Classification] = [:]
  /// What is still to be classified, last text first.
  fileprivate var remaining: [ExactString]

  /// - Parameter known: what is known of some texts, explained as the job wants it.
  init(
    _ owner: Owner, _ texts: [String], known: [ExactString: Classification] = [:], urgency: Urgency = .background,
    method: ExplanationMethod?, then completion: Completion
  ) {
    self.owner = owner
    self.urgency = urgency
    self.method = method
    self.completion = completion
    remaining = []
    for text in texts.reversed().map(ExactString.init) {
      if let result = known[text] { results[text] = result } else { remaining.append(text) }
    }
  }

  /// Takes out the next texts, each wording once, that are neither done nor in the cache.
  fileprivate mutating func takeBatch(of size: Int, cache: inout ClassificationCache) -> [ExactString] {
    var batch: [ExactString] = []
    while batch.count < size, let text = remaining.popLast() {
      if results[text] != nil || batch.contains(text) { continue }
      if let known = cache.classification(of: text, by: method) { take(known, of: text) } else { batch.append(text) }
    }
    return batch
  }

  /// A document keeps what its findings show: every word's weight, of very many reviews, would be most of its memory.
  fileprivate mutating func take(_ result: Classification, of text: ExactString) {
    results[text] = result
    if case .document = owner { results[text]?.words = [] }
  }
}

/// The jobs that wait for the model, and the one batch that it works on.
///
/// Hover comes before the document that was edited last, and that before all else, in order of arrival. Work goes to the
/// model in small batches, and more urgent work interrupts a batch: what it had done is kept.
struct JobQueue {
  private static let batchSize = 16

  struct Batch {
    let owner: Job.Owner
    let ticket: Int
    let urgency: Job.Urgency
    let texts: [ExactString]
    let method: ExplanationMethod?
    let stop = StopFlag()
  }

  enum Step {
    case run(Batch)
    case complete(Job)
  }

  private var jobs: [Job.Owner: Job] = [:]
  private var lines: [Job.Urgency: Line] = [:]
  private var tickets = 0
  private(set) var running: Batch?

  /// The requests that wait for an answer.
  var requests: [RequestID] {
    jobs.keys.compactMap { if case .request(let id) = $0 { id } else { nil } }
  }

  /// Whether a request waits for an answer.
  var hasRequests: Bool {
    jobs.keys.contains { if case .request = $0 { true } else { false } }
  }

  func contains(_ owner: Job.Owner) -> Bool { jobs[owner] != nil }

  mutating func add(_ job: Job) {
    remove(job.owner)
    tickets += 1
    jobs[job.owner] = job
    jobs[job.owner]?.ticket = tickets
    lines[job.urgency, default: Line()].append(job.owner, ticket: tickets)
    if let running, running.urgency.rawValue < job.urgency.rawValue { running.stop.set() }
  }

  /// Takes a job out, as far as it is done, and stops the model if it works on that; nil where there is none.
  @discardableResult
  mutating func remove(_ owner: Job.Owner) -> Job? {
    guard let job = jobs.removeValue(forKey: owner) else { return nil }
    if let running, running.ticket == job.ticket { running.stop.set() }
    return job
  }

  /// What is to be done next, while the model has nothing to do; nil when nothing is left.
  mutating func next(lastEdited document: ExactString?, cache: inout ClassificationCache) -> Step? {
    func first(_ urgency: Job.Urgency) -> Job? {
      lines[urgency]?.first { jobs[$0]?.ticket == $1 }.flatMap { jobs[$0] }
    }
    guard running == nil,
      var job = first(.hover) ?? document.flatMap({ jobs[.document($0)] }) ?? first(.background)
    else { return nil }
    let texts = job.takeBatch(of: Self.batchSize, cache: &cache)
    if texts.isEmpty {
      jobs[job.owner] = nil
      return .complete(job)
    }
    jobs[job.owner] = job
    let batch = Batch(
      owner: job.owner, ticket: job.ticket, urgency: job.urgency, texts: texts, method: job.method)
    running = batch
    return .run(batch)
  }

  /// Takes in what the running batch gave. Returns its owner where the model left out texts without having been stopped.
  mutating func finishBatch(_ results: [Classification?], cache: inout ClassificationCache) -> Job.Owner? {
    guard let batch = running else { return nil }
    running = nil
    let isCurrent = jobs[batch.owner]?.ticket == batch.ticket
    var missing: [ExactString] = []
    for (index, text) in batch.texts.enumerated() {
      guard index < results.count, let result = results[index] else {
        missing.append(text)
        continue
      }
      if let method = batch.method { cache.insert(result, for: text, by: method) }
      if isCurrent { jobs[batch.owner]?.take(result, of: text) }
    }
    guard isCurrent else { return nil }
    jobs[batch.owner]?.remaining += missing.reversed()
    return !missing.isEmpty && !batch.stop.isSet ? batch.owner : nil
  }
}

/// Owners in order of arrival. Those who went before their turn stay in line and are passed over.
private struct Line {
  private var entries: [(owner: Job.Owner, ticket: Int)] = []
  private var head = 0

  mutating func append(_ owner: Job.Owner, ticket: Int) { entries.append((owner, ticket)) }

  /// The first who still waits.
  mutating func first(where isWaiting: (Job.Owner, Int) -> Bool) -> Job.Owner? {
    while head < entries.count, !isWaiting(entries[head].owner, entries[head].ticket) { head += 1 }
    if head * 2 > entries.count {
      entries.removeFirst(head)
      head = 0
    }
    return head < entries.count ? entries[head].owner : nil
  }
}
