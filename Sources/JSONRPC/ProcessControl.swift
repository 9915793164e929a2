import Dispatch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the server asks of the process it runs in.
public enum ProcessControl {
  /// Makes writing to a closed pipe an error instead of the end of the process.
  public static func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
  }

  /// Has something done when the process is asked to end, instead of ending it.
  public static func onTermination(_ act: @escaping @Sendable () -> Void) {
    signal(SIGTERM, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
    // That it holds itself keeps it for as long as the process lasts.
    source.setEventHandler { withExtendedLifetime(source, act) }
    source.activate()
  }

  /// Whether a process with this id exists; true where that cannot be told.
  public static func isRunning(_ id: Int32) -> Bool {
    kill(id, 0) == 0 || errno != ESRCH
  }

  /// Ends the process at once, without waiting for threads that are blocked in a read.
  public static func exit(_ code: Int32) -> Never { _exit(code) }
}
