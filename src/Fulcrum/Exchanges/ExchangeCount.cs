using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Exchanges;

/// <summary>One walk through the journal that counts how exchanges fare. Used once, by one thread.</summary>
/// <remarks>Every part of a merged profile holds what was done; what came at the same instant to adjoining rows is counted once.</remarks>
internal sealed class ExchangeCount(IJournal journal, SealedRows rows, Workspace workspace, Instant now)
{
    private readonly Dictionary<(SubjectId Subject, string Exchange), Taker> _takers = [];
    private readonly Dictionary<string, long> _declined = new(StringComparer.Ordinal);
    private ExchangeEntry? _last;
    private Taker? _lastTaker;

    internal async ValueTask<ImmutableArray<ExchangeFigures>> RunAsync(CancellationToken cancellation)
    {
        await foreach (var (_, row) in journal.ReadAllAsync(0, cancellation))
        {
            if (row.Kind is EntryKind.Exchange or EntryKind.Consent && await rows.OpenAsync(row, cancellation) is { } entry)
            {
                Count(row.Subject, entry);
            }
        }

        var takers = _takers.Values.Distinct().ToLookup(taker => taker.Exchange, StringComparer.Ordinal);
        return
        [
            .. workspace.Exchanges.Exchanges.Values.OrderBy(exchange => exchange.Name, StringComparer.Ordinal).Select(exchange =>
            {
                var (all, delivered) = (takers[exchange.Name].ToList(), takers[exchange.Name].LongCount(taker => taker.IsDelivered));
                return new ExchangeFigures(
                    exchange.Name, all.Count, _declined.GetValueOrDefault(exchange.Name), all.LongCount(taker => taker.HasStated), delivered,
                    all.LongCount(taker => !taker.IsDelivered && now >= taker.DueAt), all.LongCount(taker => taker.HasWithdrawn), delivered * exchange.Cost, exchange.Currency);
            }),
        ];
    }

    private void Count(SubjectId subject, Entry entry)
    {
        switch (entry)
        {
            case ExchangeEntry { Act: ExchangeAct.Accept } accepted:
                _takers[(subject, accepted.Exchange)] = _lastTaker = accepted == _last && _lastTaker is not null ? _lastTaker : new Taker(accepted);
                _last = accepted;
                break;
            case ExchangeEntry { Act: ExchangeAct.Decline } declined when declined != _last:
                _declined[declined.Exchange] = _declined.GetValueOrDefault(declined.Exchange) + 1;
                _last = declined;
                break;
            case ExchangeEntry { Act: ExchangeAct.Deliver } delivered when _takers.TryGetValue((subject, delivered.Exchange), out var taker):
                taker.IsDelivered = true;
                break;
            case ConsentEntry { Record: { State: ConsentState.Withdrawn or ConsentState.Refused } no }:
                foreach (var exchange in workspace.Exchanges.Exchanges.Values)
                {
                    if (exchange.Purpose.Name == no.Purpose && _takers.TryGetValue((subject, exchange.Name), out var left))
                    {
                        left.HasWithdrawn = true;
                    }
                }

                break;
            default:
                break;
        }
    }

    private sealed class Taker(ExchangeEntry accepted)
    {
        public string Exchange { get; } = accepted.Exchange;

        public Instant DueAt { get; } = accepted.DueAt;

        public bool HasStated { get; } = accepted.Why.Length > 0;

        public bool IsDelivered { get; set; }

        public bool HasWithdrawn { get; set; }
    }
}
