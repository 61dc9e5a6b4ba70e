import Foundation
import Kernel
import Model
import Testing

/// Encoders as configs have them.
struct EncoderConfigTests {
  private func read(_ text: String) throws -> EncoderShape {
    try EncoderShape(huggingFaceConfig: Data(text.utf8), file: "config.json", name: "tower")
  }

  @Test func `CLIP, SigLIP and Whisper come to their published sizes`() throws {
    let clip = try EncoderCatalog.encoder(named: "clip-vit-l-336")
    // 304 million weights (arXiv 2103.00020, table 20: ViT-L/14), a class beside 24 by 24 patches.
    #expect(abs(Double(clip.parameters) / 304e6 - 1) < 0.02 && clip.patchesPerPass == 576 && clip.extraRows == 1 && clip.layers == 24)
    let siglip = try EncoderCatalog.encoder(named: "siglip-so400m-384")
    #expect(abs(Double(siglip.parameters) / 412e6 - 1) < 0.02 && siglip.patchesPerPass == 729 && siglip.extraRows == 0)
    #expect(siglip.headSize == 72)
    // 637 million of the 1,550 are its encoder's.
    let whisper = try EncoderCatalog.encoder(named: "whisper-large-v3")
    #expect(abs(Double(whisper.parameters) / 637e6 - 1) < 0.02 && whisper.patchesPerPass == 1500 && whisper.isSound)
    #expect(EncoderCatalog.ids.allSatisfy { EncoderCatalog.source(of: $0)?.contains("huggingface.co") == true })
  }

  @Test func `towers of models of the catalog are read with what the model does to their patches`() throws {
    let llava = try EncoderCatalog.encoder(named: "llava-1.5-7b")
    #expect(llava.layers == 23 && llava.projections(to: 4096).map(\.inputs) == [1024, 4096])
    let qwen = try EncoderCatalog.encoder(named: "qwen2.5-vl-7b")
    #expect(qwen.patchesPerToken == 4 && qwen.windowPatches == 64 && qwen.fullLayers == 4 && qwen.gatedFeedForward)
    #expect(qwen.patchesPerPass == nil && qwen.projections(to: 3584).map(\.outputs) == [5120, 3584])
    let older = try EncoderCatalog.encoder(named: "qwen2-vl-2b")
    #expect(older.windowPatches == nil && older.intermediateSize == 4 * 1280 && older.hiddenSize == 1280 && !older.gatedFeedForward)
    for model in ModelCatalog.ids {
      for encoder in try ModelCatalog.model(named: model).shape.encoders {
        try encoder.validate()
        #expect(encoder.parameters > 10_000_000 && encoder.patchesPerToken <= 64, "\(model): \(encoder)")
      }
    }
  }

  @Test func `sizes that no encoder has are refused with their key, and a config without a tower`() throws {
    let clip = #"{"hidden_size":W,"image_size":336,"intermediate_size":4096,"num_attention_heads":H,"num_hidden_layers":L,"patch_size":P}"#
    func text(_ width: String = "1024", heads: String = "16", layers: String = "24", patch: String = "14") -> String {
      clip.replacingOccurrences(of: "W", with: width).replacingOccurrences(of: "H", with: heads).replacingOccurrences(of: "L", with: layers)
        .replacingOccurrences(of: "P", with: patch)
    }
    #expect(try read(text()).patchesPerPass == 576)
    for bad in [
      text("0"), text("1e9"), text("2.5"), text(heads: "0"), text(heads: "2000"), text(layers: "0"), text(layers: "99999"),
      text(patch: "0"),
      text(patch: "400"), text("\"wide\""), "{}", "[]", "{", #"{"vision_config":{}}"#,
      #"{"d_model":1280,"encoder_layers":32,"encoder_attention_heads":20,"max_source_positions":0}"#,
    ] {
      let error = #expect(throws: InputError.self, "\(bad)") { try read(bad) }
      #expect(error?.file == "config.json", "\(bad)")
    }
  }
}
