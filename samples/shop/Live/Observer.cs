using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Meridian.Shop.Fulcrum;

namespace Meridian.Shop.Live;

/// <summary>Asks Fulcrum what the two halves of the page show. Safe from many threads.</summary>
/// <remarks>
/// It keeps nothing of anybody: what is shown is asked for each time, so that a withdrawal holds for the very next answer. A look into what is
/// known is journaled and shown to its subject, so it is taken only where they allowed it and something may have changed.
/// </remarks>
internal sealed class Observer(FulcrumApi fulcrum, TimeProvider clock)
{
    private const int RememberedMax = 10_000;
    private static readonly TimeSpan PolicyLife = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, string> _shown = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _vouched = new(StringComparer.Ordinal);
    private (PagePolicy Policy, DateTimeOffset At)? _policy;

    /// <summary>Everything, for a page that is made.</summary>
    public async Task<Snapshot> ReadAsync(Visitor visitor, CancellationToken cancellation) =>
        await ReadSinceAsync(visitor, "", mayHaveEvents: true, cancellation) ?? Unreachable;

    /// <summary>Everything, where it differs from what the page shows already; null where it does not.</summary>
    /// <param name="visitor">Whose.</param>
    /// <param name="state">What the page shows.</param>
    /// <param name="mayHaveEvents">Whether the page sent something since.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<Snapshot?> ReadSinceAsync(Visitor visitor, string state, bool mayHaveEvents, CancellationToken cancellation)
    {
        try
        {
            await VouchAsync(visitor, cancellation);
            var standings = visitor.IsAnybody ? await fulcrum.ReadStandingsAsync(visitor, cancellation) : new Standings([]);
            var answers = string.Join('-', standings.Purposes.Select(one => $"{one.State[0]}{one.Sequence}"));
            var standing = standings.Purposes.FirstOrDefault(one => one.Purpose == Snapshot.Purpose) ?? new Standing(Snapshot.Purpose, "unknown", 0, null);
            var isSame = state.Length > 0 && state.StartsWith($"{answers}/", StringComparison.Ordinal);
            if (isSame && !mayHaveEvents)
            {
                return null;
            }

            var known = standing.State == "given" ? await fulcrum.LookUpAsync(visitor, cancellation) : Known.Nothing;
            var newest = known.Facts.Length == 0 ? 0 : known.Facts.Max(fact => fact.Sequence);
            var now = string.Create(CultureInfo.InvariantCulture, $"{answers}/{newest}");
            return now == state ? null : await DecideAsync(visitor, new Snapshot(now) { Standing = standing, Known = known }, standings, cancellation);
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return state == Unreachable.State ? null : Unreachable;
        }
    }

    /// <summary>Records what a signed-in customer pressed in the snippet's question: theirs, and not only this browser's.</summary>
    public async Task ChooseAsync(Visitor visitor, string language, IReadOnlyDictionary<string, bool> byCategory, CancellationToken cancellation)
    {
        var asked = (await PolicyAsync(cancellation)).Categories;
        var byPurpose = asked.Where(one => byCategory.ContainsKey(one.Id)).ToDictionary(one => one.Purpose, one => byCategory[one.Id], StringComparer.Ordinal);
        if (visitor.Customer is { } customer && byPurpose.Count > 0)
        {
            await VouchAsync(visitor, cancellation);
            await fulcrum.RecordAsync(customer, language, byPurpose, cancellation);
        }
    }

    private static Snapshot Unreachable { get; } = new("unreachable") { IsReachable = false };

    private async Task<Snapshot> DecideAsync(Visitor visitor, Snapshot snapshot, Standings standings, CancellationToken cancellation)
    {
        // The same state asked about again is the same decision, and no second contact.
        var request = Hash($"{string.Join('\n', visitor.Identifiers.Values)}\n{snapshot.State}\n{visitor.HasSignal}");
        var decision = await fulcrum.DecideAsync(visitor, $"shop-{request}", cancellation);
        var account = await fulcrum.ExplainAsync(decision.Id, cancellation);
        await ReportSeenAsync(visitor, decision, cancellation);

        var named = account.Candidates.Where(one => one.Slot > 0).SelectMany(one => one.Verdicts).Where(one => one.Rule == "eligibility")
            .SelectMany(one => one.Readings).Where(one => one.Holds).Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        var policy = await PolicyAsync(cancellation);
        var receipt = snapshot.Standing.Sequence > 0 ? await fulcrum.FindReceiptAsync(snapshot.Standing.Sequence, cancellation) : null;
        return snapshot with
        {
            Decision = decision,
            Sentence = account.Sentence,
            Because = [.. snapshot.Known.Facts.Where(fact => named.Contains(fact.Name))],
            Uses = [.. policy.Categories.Select(asked => (asked, standings.Purposes.FirstOrDefault(one => one.Purpose == asked.Purpose) ?? new Standing(asked.Purpose, "unknown", 0, null)))],
            Receipt = receipt,
            LedgerKey = receipt is null ? "" : (await fulcrum.ReadLedgerKeysAsync(cancellation)).Key,
        };
    }

    /// <summary>Counts as seen when another offer than before is shown; the same one stays where it is.</summary>
    private async Task ReportSeenAsync(Visitor visitor, Decision decision, CancellationToken cancellation)
    {
        if (decision is not { Mode: "personal", Chosen: [var offer, ..] })
        {
            _shown.TryRemove(KeyOf(visitor), out _);
            return;
        }

        Forget(_shown);
        if (_shown.TryGetValue(KeyOf(visitor), out var before) && before == offer.Offer)
        {
            return;
        }

        _shown[KeyOf(visitor)] = offer.Offer;
        await fulcrum.ReportSeenAsync(decision, cancellation);
    }

    private async Task VouchAsync(Visitor visitor, CancellationToken cancellation)
    {
        if (visitor.Customer is { } customer && _vouched.TryAdd(KeyOf(visitor), true))
        {
            try
            {
                Forget(_vouched);
                await fulcrum.VouchAsync(customer, visitor.Browser, cancellation);
            }
            catch
            {
                _vouched.TryRemove(KeyOf(visitor), out _);
                throw;
            }
        }
    }

    private async Task<PagePolicy> PolicyAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (_policy is { } kept && now - kept.At < PolicyLife)
        {
            return kept.Policy;
        }

        var read = await fulcrum.ReadPolicyAsync(cancellation);
        _policy = (read, now);
        return read;
    }

    /// <summary>Tells visitors apart without holding who they are.</summary>
    private static string KeyOf(Visitor visitor) => Hash(string.Join('\n', visitor.Identifiers.Values));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static void Forget<T>(ConcurrentDictionary<string, T> remembered)
    {
        if (remembered.Count > RememberedMax)
        {
            remembered.Clear();
        }
    }
}
