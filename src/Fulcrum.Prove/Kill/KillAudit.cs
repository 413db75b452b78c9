using System.Globalization;
using System.Text.Json;
using Fulcrum.Prove.Results;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Prove.Kill;

/// <summary>Compares a server with its clients' ledger, before and after what had no answer is sent again.</summary>
internal sealed class KillAudit(KillLedger ledger, ProofClient client, CancellationToken cancellation)
{
    private const int AtOnce = 16;

    /// <summary>The whole comparison.</summary>
    /// <param name="subjects">Those to look at one by one; the sums are over all.</param>
    /// <param name="erased">Erased ones to look at.</param>
    /// <param name="since">Minutes before this one were balanced already.</param>
    public async Task RunAsync(IReadOnlyList<ProvedSubject> subjects, IReadOnlyList<ProvedSubject> erased, DateTimeOffset since)
    {
        var pending = subjects.SelectMany(subject => subject.Pending).ToList();
        var loss = new Loss();
        await CheckSumsAsync(loss, Unsure(needsYes: false), Unsure(needsYes: true), "before anything is sent again");
        await EachAsync(subjects, subject => CheckAsync(subject, loss));

        await EachAsync(subjects.Where(subject => subject.Pending.Count > 0), SendAgainAsync);
        await EachAsync(subjects.Where(subject => subject.LastBatch is not null).Take(AtOnce), subject => subject.LastBatch!.SendAsync(client, cancellation));
        await EachAsync(erased.Where(subject => subject.LastBatch is not null).Take(AtOnce), subject => subject.LastBatch!.SendAsync(client, cancellation));

        await CheckSumsAsync(loss, 0, 0, "after everything was sent again");
        await EachAsync(subjects.Where(subject => !subject.IsErased), subject => CheckAsync(subject, loss));
        await EachAsync(erased.Concat(subjects.Where(subject => subject.IsErased)).Distinct(), CheckErasedAsync);
        await CheckBalanceAsync(since);
        loss.Tell(ledger);

        int Unsure(bool needsYes) => pending.OfType<EventsDeed>().Where(deed => deed.NeedsYes == needsYes).Sum(deed => deed.Count);
    }

    private async Task CheckSumsAsync(Loss loss, int sent, int seen, string when)
    {
        var counts = await client.ReadAsync("/v1/collect/counts?from=2000-01-01T00:00:00Z&until=2200-01-01T00:00:00Z", cancellation);
        Compare("sent", ledger.Sent, sent);
        Compare("seen", ledger.Seen, seen);

        void Compare(string source, long acknowledged, int unsure)
        {
            var stored = Sources(counts).Where(sum => sum.GetProperty("source").GetString() == source).Sum(sum => sum.GetProperty("stored").GetInt64());
            loss.Compare(stored, acknowledged, unsure, () => $"{when}, source {source}: {stored} stored, {acknowledged} acknowledged, {unsure} unsure");
        }
    }

    /// <summary>What stands about a subject, between what was acknowledged and what may have been done besides.</summary>
    private async Task CheckAsync(ProvedSubject subject, Loss loss)
    {
        if (subject.IsErased || subject.Pending.OfType<EraseDeed>().Any())
        {
            return;
        }

        var view = await ViewAsync(subject);
        var counted = view.GetProperty("facts").EnumerateArray().Select(fact => fact.GetProperty("value"))
            .Select(value => value.ValueKind == JsonValueKind.Number ? value.GetInt32() : 0).SingleOrDefault();
        var unsure = subject.Pending.OfType<EventsDeed>().Where(deed => !deed.NeedsYes).Sum(deed => deed.Count);
        loss.Compare(counted, subject.Sent, unsure, () => $"subject {subject.Name}: {counted} in the profile, {subject.Sent} acknowledged, {unsure} unsure");

        await CheckConsentsAsync(subject);
        if (subject.GiftsAsked > 3)
        {
            ledger.Caps.Check(subject.Gifts.Count <= 3, () => $"{subject.Name} got {subject.Gifts.Count} gifts");
        }

        if (subject.Pending.Count == 0 && subject.Decisions.Count > 0)
        {
            var repeated = new DecideDeed(subject, subject.Decisions.First().Key);
            if (await repeated.SendAsync(client, cancellation) is { IsOk: true } reply)
            {
                repeated.Told(reply, ledger);
            }
        }
    }

    private async Task CheckConsentsAsync(ProvedSubject subject)
    {
        var standing = await client.DecideAsync("/v1/consents/query", $$$"""{"identifiers":{"userId":"{{{subject.Name}}}"}}""", cancellation);
        foreach (var purpose in Array(standing, "purposes"))
        {
            var name = purpose.GetProperty("purpose").GetString()!;
            var state = purpose.GetProperty("state").GetString()!;
            var told = subject.ConsentOf(name);
            if (told != "unknown" && !subject.Pending.OfType<ConsentDeed>().Any(deed => deed.About == name))
            {
                var tally = told == "given" ? ledger.Grants : ledger.Withdrawals;
                tally.Check(state == told, () => $"{subject.Name} was told '{told}' about {name}, and '{state}' stands");
            }
        }
    }

    private async Task SendAgainAsync(ProvedSubject subject)
    {
        foreach (var deed in subject.Pending.ToArray())
        {
            var reply = await deed.SendAsync(client, cancellation);
            if (ledger.Taken.Check(reply.IsOk, () => $"{deed.GetType().Name} of {subject.Name}, sent again after a restart, was answered {reply.Status} {reply.Body}"))
            {
                subject.Pending.Remove(deed);
                deed.Told(reply, ledger);
            }
        }
    }

    private async Task CheckErasedAsync(ProvedSubject subject)
    {
        var view = await ViewAsync(subject);
        var decided = await client.DecideAsync("/v1/decide", $$$"""{"placements":["counted"],"subject":{"userId":"{{{subject.Name}}}"}}""", cancellation);
        var isKnown = view.GetProperty("permitted").GetBoolean() || Array(decided, "decisions").Any(decision => decision.GetProperty("why").GetString() != "unknown-subject");
        var account = subject.Decisions.Count > 0 ? (await client.ReadAsync($"/v1/decisions/{subject.Decisions.First().Value.Decision}", cancellation)).Status : 404;
        // 404: no such decision; 410: there was one and it is kept no longer. Neither tells anything of it.
        ledger.Erasures.Check(!isKnown && account is (404 or 410), () => $"{subject.Name} was erased, and {(isKnown ? "is known" : "a decision about it is told")}");
    }

    private async Task CheckBalanceAsync(DateTimeOffset since)
    {
        var whole = await client.ReadAsync("/v1/collect/counts", cancellation);
        var until = whole.Body.ValueKind == JsonValueKind.Object ? whole.Body.GetProperty("until").GetDateTimeOffset() : since;
        for (var minute = since.AddTicks(-(since.Ticks % TimeSpan.TicksPerMinute)); minute < until; minute = minute.AddMinutes(1))
        {
            var counts = await client.ReadAsync(
                string.Create(CultureInfo.InvariantCulture, $"/v1/collect/counts?from={minute.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z&until={minute.UtcDateTime.AddMinutes(1):yyyy-MM-ddTHH:mm:ss}Z"), cancellation);
            foreach (var sum in Sources(counts))
            {
                long Of(string name) => sum.GetProperty(name).GetInt64();
                ledger.Balance.Check(Of("received") == Of("stored") + Of("duplicate") + Of("quarantined") + Of("refused"), () => $"{minute:O}: {sum}");
            }
        }
    }

    private async Task<JsonElement> ViewAsync(ProvedSubject subject)
    {
        var view = await client.AdminAsync("/v1/views/counted", $$$"""{"identifiers":{"userId":"{{{subject.Name}}}"},"who":"prove","why":"compare with the ledger"}""", cancellation);
        return view.IsOk ? view.Body : throw new ProofStoppedException($"A restarted server does not answer: {view.Status} {view.Body}");
    }

    private static JsonElement.ArrayEnumerator Sources(Reply counts) => Array(counts, "sources");

    private static JsonElement.ArrayEnumerator Array(Reply reply, string name) =>
        reply.IsOk ? reply.Body.GetProperty(name).EnumerateArray() : throw new ProofStoppedException($"A restarted server does not answer: {reply.Status} {reply.Body}");

    private async Task EachAsync(IEnumerable<ProvedSubject> subjects, Func<ProvedSubject, Task> act) =>
        await Parallel.ForEachAsync(subjects, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (subject, _) => await act(subject));

    /// <summary>Lost, doubled or made up: one trial of each an audit, however many numbers disagree.</summary>
    private sealed class Loss
    {
        private readonly Lock _lock = new();
        private string? _lost;
        private string? _more;
        private bool _isSure;

        public void Compare(long there, long acknowledged, long unsure, Func<string> finding)
        {
            lock (_lock)
            {
                _lost ??= there < acknowledged ? finding() : null;
                if (there > acknowledged + unsure && _more is null)
                {
                    (_more, _isSure) = (finding(), unsure == 0);
                }
            }
        }

        public void Tell(KillLedger ledger)
        {
            ledger.Lost.Check(_lost is null, () => _lost!);
            ledger.Doubled.Check(_more is null || !_isSure, () => _more!);
            ledger.Ghosts.Check(_more is null || _isSure, () => _more!);
        }
    }
}
