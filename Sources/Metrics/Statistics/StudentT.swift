import CGSL

/// Student's t distribution, through GSL.
public enum StudentT {
  /// The t that a two-sided interval of confidence `level` reaches to.
  ///
  /// - Precondition: `level` lies inside 0 ..< 1 and there is a positive number of degrees of freedom.
  public static func criticalValue(level: Double, degreesOfFreedom: Double) -> Double {
    precondition(level > 0 && level < 1 && degreesOfFreedom > 0, "no such Student distribution")
    return gsl_cdf_tdist_Pinv(0.5 + level / 2, degreesOfFreedom)
  }
}
