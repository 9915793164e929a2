// The API uses swift-system's paths and permissions, so importers of this module need that module, too.
@_exported public import SystemPackage
