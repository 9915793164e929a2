import JSON
import Testing

/// The figures depend on the machine; that they are there does not.
struct BenchServerTests {
  @Test(arguments: [[], ["--pull"]]) func printsEveryFigureAsJSON(options: [String]) throws {
    let outcome = try Program.run(
      "sentiment", ["bench", "server", "--reviews", "20", "--rows", "40", "--soak", "1", "--json"] + options)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try outcome.lines()
    #expect(rows.map { $0["name"]?.stringValue } == Self.names)
    for row in rows {
      #expect(row["value"]?.doubleValue != nil && row["unit"]?.stringValue != nil, "\(row.serialized())")
    }
    let bars: [Double?] = [0.05, 0.5, 1.25, 0.005, 0.05]
    #expect(
      rows.filter { $0["name"] != "edit to findings, 95th percentile" }.compactMap { $0["bar"]?.doubleValue } == bars)
  }

  private static let names = [
    "initialize", "20 reviews: first finding", "20 reviews: all of it", "20 reviews: classified in this process",
    "20 reviews: ratio of the two", "the edited reviews alone, median", "the edited reviews alone, 95th percentile",
    "edit to findings, median", "edit to findings, 95th percentile",
    "edit less debounce, over the review alone, median",
    "edit less debounce, over the review alone, 95th percentile", "hover on a review that is read, median",
    "hover on a review that is read, 95th percentile", "cancellation, 95th percentile", "40 rows: answers again after",
    "40 rows: first finding", "40 rows: the file", "40 rows: memory at the most", "40 rows: memory while it is read",
    "40 rows: memory after it is closed",
  ]

  @Test(arguments: [
    ("/no/such/program", "/no/such/program cannot be started"), ("/bin/false", "the server has ended, with 1"),
    ("/bin/echo", "the server has ended"),
  ])
  func aServerThatDoesNotServeIsTroubleInASentence(_ row: (path: String, expected: String)) throws {
    let outcome = try Program.run("sentiment", ["bench", "server", "--server", row.path])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(row.expected), "\(outcome.errors)")
  }

  @Test(arguments: [["--reviews", "9"], ["--rows", "9"], ["--soak", "0"]]) func numbersOutOfBoundsAreRefused(
    _ options: [String]
  ) throws {
    let outcome = try Program.run("sentiment", ["bench", "server"] + options)
    #expect(outcome.status == 2 && outcome.errors.contains(options[0]), "\(outcome.errors)")
  }
}
