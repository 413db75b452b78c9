using Fulcrum.Consent;
using Fulcrum.Consent.Laws;
using Fulcrum.Consent.RulePacks;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Permits;

/// <summary>Was it allowed then, and by which law? Answers from the journal, with the workspace and the rules of that day.</summary>
/// <remarks>
/// For privacy officers and auditors, not for decisions: it folds everything of the subject anew. What was erased, or deleted when its
/// retention was over, is not known any more. Safe from many threads.
/// </remarks>
public sealed class PermitHistory
{
    private readonly IStore _store;
    private readonly Door _door;
    private readonly PastProfiles _past;
    private readonly WorkspaceInForce _workspace;

    internal PermitHistory(IStore store, Door door, Sealing sealing, WorkspaceInForce workspace) =>
        (_store, _door, _past, _workspace) = (store, door, new PastProfiles(store, sealing), workspace);

    /// <summary>Explains whether a purpose was permitted.</summary>
    /// <param name="identifiers">Whose data.</param>
    /// <param name="purpose">Name of the purpose.</param>
    /// <param name="asked">The channel and category asked about.</param>
    /// <param name="at">The instant.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>Null when no purpose of that name was declared then.</returns>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<PermitExplanation?> ExplainAsync(
        IReadOnlyList<Identifier> identifiers, string purpose, ConsentScope asked, Instant at, CancellationToken cancellation)
    {
        var workspace = await WorkspaceAtAsync(at, cancellation);
        if (!workspace.Purposes.TryGetValue(purpose, out var declared))
        {
            return null;
        }

        var subject = await _door.FindAsync(identifiers, cancellation);
        var profile = subject is null ? null : await _past.FindAsync(subject.Id, at, workspace, cancellation);
        var law = SubjectLaw.Of(profile, null, at, workspace);
        var age = SubjectLaw.AgeOf(profile, at, workspace);
        var standing = profile?.StandingOf(declared, asked, at, workspace) ?? ConsentStanding.Unknown;
        var ruled = law[declared];
        return new PermitExplanation(
            declared, asked, at, workspace.Version, RefusalOf(profile, ruled, standing, age), law.Place, law.Resolution.Why, ruled.Basis, ruled.NeedsConsent, age,
            standing, [.. law.Resolution.Demands.Where(demand => demand.Class == Rulebook.Any || declared.Classes.Contains(demand.Class))]);
    }

    private static RefusalReason? RefusalOf(Profile? profile, PurposeLaw law, ConsentStanding standing, double? age) => profile switch
    {
        null => RefusalReason.UnknownSubject,
        _ when law.Purpose.Protective => RefusalReason.PurposeUndeclared,
        _ => Session.RefusalOf(law, standing, age),
    };

    /// <summary>The version that was in force at an instant; the first one for any earlier instant.</summary>
    private async ValueTask<Workspace> WorkspaceAtAsync(Instant at, CancellationToken cancellation)
    {
        var versions = await _store.Workspaces.ListAsync(cancellation);
        var then = versions.FirstOrDefault(version => version.At <= at) ?? versions[^1];
        if (then.Version == _workspace.Current.Version || await _store.Workspaces.FindAsync(then.Version, cancellation) is not { } applied)
        {
            return _workspace.Current;
        }

        return WorkspaceReader.Read(applied.Files, await _store.Workspaces.ReadNumberingAsync(cancellation)).Workspace ?? _workspace.Current;
    }
}
