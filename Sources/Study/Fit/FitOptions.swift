/// What a fit is asked for.
public struct FitOptions: Sendable {
  /// What is fitted; nil for all that the figures tell apart. What is asked for by name and cannot be told apart is refused.
  public var parameters: [FitParameter]?
  /// A part of the names of the runs that count; nil for all.
  public var only: String?
  /// Of a table with several backends, the one whose rows count.
  public var backend = Validation.defaultBackend
  /// The name of the profile; nil for that of accelerator and model.
  public var name: String?

  /// Options that fit all there is to be fitted.
  public init() {}
}
