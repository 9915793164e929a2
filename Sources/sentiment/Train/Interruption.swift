import Foundation
import Synchronization

/// The first SIGINT or SIGTERM, which requests an orderly end. A second signal ends the program at once.
enum Interruption {
  private static let caught = Atomic<Int32>(0)

  /// The signal received; 0 if none.
  static var signal: Int32 { caught.load(ordering: .relaxed) }

  /// Starts to catch both signals.
  static func begin() {
    _ = signal  // initializes the constant before the handler runs
    var both = sigset_t()
    unsafe sigemptyset(&both)
    for number in [SIGINT, SIGTERM] {
      unsafe sigaddset(&both, number)
      Foundation.signal(number) { number in
        Interruption.caught.store(number, ordering: .relaxed)
        Foundation.signal(number, SIG_DFL)
      }
    }
    // The parent process may have blocked them, as Foundation's `Process` does.
    unsafe pthread_sigmask(SIG_UNBLOCK, &both, nil)
  }

  /// Stops catching: either signal ends the program at once.
  static func end() { for number in [SIGINT, SIGTERM] { Foundation.signal(number, SIG_DFL) } }
}
