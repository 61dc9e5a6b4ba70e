import Kernel

/// A sweep or a plan as an indexed job of Kubernetes, and what gathers its parts afterwards: documents for `kubectl apply`.
///
/// Each index makes one part, in a folder of a claim that all nodes can write. An index is tried again by itself where its pod fails or its
/// beat stands still, and not where its input was refused; pods that are lost with their node do not count as attempts. Needs
/// Kubernetes 1.29, the first with `backoffLimitPerIndex` where nothing is switched on for it.
public struct KubernetesManifest: Hashable, Sendable {
  /// How the job is set up.
  public struct Options: Hashable, Sendable {
    /// The image, with `windtunnel`, `sh` and `find` on its PATH.
    public var image: String
    /// A claim of volumes that many nodes can write (`ReadWriteMany`).
    public var claim: String
    /// How often an index is tried.
    public var attempts: Int
    /// Seconds for which a part may stand still.
    public var patience: Double

    /// Options.
    public init(image: String, claim: String, attempts: Int, patience: Double) {
      (self.image, self.claim, self.attempts, self.patience) = (image, claim, attempts, patience)
    }
  }

  /// Where the claim is seen in every container; scenarios and traces lie there too.
  public static let mount = "/windtunnel"
  private static let sheetMount = "/job"
  /// What an object of Kubernetes may hold, less what stands around the sheet.
  private static let mostSheetBytes = 1_000_000

  private let sheet: JobSheet
  private let command: PartCommand
  private let options: Options
  /// What the job is called; the pod that gathers has `-gather` behind it.
  public let name: String

  /// The job of a sheet. The words of `command` are seen from ``mount``.
  ///
  /// - Throws: ``InputError`` where more runs are at hand than a manifest can list, and for a name that Kubernetes does not take.
  public init(_ sheet: JobSheet, command: PartCommand, options: Options) throws {
    (self.sheet, self.command, self.options) = (sheet, command, options)
    name = "windtunnel-\(sheet.digest)"
    if sheet.text.utf8.count > Self.mostSheetBytes {
      throw InputError(
        "the database holds \(sheet.runsAtHand.count + sheet.trialsAtHand.count) runs of this \(sheet.kind.rawValue), "
          + "more than a manifest can list", remedy: "use a new --store")
    }
    for (option, value) in [("--image", options.image), ("--claim", options.claim)] {
      let isPlain = value.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || "0123456789./:@_-".unicodeScalars.contains($0))
      }
      if value.isEmpty || !isPlain { throw InputError("\(option): '\(value.prefix(60))' is no name that Kubernetes takes") }
    }
  }

  /// The folder of the parts, as containers see it.
  public var folder: String { "\(Self.mount)/windtunnel-\(sheet.digest)-\(sheet.parts)" }

  /// What a container of the job carries out in a shell.
  public var script: String {
    let words = (command.words + ["--threads", "\(command.threads ?? 1)"]).map(PartCommand.shellWord).joined(separator: " ")
    let own = "\(folder)/job.$JOB_COMPLETION_INDEX"
    return "mkdir -p \(folder) && cp \(Self.sheetMount)/job.txt \(own) && mv \(own) \(folder)/job.txt && "
      + "exec \(words) --shard \"$JOB_COMPLETION_INDEX/\(sheet.parts)\" --job \(folder)"
  }

  /// The sheet of the job, with which it is held against what the containers find, and the job.
  public var job: String { configuration + "---\n" + indexedJob + podTemplate }

  private var configuration: String {
    let lines = sheet.text.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
    return """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: \(name)
      data:
        job.txt: |
      \(lines)

      """
  }

  private var indexedJob: String {
    """
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: \(name)
    spec:
      completionMode: Indexed
      completions: \(sheet.parts)
      parallelism: \(sheet.parts)
      backoffLimitPerIndex: \(options.attempts - 1)
      maxFailedIndexes: \(sheet.parts)
      podFailurePolicy:
        rules:
          - action: FailIndex
            onExitCodes:
              containerName: part
              operator: In
              values: [2]
          - action: Ignore
            onPodConditions:
              - type: DisruptionTarget

    """
  }

  private var podTemplate: String {
    let minutes = max(1, Int((options.patience / 60).rounded(.up)))
    return """
        template:
          spec:
            restartPolicy: Never
            containers:
              - name: part
                image: \(options.image)
                workingDir: \(Self.mount)
                command: ["sh", "-c", \(Self.quoted(script))]
                resources:
                  requests:
                    cpu: "\(command.threads ?? 1)"
                livenessProbe:
                  exec:
                    command:
                      - sh
                      - -c
                      - 'test -n "$(find \(folder) -name "part-$JOB_COMPLETION_INDEX.*beat" -mmin -\(minutes))"'
                  initialDelaySeconds: \(minutes * 60)
                  periodSeconds: 60
                volumeMounts:
                  - name: windtunnel
                    mountPath: \(Self.mount)
                  - name: job
                    mountPath: \(Self.sheetMount)
            volumes:
              - name: windtunnel
                persistentVolumeClaim:
                  claimName: \(options.claim)
              - name: job
                configMap:
                  name: \(name)

      """
  }

  /// A pod that puts the parts together, and is ready for an hour then, for the database to be copied.
  public var gathering: String {
    let script = "windtunnel merge \(folder)/part-*.sqlite --store \(folder)/whole.sqlite && touch \(folder)/gathered && sleep 3600"
    return """
      apiVersion: v1
      kind: Pod
      metadata:
        name: \(name)-gather
      spec:
        restartPolicy: Never
        containers:
          - name: gather
            image: \(options.image)
            command: ["sh", "-c", \(Self.quoted(script))]
            readinessProbe:
              exec:
                command: ["test", "-e", "\(folder)/gathered"]
            volumeMounts:
              - name: windtunnel
                mountPath: \(Self.mount)
        volumes:
          - name: windtunnel
            persistentVolumeClaim:
              claimName: \(options.claim)

      """
  }

  /// A text in quotes of YAML.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
