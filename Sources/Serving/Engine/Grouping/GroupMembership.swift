/// What a policy has said of a request and others that begin alike.
struct GroupMembership: FeatureRow {
  /// The group's number in the engine's ``RequestGroups``, or ``RequestGroup/none`` or ``RequestGroup/alone``.
  var number = RequestGroup.none
}
