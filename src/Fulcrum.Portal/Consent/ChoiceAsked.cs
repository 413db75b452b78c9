using System.Security.Cryptography;
using System.Text;
using Fulcrum.Consent;
using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Consent;

/// <summary>What the page asks about one purpose: the text shown, and the notice it is asked under.</summary>
/// <param name="Purpose">The purpose.</param>
/// <param name="Notice">The notice in force that asks about it; null when none does, and then a yes cannot be given here.</param>
internal sealed record ChoiceAsked(Purpose Purpose, Notice? Notice)
{
    /// <summary>Whether the visitor's answer decides anything: whatever only protects them, and what a contract or a law demands, is done either way.</summary>
    public bool IsOpen => !Purpose.Protective && Purpose.Basis is LegalBasis.Consent or LegalBasis.LegitimateInterest;

    /// <summary>Whether it is on while nothing is said.</summary>
    public bool IsOnBySilence => !Purpose.NeedsConsent;

    /// <summary>Every purpose of a workspace, in its own order.</summary>
    public static IEnumerable<ChoiceAsked> All(Workspace workspace) =>
        workspace.Purposes.Values.OrderBy(purpose => purpose.Bit).Select(purpose => new ChoiceAsked(purpose, NoticeFor(purpose, workspace)));

    /// <summary>Channels a purpose speaks through, in order.</summary>
    public static IEnumerable<string> ChannelsOf(Purpose purpose, Workspace workspace) =>
        workspace.Placements.Values.Where(placement => placement.Purpose.Name == purpose.Name).Select(placement => placement.Channel).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>SHA-256 of the words a visitor had before them: kept with their answer as evidence of what they answered.</summary>
    public string DigestIn(PageLanguage language)
    {
        var shown = string.Join('\n', language[Purpose.Title], language[Purpose.Reason], Notice is null ? "" : language[Notice.Text], language[ChoiceWords.Allow], language[ChoiceWords.Refuse]);
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown)))}";
    }

    /// <summary>Of the notices in force that ask about it, one a web source shows comes first.</summary>
    private static Notice? NoticeFor(Purpose purpose, Workspace workspace)
    {
        var web = workspace.Sources.Values.Where(source => source.Channel == "web").Select(source => source.Notice).ToHashSet(StringComparer.Ordinal);
        return workspace.Notices.Values.Where(notice => !notice.IsSuperseded && notice.Purposes.Contains(purpose))
            .OrderByDescending(notice => web.Contains(notice.Id)).ThenByDescending(notice => notice.Version, StringComparer.Ordinal).ThenBy(notice => notice.Name, StringComparer.Ordinal)
            .FirstOrDefault();
    }
}
