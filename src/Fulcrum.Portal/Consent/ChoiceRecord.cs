using Fulcrum.Consent;
using Fulcrum.Identity;
using Fulcrum.Portal.Identity;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Portal.Consent;

/// <summary>Records an answer: for the person who is signed in, else for the device.</summary>
internal static class ChoiceRecord
{
    /// <summary>Records it. When this ends it is on disk.</summary>
    /// <exception cref="StoreUnavailableException">It does not count yet; answering again is safe.</exception>
    public static async ValueTask<SavedChoice> KeepAsync(HttpContext http, PortalParts parts, ChoiceForm form)
    {
        var saved = await RecordAsync(http, parts, form);
        if (!form.IsYes && form.Channel.Length == 0)
        {
            SiteChoice.TakeBack(http, parts.Core, form.Purpose, parts.Options.Door.Proxies);
        }

        return saved;
    }

    private static async ValueTask<SavedChoice> RecordAsync(HttpContext http, PortalParts parts, ChoiceForm form)
    {
        var visit = form.Visit;
        var before = await OwnChoices.ReadAsync(parts, visit, http.RequestAborted);
        if (visit.Person is not { } person)
        {
            var saved = await RecordAsync(parts, form, visit.Device.Identifier!, before, isVerified: false);
            parts.Devices.Keep(http, visit.Device);
            return saved;
        }

        // Where others' claims were joined to the address, its owner speaks for their own part: a yes must not undo somebody else's no.
        var kept = await RecordAsync(parts, form, person.Proven, before, before.IsWhole);
        if (!form.IsYes && visit.Device.Identifier is { } device && await OwnChoices.ReadAsync(parts, visit with { Person = null }, http.RequestAborted) is var own && IsGiven(own, form.Purpose))
        {
            // Whoever says no here means this browser too, also where we never knew it to be theirs.
            await RecordAsync(parts, form, device, own, isVerified: false);
        }

        return kept;
    }

    private static async ValueTask<SavedChoice> RecordAsync(PortalParts parts, ChoiceForm form, Identifier whose, OwnChoices before, bool isVerified)
    {
        var (at, asked, language) = (parts.Core.Now, form.Asked, form.Visit.Language);
        var record = new ConsentRecord(
            form.Purpose, form.IsYes ? ConsentState.Given : form.Asked is not null && IsGiven(before, form.Purpose) ? ConsentState.Withdrawn : ConsentState.Refused,
            asked?.Notice?.Id ?? "", language.Code, at, at, "web", ConsentMethod.Express, isVerified, Visit.Surface, [], Synthetic: false)
        {
            Scope = new ConsentScope(form.Channel, ""),
            Evidence = new ConsentEvidence { Surface = Visit.Surface, Reference = asked?.DigestIn(language) ?? "", IsSeparate = true },
        };

        // Recorded to its end when the visitor goes away: half a withdrawal is none.
        var outcome = await parts.Core.Consents.RecordAsync(new ConsentRequest([whose with { Verified = isVerified }], "", [record]), CancellationToken.None);
        var first = outcome.Recorded is [var recorded, ..] ? recorded : null;
        return new SavedChoice(form.Purpose, form.Channel, first?.Record.State ?? record.State, first?.Sequence ?? 0);
    }

    private static bool IsGiven(OwnChoices choices, string purpose) =>
        choices.Standings.Any(one => (one.Purpose.Name == purpose || purpose == ConsentRecord.EveryPurpose) && one.Standing.State == ConsentState.Given);
}
