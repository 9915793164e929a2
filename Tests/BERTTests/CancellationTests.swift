import BERT
import Tensors
import TestSupport
import Testing

struct CancellationTests {
  /// Every pass checks before its first layer.
  @Test func cancelledPassesThrow() throws {
    let (model, batch) = (try tinyModel(), try Reference.load().batch)
    let context = PassContext(kernels: .tested)
    let passes: [() throws(CancellationError) -> Void] = [
      { () throws(CancellationError) in _ = try model.forward(batch, in: context) },
      { () throws(CancellationError) in _ = try model.forwardExplaining(batch, .lastLayers(1), in: context) },
      { () throws(CancellationError) in _ = try model.forwardExplaining(batch, .allLayers(.word), in: context) },
      { () throws(CancellationError) in _ = try model.forwardAttending(batch, .rollout, in: context) },
      { () throws(CancellationError) in _ = try model.forwardWithGradientTimesInput(batch, in: context) },
      { () throws(CancellationError) in _ = try model.forwardWithIntegratedGradients(batch, steps: 2, in: context) },
    ]
    for pass in passes { #expect(throws: Never.self) { try pass() } }
    context.cancellation.cancel()
    for pass in passes { #expect(throws: CancellationError.self) { try pass() } }
  }
}
