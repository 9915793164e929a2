import Dispatch

/// The looks at the client's process and at files on the disk, one each `checkInterval`.
struct PeriodicChecks {
  var due: DispatchTime
  /// Whether to return freed memory: receiving, reading and reporting a large document takes many times its size.
  var returnsMemory = false

  mutating func noteWork(on document: Document) {
    if document.text.bytes.count > 1 << 20 { returnsMemory = true }
  }
}
