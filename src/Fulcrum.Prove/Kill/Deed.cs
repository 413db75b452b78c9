using System.Globalization;
using System.Text;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Prove.Kill;

/// <summary>One request of a client. Sent again with the same ids until its outcome is known.</summary>
internal abstract class Deed(ProvedSubject subject)
{
    /// <summary>The purpose most of it is about.</summary>
    public const string Purpose = "personalization";

    /// <summary>Whom it is about.</summary>
    public ProvedSubject Subject => subject;

    /// <summary>Whose, in JSON.</summary>
    protected string Whose => $$"""{"userId":"{{subject.Name}}"}""";

    /// <summary>Sends it.</summary>
    public abstract Task<Reply> SendAsync(ProofClient client, CancellationToken cancellation);

    /// <summary>It was acknowledged.</summary>
    public abstract void Told(Reply reply, KillLedger ledger);
}

/// <summary>A batch of events, each with an id of its own; kept always, or only with a yes.</summary>
internal sealed class EventsDeed(ProvedSubject subject, string id, int count, bool needsYes) : Deed(subject)
{
    private bool _isTold;

    /// <summary>How many.</summary>
    public int Count => count;

    /// <summary>Whether it is kept only with a yes.</summary>
    public bool NeedsYes => needsYes;

    public override Task<Reply> SendAsync(ProofClient client, CancellationToken cancellation)
    {
        var json = new StringBuilder(200 * count).Append(CultureInfo.InvariantCulture, $$"""{"writeKey":"prove-scratch-key-{{(needsYes ? "seen" : "sent")}}","batch":[""");
        for (var at = 0; at < count; at++)
        {
            json.Append(CultureInfo.InvariantCulture, $$"""{{(at == 0 ? "" : ",")}}{"type":"track","event":"{{(needsYes ? "Proof Seen" : "Proof Sent")}}","messageId":"{{id}}-{{at}}","userId":"{{Subject.Name}}","properties":{ {{(needsYes ? "" : $"\"number\":{at}")}} } }""");
        }

        return client.CollectAsync(json.Append("]}").ToString(), cancellation);
    }

    public override void Told(Reply reply, KillLedger ledger)
    {
        if (needsYes)
        {
            var allowed = Subject.ConsentOf(Purpose) == "given";
            if (!allowed || !_isTold)
            {
                // What is refused is no duplicate the next time: it is refused again, and counted again.
                ledger.AddSeen(count, allowed);
            }
        }
        else if (!_isTold)
        {
            ledger.AddSent(count);
            Subject.Sent += count;
            Subject.LastBatch = this;
        }

        _isTold = true;
    }
}

/// <summary>A grant or a withdrawal.</summary>
internal sealed class ConsentDeed(ProvedSubject subject, string id, string purpose, string state, DateTimeOffset at) : Deed(subject)
{
    /// <summary>About which purpose.</summary>
    public string About => purpose;

    /// <summary>given or withdrawn.</summary>
    public string State => state;

    public override Task<Reply> SendAsync(ProofClient client, CancellationToken cancellation) => client.DecideAsync(
        "/v1/consents",
        $$"""{"identifiers":{{Whose}},"requestId":"{{id}}","decisions":[{"purpose":"{{purpose}}","state":"{{state}}","notice":"scratch@1","language":"en","at":"{{at:O}}","channel":"web","method":"express"}]}""",
        cancellation);

    public override void Told(Reply reply, KillLedger ledger)
    {
        Subject.Consents[purpose] = state;
        Subject.Changes++;
    }
}

/// <summary>A decision in the capped spot.</summary>
internal sealed class DecideDeed(ProvedSubject subject, string id) : Deed(subject)
{
    public override async Task<Reply> SendAsync(ProofClient client, CancellationToken cancellation)
    {
        var reply = await client.DecideAsync("/v1/decide", $$"""{"placements":["counted"],"subject":{{Whose}},"requestId":"{{id}}"}""", cancellation);

        // A node that reached no owner answered from the context: the question itself is still to be answered.
        return reply.IsOk && reply.Body.GetProperty("decisions")[0].GetProperty("why").GetString() == "owner-unreachable" ? Reply.None : reply;
    }

    public override void Told(Reply reply, KillLedger ledger)
    {
        var decision = reply.Body.GetProperty("decisions")[0];
        var given = Subject.ConsentOf(Purpose) == "given";
        var isPersonal = decision.GetProperty("mode").GetString() != "contextual";
        if (!given)
        {
            ledger.Withdrawals.Check(!isPersonal, () => $"a personal decision for {Subject.Name}, whose consent is {Subject.ConsentOf(Purpose)}");
            return;
        }

        var key = decision.GetProperty("id").GetString()!;
        lock (Subject)
        {
            Subject.GiftsAsked++;
            if (Subject.Decisions.TryGetValue(id, out var earlier) && earlier.Changes == Subject.Changes)
            {
                ledger.Repeats.Check(earlier.Decision == key, () => $"request {id} of {Subject.Name} got {earlier.Decision}, then {key}");
            }

            if (!isPersonal)
            {
                return;
            }

            Subject.Decisions[id] = (key, Subject.Changes);
            if (decision.GetProperty("chosen").EnumerateArray().Any(offer => offer.GetProperty("offer").GetString() == "gift"))
            {
                Subject.Gifts.Add(key);
            }
        }
    }
}

/// <summary>An erasure.</summary>
internal sealed class EraseDeed(ProvedSubject subject) : Deed(subject)
{
    public override Task<Reply> SendAsync(ProofClient client, CancellationToken cancellation) =>
        client.AdminAsync("/v1/erasures", $$"""{"identifiers":{{Whose}},"by":"prove","why":"an instrument's own subject"}""", cancellation);

    public override void Told(Reply reply, KillLedger ledger)
    {
        if (!Subject.IsErased)
        {
            Subject.IsErased = true;
            ledger.Erased.Add(Subject);
        }
    }
}
