/// The other engine ended, or its socket, while it was needed.
struct PeerLost: Error {}
