/// Whether a regular expression repeats a group that leaves a choice, as `(a+)+b` and `(a|aa)+b` do, or many things one behind
/// the other: on a text that does not match, an
/// engine that tries one way after the other may then take longer than anyone lives, and cannot be interrupted.
func repeatsRepetition(_ pattern: String) -> Bool {
  let scalars = Array(pattern.unicodeScalars)
  /// For each group that is open, the whole first, whether it leaves a choice.
  var holds = [false]
  var index = 0
  var inSet = 0
  var repetitions = 0
  while index < scalars.count {
    let scalar = scalars[index]
    index += 1
    if scalar == "\\" {
      index += 1
    } else if scalar == "[" {
      inSet += 1
    } else if scalar == "]", inSet > 0 {
      inSet -= 1
    } else if inSet > 0 {
      continue
    } else if scalar == "(" {
      holds.append(false)
    } else if scalar == ")", holds.count > 1 {
      let group = holds.removeLast()
      guard group else { continue }
      if isUnboundedRepetition(scalars[index...]) { return true }
      holds[holds.count - 1] = true
    } else if isUnboundedRepetition(scalars[(index - 1)...]) {
      repetitions += 1
      if repetitions > 3 { return true }
      holds[holds.count - 1] = true
    } else if scalar == "|" || scalar == "{" || scalar == "?" && scalars[..<(index - 1)].last != "(" {
      holds[holds.count - 1] = true
    }
  }
  return false
}

/// Whether `*`, `+` or `{n,}` stands here.
private func isUnboundedRepetition(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
  guard let first = scalars.first else { return false }
  if first == "*" || first == "+" { return true }
  guard first == "{", let end = scalars.firstIndex(of: "}") else { return false }
  return scalars[end - 1] == ","
}
