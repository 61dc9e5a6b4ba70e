@_exported import Network
