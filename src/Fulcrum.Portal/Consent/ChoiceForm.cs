using Fulcrum.Consent;
using Fulcrum.Portal.Identity;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Portal.Consent;

/// <summary>One answer about one purpose, as a form of ours sends it.</summary>
/// <param name="Visit">Whose.</param>
/// <param name="Asked">What was asked; null for the no to everything.</param>
/// <param name="Purpose">Name of the purpose, or the name that stands for all.</param>
/// <param name="Channel">The channel; empty for every one.</param>
/// <param name="IsYes">The answer.</param>
internal sealed record ChoiceForm(Visit Visit, ChoiceAsked? Asked, string Purpose, string Channel, bool IsYes)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="PageException">It is no form of ours, or says what no form of ours says.</exception>
    public static async Task<ChoiceForm> ReadAsync(HttpContext http, PortalParts parts)
    {
        var (visit, form) = await parts.ReadFormAsync(http);
        return Of(visit, form);
    }

    /// <summary>The answer in a form of ours.</summary>
    /// <exception cref="PageException">It says what no form of ours says.</exception>
    public static ChoiceForm Of(Visit visit, IFormCollection form)
    {
        if (visit is { Person: null, Device.Identifier: null } || form["purpose"] is not [{ } purpose] || form["channel"] is not [{ } channel] || form["answer"] is not [ChoicePage.Yes or ChoicePage.No])
        {
            throw new PageException(PageProblem.BadRequest);
        }

        var isYes = form["answer"] == ChoicePage.Yes;
        if (purpose == ConsentRecord.EveryPurpose && !isYes && channel.Length == 0)
        {
            return new ChoiceForm(visit, null, purpose, "", false);
        }

        var asked = ChoiceAsked.All(visit.Workspace).FirstOrDefault(one => one.Purpose.Name == purpose && one.IsOpen);
        var isChannel = channel.Length == 0 || (asked is not null && ChoiceAsked.ChannelsOf(asked.Purpose, visit.Workspace).Contains(channel, StringComparer.Ordinal));
        return asked is not null && isChannel ? new ChoiceForm(visit, asked, purpose, channel, isYes) : throw new PageException(PageProblem.BadRequest);
    }
}
