import Study

/// What is said of a sweep or a plan that a cluster makes.
package enum ClusterText {
  /// What is given to a cluster, such as `20 runs for Slurm in 16 parts, 2 of which have none, in /shared/work`; of a plan its layouts.
  package static func submitted(
    _ count: Int, _ noun: String, parts: Int, toMake: Int, to cluster: String, folder: String
  ) -> String {
    let idle = parts - toMake
    let none = idle == 0 ? "" : ", \(NumberText.count(idle)) of which \(idle == 1 ? "has" : "have") none"
    return "\(SweepText.count(count, noun)) for \(cluster) in \(SweepText.count(parts, "part"))\(none), in \(folder)"
  }

  /// How far it has come, on a line: `[███▌  ]  58 %  585/900 runs  8 of 16 parts over, 6 run, 2 wait (Resources)`. How many `runs` a plan
  /// takes nobody knows: its parts are counted.
  package static func progress(_ progress: ClusterProgress, runs: Int?, width: Int) -> String {
    var counts = ["\(NumberText.count(progress.overParts)) of \(NumberText.count(progress.parts)) parts over"]
    if progress.runningParts > 0 { counts.append("\(NumberText.count(progress.runningParts)) run") }
    if progress.waitingParts > 0 {
      // Slurm's word for no reason.
      let reason = progress.waitingReason.flatMap { $0 == "None" ? nil : " (\($0))" } ?? ""
      counts.append("\(NumberText.count(progress.waitingParts)) wait\(reason)")
    }
    let most = runs.map { "/" + NumberText.count($0) } ?? ""
    let parts = ["\(NumberText.count(progress.runs))\(most) runs", counts.joined(separator: ", ")]
    let share = runs.map { Double(progress.runs) / Double(max(1, $0)) } ?? Double(progress.overParts) / Double(max(1, progress.parts))
    return ProgressBar.line(share: share, parts: parts, width: width)
  }

  /// What is to be done with a manifest of Kubernetes.
  package static func nextSteps(
    _ manifest: KubernetesManifest, of kind: JobSheet.Kind, files: (job: String, gathering: String), store: String, isApplied: Bool
  ) -> String {
    let (name, folder) = (manifest.name, manifest.folder)
    let apply = isApplied ? "The job was handed to the cluster. Then:" : "Next, with the scenario and its traces in the claim:"
    let steps =
      (isApplied ? [] : ["kubectl apply -f \(files.job)"]) + [
        "kubectl wait --for=condition=complete --timeout=-1s job/\(name)",
        "kubectl apply -f \(files.gathering)",
        "kubectl wait --for=condition=ready pod/\(name)-gather",
        "kubectl cp \(name)-gather:\(folder)/whole.sqlite \(store)",
        "kubectl delete -f \(files.gathering) -f \(files.job)",
      ]
    let written = ["Written:", "  \(files.job)  the job", "  \(files.gathering)  what gathers its parts", apply]
    return (written + steps.map { "  " + $0 } + ["The same \(kind.rawValue), without --on, then shows the table of \(store)."]).joined(
      separator: "\n")
  }
}
