using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Prove.Consent;

/// <summary>One of many clients that grant, withdraw, decide and read about the same few subjects at once, and write down what they saw.</summary>
internal sealed class ConsentClient(ConsentPlan plan, ConsentSubjects subjects, Random chance, TimeProvider clock)
{
    private const int AccountEvery = 16;

    private readonly List<Operation> _history = [];
    private int _personal;
    private long _asked;
    private long _unanswered;

    /// <summary>What it saw.</summary>
    public List<Operation> History => _history;

    /// <summary>Whether it asks decisions and nothing else, as most pages do.</summary>
    public bool OnlyWatches { get; init; }

    /// <summary>When its acknowledged withdrawals were sent, and how long they took, in milliseconds.</summary>
    public List<(long Invoke, double Ms)> Withdrawals { get; } = [];

    /// <summary>Requests so far.</summary>
    public long Asked => Interlocked.Read(ref _asked);

    /// <summary>Those that no answer came to, or that could not be done.</summary>
    public long Unanswered => Interlocked.Read(ref _unanswered);

    /// <summary>Answers that were neither given nor unknown, which a run must not have.</summary>
    public string? Refused { get; private set; }

    /// <summary>Asks until the run's operations are done, or the server is gone.</summary>
    public async Task RunAsync(ProofClient client, Func<bool> isOver, CancellationToken cancellation)
    {
        while (!isOver())
        {
            var subject = subjects.Draw(chance);
            var spots = chance.Next(5) == 0 ? (chance.Next(plan.Spots.Length) is var one ? one..(one + 1) : default) : ..plan.Spots.Length;
            var isAnswered = chance.Next(20) switch
            {
                < 4 when !OnlyWatches => await RecordAsync(client, subject, spots, cancellation),
                var draw when draw < 18 || OnlyWatches => await DecideAsync(client, subject, spots, cancellation),
                _ => await ReadAsync(client, subject, cancellation),
            };
            Interlocked.Increment(ref _asked);
            if (!isAnswered)
            {
                Interlocked.Increment(ref _unanswered);
                cancellation.ThrowIfCancellationRequested();
                await Task.Delay(2, cancellation);
            }
        }
    }

    /// <summary>Operations without an answer can no longer be done after this instant: the server that had them is gone.</summary>
    public void EndUnsure(long at)
    {
        for (var index = 0; index < _history.Count; index++)
        {
            if (_history[index] is { IsSure: false, End: long.MaxValue } unsure)
            {
                _history[index] = unsure with { End = at };
            }
        }
    }

    /// <summary>Reads what stands: all purposes at once.</summary>
    public async Task<bool> ReadAsync(ProofClient client, int subject, CancellationToken cancellation)
    {
        var invoke = Stopwatch.GetTimestamp();
        var reply = await client.DecideAsync("/v1/consents/query", $$$"""{"identifiers":{{{Whose(subject)}}}}""", cancellation);
        var end = Stopwatch.GetTimestamp();
        if (!IsGood(reply))
        {
            return false;
        }

        foreach (var standing in reply.Body.GetProperty("purposes").EnumerateArray())
        {
            var spot = IndexOf(standing.GetProperty("purpose").GetString()!);
            if (spot >= 0)
            {
                var epoch = standing.TryGetProperty("sequence", out var sequence) ? sequence.GetInt64() : 0;
                Add(new Operation(OperationKind.Read, subjects.KeyOf(subject, spot), invoke, end, true, standing.GetProperty("state").GetString() == "given", epoch));
            }
        }

        return true;
    }

    private async Task<bool> RecordAsync(ProofClient client, int subject, Range spots, CancellationToken cancellation)
    {
        var (from, count) = spots.GetOffsetAndLength(plan.Spots.Length);
        var grants = Enumerable.Range(0, count).Select(_ => chance.Next(2) == 0).ToArray();
        var invoke = Stopwatch.GetTimestamp();
        var at = clock.GetUtcNow();
        var decisions = string.Join(',', Enumerable.Range(0, count).Select(index =>
            $$"""{"purpose":"{{plan.Spots[from + index].Purpose}}","state":"{{(grants[index] ? "given" : "withdrawn")}}","notice":"{{plan.Notice}}","language":"en","at":"{{at:O}}","channel":"web"}"""));
        var reply = await client.DecideAsync("/v1/consents", $$"""{"identifiers":{{Whose(subject)}},"decisions":[{{decisions}}]}""", cancellation);
        var end = Stopwatch.GetTimestamp();
        if (!reply.IsOk && !reply.IsUnknown)
        {
            return IsGood(reply);
        }

        for (var index = 0; index < count; index++)
        {
            var kind = grants[index] ? OperationKind.Grant : OperationKind.Withdraw;
            Add(new Operation(kind, subjects.KeyOf(subject, from + index), invoke, reply.IsOk ? end : long.MaxValue, reply.IsOk, Epoch: EpochIn(reply, plan.Spots[from + index].Purpose)));
        }

        if (reply.IsOk && !grants.All(grant => grant))
        {
            Withdrawals.Add((invoke, Stopwatch.GetElapsedTime(invoke, end).TotalMilliseconds));
        }

        return reply.IsOk;
    }

    private async Task<bool> DecideAsync(ProofClient client, int subject, Range spots, CancellationToken cancellation)
    {
        var (from, count) = spots.GetOffsetAndLength(plan.Spots.Length);
        var placements = string.Join(',', Enumerable.Range(from, count).Select(spot => $"\"{plan.Spots[spot].Placement}\""));
        var invoke = Stopwatch.GetTimestamp();
        var reply = await client.DecideAsync("/v1/decide", $$"""{"placements":[{{placements}}],"subject":{{Whose(subject)}}}""", cancellation);
        var end = Stopwatch.GetTimestamp();
        if (!IsGood(reply))
        {
            return false;
        }

        var spotAt = from;
        foreach (var decision in reply.Body.GetProperty("decisions").EnumerateArray())
        {
            var isPersonal = decision.GetProperty("mode").GetString() != "contextual";
            var epoch = isPersonal && !OnlyWatches && _personal++ % AccountEvery == 0 ? await ReadEpochAsync(client, decision.GetProperty("id").GetString()!, cancellation) : 0;
            Add(new Operation(OperationKind.Decide, subjects.KeyOf(subject, spotAt++), invoke, end, true, isPersonal, epoch));
        }

        return true;
    }

    /// <summary>The receipt: the consent a decision relied on, from its account.</summary>
    private static async Task<long> ReadEpochAsync(ProofClient client, string decision, CancellationToken cancellation) =>
        await client.ExplainAsync(decision, cancellation) is { IsOk: true } account ? account.Body.GetProperty("consent").GetProperty("sequence").GetInt64() : 0;

    private static long EpochIn(Reply reply, string purpose)
    {
        foreach (var recorded in reply.IsOk ? reply.Body.GetProperty("recorded").EnumerateArray() : default)
        {
            if (recorded.GetProperty("purpose").GetString() == purpose)
            {
                return recorded.GetProperty("sequence").GetInt64();
            }
        }

        return 0;
    }

    private bool IsGood(Reply reply)
    {
        Refused ??= reply is { IsOk: false, IsUnknown: false, IsNotDone: false } ? $"{reply.Status} {(reply.Body.ValueKind == JsonValueKind.Undefined ? "" : reply.Body)}" : null;
        return reply.IsOk;
    }

    private void Add(Operation operation)
    {
        _history.Add(operation);
        subjects.Count();
    }

    private string Whose(int subject) => string.Create(CultureInfo.InvariantCulture, $$"""{"{{plan.Identifier}}":"{{subjects.NameOf(subject)}}"}""");

    private int IndexOf(string purpose)
    {
        for (var index = 0; index < plan.Spots.Length; index++)
        {
            if (plan.Spots[index].Purpose == purpose)
            {
                return index;
            }
        }

        return -1;
    }
}
