// The one file that touches json-c, and therefore raw pointers.

import CJSONC

/// A JSON text as json-c reads it.
struct JSONCTree {
  let value: JSONValue
  /// The members of all objects.
  let memberCount: Int

  /// Reads a text that `StrictScan` has checked and repaired and that ends in a NUL.
  static func parse(_ text: ArraySlice<UInt8>, depth: Int, keysHoldNUL: Bool) throws(JSONError) -> JSONCTree {
    // json-c counts the value at the bottom and a reserve as levels of their own.
    guard let size = CInt(exactly: text.count), let tokener = unsafe json_tokener_new_ex(CInt(depth) + 2) else {
      throw JSONError(line: 1, column: 1, reason: "there is no memory to read the text")
    }
    defer { unsafe json_tokener_free(tokener) }

    let root = unsafe text.withUnsafeBytes { bytes in
      unsafe json_tokener_parse_ex(tokener, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), size)
    }
    // A null pointer stands for the value null and for failure alike; a success says which.
    let status = unsafe json_tokener_get_error(tokener)
    guard status == json_tokener_success else {
      let reason = unsafe String(cString: json_tokener_error_desc(status))
      throw unsafe JSONError(
        in: text, at: text.startIndex + json_tokener_get_parse_end(tokener),
        reason: "json-c refused the text: \(reason)")
    }
    defer { _ = unsafe json_object_put(root) }
    var conversion = Conversion(keysHoldNUL: keysHoldNUL)
    return unsafe JSONCTree(value: conversion.value(of: root), memberCount: conversion.memberCount)
  }
}

/// Hands the memory of all that is gone back to the system, where the C library can.
///
/// A large text is held in very many small blocks while it is read, which the library would keep for itself.
public func returnFreedMemoryToSystem() { return_freed_memory() }

/// Turns json-c's tree into a value without recursion.
@safe private struct Conversion {
  let keysHoldNUL: Bool
  var memberCount = 0
  private var open: [Open]

  init(keysHoldNUL: Bool) {
    self.keysHoldNUL = keysHoldNUL
    unsafe open = []
  }

  /// A container of which some values are still to come.
  @unsafe private struct Open {
    let node: OpaquePointer
    /// The member to convert next, if this is an object that has more.
    var entry: UnsafeMutablePointer<lh_entry>?
    let count: Int
    let isObject: Bool
    var elements: [JSONValue] = []
    var object = JSONObject()
  }

  mutating func value(of root: OpaquePointer?) -> JSONValue {
    var finished = unsafe scalarOrOpening(root)
    while true {
      if let value = finished {
        guard unsafe !open.isEmpty else { return value }
        add(value)
      }
      finished = convertNext()
    }
  }

  /// The value of a node; nil after opening a container.
  private mutating func scalarOrOpening(_ node: OpaquePointer?) -> JSONValue? {
    guard let node = unsafe node else { return .null }
    switch unsafe json_object_get_type(node) {
    case json_type_boolean: return unsafe .bool(json_object_get_boolean(node) != 0)
    case json_type_int:
      // Both calls saturate: the signed one at the top, the unsigned one at zero.
      let signed = unsafe json_object_get_int64(node)
      return signed < .max ? .integer(signed) : unsafe JSONValue(json_object_get_uint64(node))
    case json_type_double: return unsafe .double(json_object_get_double(node))
    case json_type_string:
      let bytes = unsafe UnsafeRawBufferPointer(
        start: json_object_get_string(node), count: Int(json_object_get_string_len(node)))
      return unsafe .string(String(decoding: bytes, as: UTF8.self))
    case json_type_array:
      let count = unsafe json_object_array_length(node)
      var array = unsafe Open(node: node, entry: nil, count: count, isObject: false)
      unsafe array.elements.reserveCapacity(count)
      unsafe open.append(array)
      return nil
    case json_type_object:
      let table = unsafe json_object_get_object(node)
      let count = Int(unsafe json_object_object_length(node))
      var object = unsafe Open(node: node, entry: table?.pointee.head, count: count, isObject: true)
      unsafe object.object.reserveCapacity(count)
      unsafe open.append(object)
      return nil
    default: return .null
    }
  }

  /// Converts the next value of the innermost open container or, when it has no more, closes it and gives its value.
  private mutating func convertNext() -> JSONValue? {
    let last = unsafe open.count - 1
    if unsafe open[last].isObject {
      if let entry = unsafe open[last].entry {
        return unsafe scalarOrOpening(OpaquePointer(entry.pointee.v))
      }
    } else if unsafe open[last].elements.count < open[last].count {
      return unsafe scalarOrOpening(json_object_array_get_idx(open[last].node, open[last].elements.count))
    }
    let closed = unsafe open.removeLast()
    return unsafe closed.isObject ? .object(closed.object) : .array(closed.elements)
  }

  private mutating func add(_ value: JSONValue) {
    let last = unsafe open.count - 1
    if let entry = unsafe open[last].entry {
      unsafe open[last].object.append(newKey: key(of: entry), value)
      unsafe open[last].entry = entry.pointee.next
      memberCount += 1
    } else {
      unsafe open[last].elements.append(value)
    }
  }

  private func key(of entry: UnsafeMutablePointer<lh_entry>) -> String {
    let characters = unsafe entry.pointee.k.assumingMemoryBound(to: CChar.self)
    guard keysHoldNUL else { return unsafe String(cString: characters) }
    // `StrictScan.Repair` hands over U+0000 as C0 80, and nothing else has a C0.
    var bytes: [UInt8] = []
    var next = unsafe characters
    while unsafe next.pointee != 0 {
      let byte = unsafe UInt8(bitPattern: next.pointee)
      if bytes.last == 0xC0 { bytes[bytes.count - 1] = 0 } else { bytes.append(byte) }
      unsafe next += 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
