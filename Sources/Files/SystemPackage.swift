// Paths and permissions are swift-system's own types: who imports this module can use them.
@_exported public import SystemPackage
