import Hardware
import Kernel
import Model
import Testing

/// What choosing tokens takes: it moves with how they are chosen, with what by, and where, and with nothing else.
struct SamplerTests {
  private static func parts(
    _ sampling: Sampling, _ kernel: SamplerKernel = .sort, ratio: Double = 1, rows: Int = 128, on accelerator: String = "h200",
    model: String = "llama-3.1-8b"
  ) throws -> [IterationPart: Duration] {
    let deployment = try Deployments.make(model, on: accelerator) { options in
      options.profile = ProfileCatalog.entry(forAccelerator: accelerator)?.profile
      options.sampling = sampling
      options.engine = EngineCostRules()
      options.engine?.samplerKernel = kernel
      options.engine?.sortTimeRatio = ratio
    }
    let parts = deployment.breakdown(of: Deployments.decode(rows, context: 500))
    return Dictionary(uniqueKeysWithValues: parts.map { ($0.part, $0.time) })
  }

  private static func microseconds(
    _ sampling: Sampling, _ kernel: SamplerKernel = .sort, ratio: Double = 1, rows: Int = 128, on: String = "h200"
  )
    throws -> Double
  {
    try parts(sampling, kernel, ratio: ratio, rows: rows, on: on)[.sampler, default: .zero].seconds * 1e6
  }

  private static let nucleus = Sampling(temperature: 0.6, topP: 0.9)

  @Test("the sampler's time is the measured one of its passes")
  func measured() throws {
    // Benchmarks/measurements/h200-torch2.11: conversion, greedy, draw and sort of 128 rows of 128,256 logits.
    #expect(abs(try Self.microseconds(.greedy) / (48.3 + 39.4) - 1) < 0.03)
    #expect(abs(try Self.microseconds(.random) / (48.3 + 252) - 1) < 0.03)
    #expect(abs(try Self.microseconds(Self.nucleus) / (48.3 + 2628) - 1) < 0.03)
    #expect(abs(try Self.microseconds(Self.nucleus, rows: 16) / (5.6 + 549) - 1) < 0.03, "by rows, and by no straight line")
  }

  @Test("each cause moves the sampler and no other part")
  func causes() throws {
    let base = try Self.parts(Self.nucleus)
    var penal = Self.nucleus
    penal.repetitionPenalty = 1.05
    var least = Self.nucleus
    least.minP = 0.05
    let changed = try [
      Self.parts(.greedy), Self.parts(.random), Self.parts(penal), Self.parts(least), Self.parts(Self.nucleus, .triton),
      Self.parts(Self.nucleus, .flashinfer), Self.parts(Self.nucleus, ratio: 2), Self.parts(Sampling(topK: 20)),
    ]
    for parts in changed {
      #expect(parts[.sampler] != base[.sampler])
      for (part, time) in parts where part != .sampler { #expect(time == base[part]) }
    }
    #expect(changed[2][.sampler]! > base[.sampler]! && changed[3][.sampler]! > base[.sampler]!)
    #expect(changed[4][.sampler]! < base[.sampler]! && changed[5][.sampler]! < changed[4][.sampler]!)
  }

  @Test("what sorts or how fast it does is nothing to those who do not ask for the likeliest tokens")
  func withoutLimits() throws {
    for sampling in [Sampling.greedy, .random] {
      let time = try Self.microseconds(sampling)
      for kernel in SamplerKernel.allCases { #expect(try Self.microseconds(sampling, kernel, ratio: 3) == time) }
    }
    #expect(try Self.microseconds(Self.nucleus, .triton, ratio: 3) == Self.microseconds(Self.nucleus, .triton))
    // A temperature is a division, whatever by.
    #expect(try Self.microseconds(Sampling(temperature: 0.1)) == Self.microseconds(.random))
  }

  @Test("few rows are sorted where Triton takes many")
  func fewRows() throws {
    #expect(try Self.microseconds(Self.nucleus, .triton, rows: 1) == Self.microseconds(Self.nucleus, .sort, rows: 1))
  }

  @Test("where no sampler was measured it goes with processors and bandwidth, and is told to")
  func scaled() throws {
    let ratio = try Self.microseconds(Self.nucleus, on: "a100-80gb") / Self.microseconds(Self.nucleus)
    #expect(ratio > 1.6 && ratio < 2, "fewer processors at a lower clock: \(ratio)")
    #expect(try Self.microseconds(.random, on: "h100-sxm") > Self.microseconds(.random))
    let deployment = try Deployments.make("llama-3.1-8b", on: "a100-80gb") {
      $0.profile = ProfileCatalog.entry(forAccelerator: "a100-80gb")?.profile
      $0.sampling = Self.nucleus
    }
    #expect(deployment.coverage.contains { $0.part == .sampler && $0.basis == .extrapolated && $0.operation.contains("scaled") })
  }

  @Test("a sampler draws power")
  func power() throws {
    func joules(_ sampling: Sampling) throws -> Int64 {
      try Deployments.make("llama-3.1-8b", on: "h200") {
        $0.profile = ProfileCatalog.entry(forAccelerator: "h200")?.profile
        $0.sampling = sampling
      }.breakdown(of: Deployments.decode(128, context: 500)).first { $0.part == .sampler }?.energyNanojoules ?? 0
    }
    #expect(try joules(Self.nucleus) > joules(.random) && joules(.random) > joules(.greedy) && joules(.greedy) > 0)
  }

  @Test("parts add up to the iteration, and samplings that cannot be are refused by name")
  func sums() throws {
    let deployment = try FittedProfiles.llama { $0.sampling = Sampling(temperature: 1, topK: 20, topP: 0.8, repetitionPenalty: 1.1) }
    for rows in [1, 7, 8, 100, 256, 2000] {
      let shape = Deployments.decode(rows, context: 300)
      let parts = deployment.breakdown(of: shape)
      let total = deployment.costModel.total(shape)
      #expect(parts.reduce(Duration.zero) { $0 + $1.time } == total.time)
      #expect(parts.reduce(0) { $0 + $1.energyNanojoules } == total.energyNanojoules)
    }
    for (change, name) in [
      ({ $0.topP = 0 }, "top_p"), ({ $0.temperature = -1 }, "temperature"), ({ $0.topK = 0 }, "top_k"), ({ $0.minP = .nan }, "min_p"),
      ({ $0.repetitionPenalty = 0 }, "repetition_penalty"),
    ] as [((inout Sampling) -> Void, String)] {
      var sampling = Sampling()
      change(&sampling)
      let error = #expect(throws: InputError.self) { try FittedProfiles.llama { $0.sampling = sampling } }
      #expect(error?.message.contains(name) == true)
    }
  }
}
