import CGSL

/// The normal distribution of mean 0 and deviation 1, through GSL.
public enum NormalDistribution {
  /// The probability of a value at or below `value`.
  public static func below(_ value: Double) -> Double { gsl_cdf_ugaussian_P(value) }

  /// The density at `value`.
  public static func density(_ value: Double) -> Double { gsl_ran_ugaussian_pdf(value) }
}
