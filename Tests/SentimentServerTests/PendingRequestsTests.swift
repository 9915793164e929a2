import JSONRPC
import Tensors
import Testing

@testable import SentimentServer

struct PendingRequestsTests {
  private func request(_ id: Int64) -> Request { Request(id: .integer(id), method: "test", params: nil) }

  private func pending(_ waits: PendingRequests.Wait...) -> PendingRequests {
    var pending = PendingRequests()
    for (index, wait) in waits.enumerated() { pending.add(request(Int64(index)), wait) }
    return pending
  }

  @Test func cancellingStopsTheWorkOnce() {
    var pending = pending(.command)
    let cancellation = pending[.integer(0)]?.cancellation
    #expect(pending.cancel(.integer(0)) && cancellation?.isCancelled == true)
    #expect(!pending.cancel(.integer(0)) && pending.isEmpty)
  }

  @Test func aReusedIDIsAnotherRequest() {
    var pending = pending(.command)
    _ = pending.cancel(.integer(0))
    pending.add(request(0), .command)
    #expect(pending[.integer(0)]?.cancellation.isCancelled == false)
  }

  @Test func removesTheRequestsOfOneDocumentInOrder() {
    let (a, b) = (ExactString("a"), ExactString("b"))
    var pending = pending(
      .reviews(of: a), .diagnostics(of: a, previous: nil), .reviews(of: b), .reviews(of: a), .command)
    pending.remove(.integer(0))
    pending.add(request(0), .reviews(of: a))
    let removed = pending.removeAll(waitingFor: a) { if case .reviews = $0 { true } else { false } }
    #expect(removed.map(\.id) == [.integer(3), .integer(0)])
    #expect(pending.ids == [.integer(1), .integer(2), .integer(4)])
    #expect(pending.ids(where: \.needsDocuments) == [.integer(1), .integer(2)])
  }

  @Test func startedRequestsNoLongerWait() {
    var pending = pending(.command, .command)
    #expect(pending.start(.integer(0)) != nil && pending.start(.integer(7)) == nil)
    #expect(pending.waiting { _ in true }.map(\.id) == [.integer(1)])
  }
}
