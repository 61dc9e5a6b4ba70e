import Kernel

// Functions of the kernel as this room writes them.

/// The natural logarithm.
@inline(__always) func logarithm(_ x: Double) -> Double { x.naturalLogarithm }
/// x to a power.
@inline(__always) func power(_ x: Double, _ exponent: Double) -> Double { x.raised(to: exponent) }
/// e to the power of x.
@inline(__always) func exponential(_ x: Double) -> Double { x.exponential }
