using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Consent.Laws;
using Fulcrum.Consent.RulePacks;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent.Capture;

/// <summary>Works a page's policy out of the workspace, by the very rules that judge what the page then sends. Pure.</summary>
internal static class PagePolicies
{
    /// <summary>Half a year, where no law says how long a no holds.</summary>
    private const int ChoiceDays = 180;

    /// <summary>What a law calls keeping something in somebody's device.</summary>
    private const string DeviceStorage = "device-storage";

    /// <summary>The policy of a source's pages.</summary>
    /// <param name="source">The source.</param>
    /// <param name="place">Where the page says that its visitor is; empty when it does not.</param>
    /// <param name="at">The instant asked about.</param>
    /// <param name="workspace">In force.</param>
    internal static PagePolicy Of(Source source, string place, Instant at, Workspace workspace)
    {
        var surface = workspace.Surfaces.Values
            .Where(surface => surface.Proof == CaptureProof.PageNonce && surface.Sources.Contains(source.Name))
            .MinBy(surface => surface.Name, StringComparer.Ordinal);
        var book = LawBook.Of(workspace);
        var law = book.For("", place.Length > 0 ? place : surface is { Jurisdiction.Length: > 0 } ? surface.Jurisdiction : book.PlaceOf(source), at);
        var left = PrivacyControl.LeftForEvents(workspace);

        var categories = ImmutableArray.CreateBuilder<PageCategory>();
        foreach (var (name, told) in source.ConsentCategories)
        {
            if (workspace.Purposes.TryGetValue(told, out var purpose) && (law[purpose].NeedsConsent || law[purpose].EndsByNo) && surface?.Purposes.Contains(purpose) != false)
            {
                categories.Add(new PageCategory(name, purpose, law[purpose].NeedsConsent, !left.Contains(purpose), WithinOf(purpose, source, workspace)));
            }
        }

        var notice = workspace.Notices.GetValueOrDefault(surface is null || surface.Notices.Contains(source.Notice) ? source.Notice : surface.Notices[^1]);
        var shown = categories.ToImmutable();
        return new PagePolicy(
            surface?.Name ?? "",
            notice,
            law.Resolution.Find("consent-model", DeviceStorage)?.Value.Words is { } words && words != "opt-in",
            law.Resolution.Find("confirm-signal", Rulebook.Any)?.Value.Strictness > 0,
            (int)shown.Select(category => law[category.Purpose].ReAsk?.Value.Strictness ?? 0).Append(ChoiceDays).Max(),
            shown,
            EventsOf(source, shown, law, left, workspace),
            notice is null ? [] : LapsedOf(notice, shown, workspace));
    }

    /// <summary>The categories of a source that a purpose is a part of, however far up.</summary>
    private static ImmutableArray<string> WithinOf(Purpose purpose, Source source, Workspace workspace)
    {
        var within = ImmutableArray.CreateBuilder<string>();
        for (var depth = 0; depth < Purpose.DepthMax && workspace.Purposes.TryGetValue(purpose.Parent, out var wider); depth++)
        {
            within.AddRange(source.ConsentCategories.Where(pair => pair.Value == wider.Name).Select(pair => pair.Key));
            purpose = wider;
        }

        return within.ToImmutable();
    }

    private static ImmutableArray<PageEvent> EventsOf(Source source, ImmutableArray<PageCategory> shown, Law law, PurposeSet left, Workspace workspace)
    {
        var asked = shown.Aggregate(PurposeSet.Empty, (all, category) => all | category.Purpose.Alone);
        var events = new Dictionary<(EventType, string), PageEvent>();
        foreach (var rule in source.Contracts.SelectMany(contract => contract.Events))
        {
            // As the intake has it: only tracks have names, and of two rules for one event the first counts.
            var name = rule.Type == EventType.Track ? rule.Event : "";
            var free = workspace.Purposes.Values
                .Where(purpose => rule.Purposes.Contains(purpose) && !asked.Contains(purpose) && !law[purpose].NeedsConsent).ToArray();
            var ground = free.Length == 0 ? PageGround.None : free.Any(left.Contains) ? PageGround.Always : PageGround.UnlessSignalled;
            events.TryAdd((rule.Type, name), new PageEvent(
                rule.Type, name, [.. shown.Where(category => rule.Purposes.Contains(category.Purpose)).Select(category => category.Name)], ground));
        }

        // Those with a name before the one for any name, so that the first that fits is the right one.
        return [.. events.Values.OrderBy(one => one.Type).ThenBy(one => one.Name.Length == 0).ThenBy(one => one.Name, StringComparer.Ordinal)];
    }

    private static ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> LapsedOf(Notice notice, ImmutableArray<PageCategory> shown, Workspace workspace) =>
    [
        .. from earlier in workspace.Notices.Values
           where earlier.Name == notice.Name && earlier.Id != notice.Id
           orderby earlier.Id
           let lapsed = shown.Where(category => earlier.Lapsed.Contains(category.Purpose)).Select(category => category.Name).ToImmutableArray()
           where !lapsed.IsEmpty
           select KeyValuePair.Create(earlier.Id, lapsed),
    ];
}
