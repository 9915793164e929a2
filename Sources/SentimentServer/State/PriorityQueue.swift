/// Elements by priority, each at most once: a binary heap that knows the place of each element.
struct PriorityQueue<Element: Hashable & Sendable, Priority: Comparable & Sendable>: Sendable {
  private var heap: [(element: Element, priority: Priority)] = []
  private var places: [Element: Int] = [:]

  /// The element with the highest priority.
  var first: Element? { heap.first?.element }

  /// Inserts an element or changes its priority; nil removes it.
  mutating func set(_ priority: Priority?, of element: Element) {
    guard let priority else { return remove(element) }
    if let place = places[element] {
      guard heap[place].priority != priority else { return }
      heap[place].priority = priority
      settle(place)
    } else {
      places[element] = heap.count
      heap.append((element, priority))
      settle(heap.count - 1)
    }
  }

  private mutating func remove(_ element: Element) {
    guard let place = places[element] else { return }
    swap(place, heap.count - 1)
    heap.removeLast()
    places[element] = nil
    if place < heap.count { settle(place) }
  }

  /// Moves an entry up or down to where it belongs.
  private mutating func settle(_ place: Int) {
    var place = place
    while place > 0, heap[place].priority > heap[(place - 1) / 2].priority {
      swap(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
    while let child = largerChild(of: place), heap[child].priority > heap[place].priority {
      swap(place, child)
      place = child
    }
  }

  private func largerChild(of place: Int) -> Int? {
    let (left, right) = (2 * place + 1, 2 * place + 2)
    guard right < heap.count else { return left < heap.count ? left : nil }
    return heap[right].priority > heap[left].priority ? right : left
  }

  private mutating func swap(_ one: Int, _ other: Int) {
    heap.swapAt(one, other)
    places[heap[one].element] = one
    places[heap[other].element] = other
  }
}
