using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Workspaces;

namespace Fulcrum.Notices;

/// <summary>What a notice of this workspace has to tell, read from the system itself: contracts, facts, purposes, disclosures. Pure.</summary>
public static class FactsOfWorkspace
{
    /// <summary>The facts of a notice.</summary>
    public static NoticeFacts Of(Workspace workspace, Notice notice)
    {
        var covered = Covered(workspace, notice).ToArray();
        var told = covered.Select(purpose => workspace.Disclosures.Of(purpose.Name)).ToArray();
        return new NoticeFacts(
            notice.Id,
            workspace.Disclosures.Controller?.Name.En ?? "",
            [.. workspace.IdentifierTypes.Values.Select(type => type.Form.ToString().ToLowerInvariant()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Kept(workspace.Settings),
            told.SelectMany(purpose => purpose.Recipients).DistinctBy(recipient => recipient.Name)
                .ToImmutableSortedDictionary(recipient => recipient.Name, recipient => new RecipientFact(recipient.Role, recipient.Country), StringComparer.Ordinal),
            told.SelectMany(purpose => purpose.Places).DistinctBy(place => place.Name)
                .ToImmutableSortedDictionary(place => place.Name, place => new PlaceFact(place.Country, place.Use), StringComparer.Ordinal),
            covered.ToImmutableSortedDictionary(purpose => purpose.Name, purpose => Of(workspace, notice, purpose), StringComparer.Ordinal));
    }

    /// <summary>The purposes a notice tells of: those it asks about, and those that are followed without asking.</summary>
    public static IEnumerable<Purpose> Covered(Workspace workspace, Notice notice) =>
        workspace.Purposes.Values
            .Where(purpose => notice.Purposes.Contains(purpose) || !purpose.NeedsConsent)
            .OrderBy(purpose => !notice.Purposes.Contains(purpose))
            .ThenBy(purpose => purpose.Bit);

    private static PurposeFacts Of(Workspace workspace, Notice notice, Purpose purpose)
    {
        var told = workspace.Disclosures.Of(purpose.Name);
        return new PurposeFacts(
            notice.Purposes.Contains(purpose),
            purpose.Basis,
            told.Retention,
            told.Recipients.Select(recipient => recipient.Name).ToImmutableSortedSet(StringComparer.Ordinal),
            told.Places.Select(place => place.Name).ToImmutableSortedSet(StringComparer.Ordinal),
            Categories(workspace, purpose));
    }

    private static ImmutableSortedDictionary<string, Sensitivity> Categories(Workspace workspace, Purpose purpose)
    {
        var collected = workspace.Contracts.Values.SelectMany(contract => contract.Events).SelectMany(rule => rule.Properties)
            .Where(property => property.Purposes.Contains(purpose)).Select(property => property.Label);
        var worked = workspace.Facts.Values.Where(fact => fact.Purposes.Contains(purpose)).Select(fact => fact.Label);
        return collected.Concat(worked).GroupBy(label => label.Category, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(group => group.Key, group => group.Max(label => label.Sensitivity), StringComparer.Ordinal);
    }

    private static ImmutableSortedDictionary<string, TimeSpan> Kept(WorkspaceSettings settings) =>
        ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal,
            [
                KeyValuePair.Create("consents", settings.Retentions.Consents),
                KeyValuePair.Create("decisions", settings.Retentions.Decisions),
                KeyValuePair.Create("links", settings.Retentions.Links),
                KeyValuePair.Create("look-ups", settings.Retentions.LookUps),
                KeyValuePair.Create("quarantine", settings.QuarantineRetention),
                KeyValuePair.Create("withdrawn", settings.WithdrawnRetention),
            ]);
}
