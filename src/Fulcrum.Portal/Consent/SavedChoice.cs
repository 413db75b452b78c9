using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Fulcrum.Consent;
using Fulcrum.Portal.Identity;

namespace Fulcrum.Portal.Consent;

/// <summary>What was just recorded, carried from the form to the page that says so; signed, so that no link can claim what the journal did not acknowledge.</summary>
/// <param name="Purpose">Name of the purpose, or the name that stands for all.</param>
/// <param name="Channel">The channel; empty for every one.</param>
/// <param name="State">What the journal holds.</param>
/// <param name="Sequence">The row; 0 when nothing had to change.</param>
internal sealed record SavedChoice(string Purpose, string Channel, ConsentState State, long Sequence)
{
    private const string Use = "saved";

    /// <summary>As a query.</summary>
    public string ToQuery(Visit visit)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Purpose}\n{Channel}\n{(int)State}\n{Sequence}");
        return $"?saved={Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text))}.{visit.Mac(Use, text)}";
    }

    /// <summary>Reads a query; null for one that was not signed for this visitor.</summary>
    public static SavedChoice? Read(string query, Visit visit)
    {
        if (query.Length is 0 or > 600 || query.Split('.') is not [var coded, var mac] || !Base64Url.IsValid(coded))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(coded));
        return visit.IsMac(mac, Use, text) && text.Split('\n') is [var purpose, var channel, var state, var sequence]
            ? new SavedChoice(purpose, channel, (ConsentState)int.Parse(state, CultureInfo.InvariantCulture), long.Parse(sequence, CultureInfo.InvariantCulture))
            : null;
    }
}
