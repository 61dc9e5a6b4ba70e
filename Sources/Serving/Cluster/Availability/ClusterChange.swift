import Kernel

/// One change of one replica or of one direction of a link: half of a fault, its beginning or its end.
struct ClusterChange: BitwiseCopyable {
  /// What happens.
  enum Kind: BitwiseCopyable {
    /// The replica is gone; for good, if nothing will bring it back.
    case crash(isFinal: Bool)
    /// It is back, empty.
    case recovery
    /// Its iterations take so many thousandths of their time from the next one on.
    case speed(permille: Int)
    /// It crashes by chance, and what follows is drawn then.
    case chanceCrash
    /// It is back from a crash by chance, and what follows is drawn then.
    case chanceRecovery
    /// A replica that was started is ready to serve.
    case started
    /// The link carries so many thousandths of its bandwidth.
    case bandwidth(permille: Int)
  }

  /// The replica, or the link.
  var number: Int32
  var kind: Kind
}
