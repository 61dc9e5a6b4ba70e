import Foundation

// The C library's functions under whole words, so that one file of the room names it.

/// The natural logarithm.
@inline(__always) func logarithm(_ x: Double) -> Double { log(x) }
/// x to a power.
@inline(__always) func power(_ x: Double, _ exponent: Double) -> Double { pow(x, exponent) }
/// e to the power of x.
@inline(__always) func exponential(_ x: Double) -> Double { exp(x) }
