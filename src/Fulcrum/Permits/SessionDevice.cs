using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Profiles;

namespace Fulcrum.Permits;

/// <content>What is shown to whoever holds nothing but a device.</content>
public sealed partial class Session
{
    /// <summary>What was decided on this device alone, by purpose; empty when the device belongs to a person's own part.</summary>
    /// <remarks>Nothing of a person is told to whoever only holds a device they once used: no answer of another part is looked at.</remarks>
    internal ImmutableArray<PurposeStanding> ReadDeviceStandings(Instant at)
    {
        var part = _live.PartOf(_subject).Part;
        if (IsUnreadable || part.IsPerson(FoldPlan.Of(Workspace)))
        {
            return [];
        }

        var law = SubjectLaw.Of(null, null, at, Workspace);
        return
        [
            .. Workspace.Purposes.Values.OrderBy(purpose => purpose.Name, StringComparer.Ordinal).Select(purpose =>
                new PurposeStanding(purpose, Of(purpose, ConsentScope.Whole), [.. ScopesOf(purpose).Select(scope => new ScopeStanding(scope, Of(purpose, scope)))]) { Basis = law[purpose].Basis }),
        ];

        ConsentStanding Of(Purpose purpose, ConsentScope scope) => part.ConsentOf(purpose, scope, Workspace).StandingAt(at, Workspace);

        IEnumerable<ConsentScope> ScopesOf(Purpose purpose) => part.Consents.ToArray().Where(cell => cell.Bit == purpose.Bit || cell.Bit == ConsentCell.EveryPurpose).Select(cell => cell.Scope)
            .Concat(Workspace.Placements.Values.Where(placement => placement.Purpose.Name == purpose.Name && placement.Channel.Length > 0).Select(placement => new ConsentScope(placement.Channel, "")))
            .Where(scope => !scope.IsWhole).Distinct().OrderBy(scope => scope.Channel, StringComparer.Ordinal).ThenBy(scope => scope.Category, StringComparer.Ordinal);
    }
}
