import Kernel
import Workload

/// Requests of a cluster that show images.
extension ClusterState {
  /// Notes the images of a request that has just come.
  @inline(never) mutating func noteImages(of slot: Slot) {
    guard let draw = shared.value.images else { return }
    let drawn = draw.images(ofRequest: shared.value.requests[history: slot].id, told: arrivingImages)
    shared.value.requests.images[slot] = ImageRow(count: Int32(drawn.count), tokens: Int32(drawn.tokens))
  }
}
